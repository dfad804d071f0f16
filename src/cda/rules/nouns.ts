import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import { otherSense } from "./nounSenses.ts";
import { partOfName } from "./properNames.ts";
import { alreadyTarget, isSource, skip } from "./rule.ts";
import type { Decision, RuleContext } from "./rule.ts";

const ruleNames = {
  person: "noun.person",
  kinship: "noun.kinship",
  royalty: "noun.royalty",
  occupation: "noun.occupation",
  nationality: "noun.nationality",
  adjective: "adjective",
} as const;

/** Masculine forms that also serve for everybody: changing them is right less often. */
const neutralForms = new Set(
  "actor actors hero heroes heir heirs wizard wizards guys guy god gods latinos chairman chairmen".split(" "),
);

/** Gendered nouns and adjectives to their counterpart, with number, case pattern and possessive ending kept. */
export function swapNoun({ view, table, direction }: RuleContext, index: number): Decision | undefined {
  const token = view.at(index) as Token;
  const term = table.terms.get(token.lower);
  if (term === undefined) return undefined;
  const sense = otherSense(view, index, term);
  if (sense !== undefined) return skip(sense, "sense");
  const name = partOfName(view, index, term);
  if (name !== undefined) return skip(name, "proper-name");
  if (!isSource(direction, term.gender)) return alreadyTarget(term.gender);
  const counterpart = contextualCounterpart(view, index, term.term) ?? term.counterpart;
  const after = inCaseOf(token.head, counterpart);
  return {
    kind: "swap",
    ...withPossessive(view, index, after),
    rule: ruleNames[term.rule],
    reason: `${term.term} and ${counterpart} are a pair`,
    confidence: neutralForms.has(term.term) ? 0.8 : 0.95,
  };
}

/** Words whose counterpart depends on their neighbours. */
function contextualCounterpart(view: TokenView, index: number, term: string): string | undefined {
  const previous = view.previous(index)?.lower ?? "";
  const following = view.next(index);
  const titled =
    following !== undefined && /^\p{Lu}/u.test(following.head) && /^\p{Lu}/u.test((view.at(index) as Token).head);
  if (term === "lady") {
    if (ordinaryLady.test(previous)) return "man";
    if (previous === "my" && (view.gapAfter(index) === "comma" || following === undefined)) return "lord"; // my lady, ...
    return titled && previous !== "first" ? "lord" : undefined;
  }
  const room = /^(?:rooms?|restrooms?|toilets?|loos?|lavatory|lavatories|washrooms?|bathrooms?|locker|changing)$/;
  const owned = room.test(following?.lower ?? "");
  if (term === "ladies" && owned) return "men";
  if (term === "men" && owned && /^['’]s$/.test((view.at(index) as Token).clitic)) return "ladies";
  if (term === "ladies" && ordinaryLady.test(previous)) return "men";
  return undefined;
}

/** Before "lady" where the other side says "man": leading man, old man, cleaning man. */
const ordinaryLady =
  /^(?:leading|old|young|cleaning|lunch|dinner|tea|church|crazy|little|bearded|pretty|fat|tattooed|sales|delivery|mail|garbage|ice|avon|weather|camera|business)$/;

/** Moves a possessive ending along: waitress' becomes waiter's, gentlemen's becomes ladies'. */
export function withPossessive(view: TokenView, index: number, after: string): { after: string; end?: number } {
  const token = view.at(index) as Token;
  const headEnd = token.start + token.head.length;
  const shouting = after.length > 1 && after === after.toUpperCase();
  const following = view.text.charAt(token.end);
  const bare =
    token.clitic === "" &&
    /s$/i.test(token.head) &&
    /['’]/.test(following) &&
    !/[\p{L}\p{N}]/u.test(view.text.charAt(token.end + 1));
  if (bare && !/s$/i.test(after) && !closesQuotation(view.text, token.start, following)) {
    return { after: `${after}${following}${shouting ? "S" : "s"}`, end: token.end + 1 };
  }
  const plural = /(?:ladies|misses)$/i.test(after) || (/s$/i.test(after) && /men$/i.test(token.head));
  if (plural && /^['’]s$/i.test(token.clitic)) return { after: after + token.clitic.charAt(0), end: token.end };
  return { after, end: headEnd };
}

/** True when an opening quotation mark of the same kind waits before `position`. */
function closesQuotation(text: string, position: number, mark: string): boolean {
  const from = Math.max(text.lastIndexOf("\n", position), position - 400, 0);
  const before = text.slice(from, position);
  if (mark === "’") return before.lastIndexOf("‘") > before.lastIndexOf("’");
  const openings = before.match(/(?:^|[\s([])'(?=[\p{L}\p{N}])/gu)?.length ?? 0;
  const closings = before.match(/[\p{P}\p{L}]'(?=[\s\p{P}]|$)/gu)?.length ?? 0;
  return openings > closings;
}
