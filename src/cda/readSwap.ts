import { EvenhandError } from "../base/errors.ts";
import { isAxis } from "../lexicon/axis.ts";
import { aliasKey } from "../lexicon/groupSwaps.ts";
import type { GroupTable, SwapGroup } from "../lexicon/groupSwaps.ts";
import { bundledSwapLexicon } from "../lexicon/swapLexicon.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import { swapDirections } from "../lexicon/swapPairs.ts";
import type { AxisSwap } from "./swapOptions.ts";

/**
 * Reads an axis and a direction as people write them: `gender` with `swap`, `m2f` or `f2m`; `race` and `religion` with
 * `A->B` (only terms of A change) or `A<->B` (both trade places).
 *
 * @param lexicon the bundled one when left out; a team's may have more groups
 * @throws EvenhandError `arguments.invalid`; the hint names what is known
 */
export function readSwap(axis: string, direction: string, lexicon: SwapLexicon = bundledSwapLexicon()): AxisSwap {
  if (!isAxis(axis)) throw invalid(`there is no axis "${axis}"`, "The axes are gender, race and religion.");
  if (axis === "gender") {
    const known = swapDirections.find((one) => one === direction);
    if (known !== undefined) return { axis, direction: known };
    throw invalid(`gender has no direction "${direction}"`, "Write swap (both ways at once), m2f or f2m.");
  }
  const table = lexicon[axis];
  const [, first, way, second] = /^\s*([^<>→↔]+?)\s*(<->|->|→|↔)\s*([^<>→↔]+?)\s*$/.exec(direction) ?? [];
  if (first === undefined || second === undefined) {
    throw invalid(
      `${axis} has no direction "${direction}"`,
      `Write A->B (only A changes) or A<->B (both trade places); the groups are ${knownGroups(table)}.`,
    );
  }
  const from = groupNamed(axis, first, table);
  const to = groupNamed(axis, second, table);
  if (from.termsOf === to.termsOf) {
    throw invalid(
      `"${first}" and "${second}" name the same group`,
      `Choose two of different groups: ${knownGroups(table)}.`,
    );
  }
  return { axis, from: from.id, to: to.id, twoWay: way === "<->" || way === "↔" };
}

function groupNamed(axis: string, name: string, table: GroupTable): SwapGroup {
  const key = aliasKey(name);
  const id = table.aliases.get(key) ?? table.aliases.get(key.replace(/s$/, ""));
  const group = id === undefined ? undefined : table.groups.get(id);
  if (group !== undefined) return group;
  throw invalid(`${axis} has no group "${name}"`, `The groups are ${knownGroups(table)}.`);
}

/** The groups with terms of their own; nationalities are too many to name. */
function knownGroups({ groups }: GroupTable): string {
  const names = [...groups.values()].filter(({ isNationality }) => !isNationality).map(({ label }) => label);
  return `${names.join(", ")}${names.length < groups.size ? ", or a nationality such as Indian" : ""}`;
}

function invalid(message: string, hint: string): EvenhandError {
  return new EvenhandError("arguments.invalid", message, { hint });
}
