import type { SwapDirection } from "../../lexicon/swapPairs.ts";
import { inCaseOf } from "../casePattern.ts";
import { withPossessive } from "../rules/nouns.ts";
import { isSource, skip } from "../rules/rule.ts";
import type { Decision } from "../rules/rule.ts";
import type { Token, TokenView } from "../tokens.ts";
import { nameRoles } from "./nameRoles.ts";
import type { NameRole } from "./nameRoles.ts";
import type { FirstName, NameTable } from "./nameTable.ts";

/**
 * What happens to the first names of a document, by token: one name always gets the same new name, and two names never
 * get one, a name that stays included.
 *
 * @param taken tokens that belong to public figures whose names stay
 */
export function nameDecisions(
  view: TokenView,
  table: NameTable,
  direction: SwapDirection,
  taken: ReadonlySet<number>,
): Map<number, Decision> {
  const roles = nameRoles(view, table, taken);
  const newNames = chooseNames(view, table, direction, roles, taken);
  const decisions = new Map<number, Decision>();
  for (const [index, role] of roles) decisions.set(index, decided(view, index, role, direction, newNames));
  return decisions;
}

function decided(
  view: TokenView,
  index: number,
  role: NameRole,
  direction: SwapDirection,
  newNames: ReadonlyMap<string, string>,
): Decision {
  if (role.kind === "other") return skip(role.reason, role.rule, role.confidence);
  const { head, lower } = view.at(index) as Token;
  if (!isSource(direction, role.name.gender)) return skip(`already ${role.name.gender}`, "other-side", 1);
  const newName = newNames.get(lower) as string;
  const after = head === lower ? newName.toLowerCase() : inCaseOf(head, newName);
  return {
    kind: "swap",
    ...withPossessive(view, index, after),
    rule: "name.first",
    reason: `a first name; ${newName} is as frequent among names of the other gender`,
    confidence: role.confidence,
  };
}

function chooseNames(
  view: TokenView,
  table: NameTable,
  direction: SwapDirection,
  roles: ReadonlyMap<number, NameRole>,
  taken: ReadonlySet<number>,
): Map<string, string> {
  const wanted = new Map<string, FirstName>();
  const staying = new Set<string>([...taken].map((index) => (view.at(index) as Token).lower));
  for (const [index, role] of roles) {
    const { lower } = view.at(index) as Token;
    if (role.kind === "first-name" && isSource(direction, role.name.gender)) wanted.set(lower, role.name);
    else if (role.kind === "first-name" || role.rule === "name.unisex") staying.add(lower);
  }
  const chosen = new Map<string, string>();
  const used = new Set(staying);
  const clashing: [string, FirstName][] = [];
  for (const [lower, name] of wanted) {
    if (used.has(name.counterpart.toLowerCase())) clashing.push([lower, name]);
    else {
      chosen.set(lower, name.counterpart);
      used.add(name.counterpart.toLowerCase());
    }
  }
  for (const [lower, { counterpart }] of clashing) {
    const other = nextFree(table, counterpart, (name) => used.has(name) || wanted.has(name));
    chosen.set(lower, other);
    used.add(other.toLowerCase());
  }
  return chosen;
}

/** The next plain name of the same gender as `counterpart`, from its own place in the table on. */
function nextFree({ names }: NameTable, counterpart: string, isUsed: (lower: string) => boolean): string {
  const gender = names.get(counterpart.toLowerCase())?.gender;
  const all = [...names.keys()];
  const from = all.indexOf(counterpart.toLowerCase());
  for (let step = 1; step <= all.length; step += 1) {
    const lower = all[(from + step) % all.length] as string;
    const name = names.get(lower) as FirstName;
    if (name.gender === gender && name.sense === "plain" && !isUsed(lower)) {
      return names.get(name.counterpart.toLowerCase())?.counterpart ?? lower;
    }
  }
  throw new RangeError("a document names more people than the table of names has");
}
