import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import { alreadyTarget, isSource } from "./rule.ts";
import type { Decision, RuleContext } from "./rule.ts";

/** Words that begin a phrase pair and that no pair of single words has. */
export const phraseTriggers: readonly string[] = ["matron", "matrons"];

/** Pairs of which one side has several words: the best man and the maid of honor. */
export function swapPhrase({ view, direction }: RuleContext, index: number): Decision | undefined {
  return fromMaidOfHonor(view, index, direction) ?? fromBestMan(view, index, direction);
}

function fromMaidOfHonor(view: TokenView, index: number, direction: RuleContext["direction"]): Decision | undefined {
  const { head, lower } = view.at(index) as Token;
  const honor = view.at(index + 2);
  if (!/^(?:maids?|matrons?)$/.test(lower) || view.following(index) !== "of") return undefined;
  if (honor === undefined || !/^hono(?:u)?r$/.test(honor.lower)) return undefined;
  if (!isSource(direction, "feminine")) return alreadyTarget("feminine");
  const after = inCaseOf(head, lower.endsWith("s") ? "best men" : "best man");
  return { kind: "swap", after, end: honor.start + honor.head.length, ...explained };
}

/** At a wedding, not "the best man for the job". */
function fromBestMan(view: TokenView, index: number, direction: RuleContext["direction"]): Decision | undefined {
  const { lower } = view.at(index) as Token;
  const best = view.at(index - 1);
  if (
    (lower !== "man" && lower !== "men") ||
    best?.lower !== "best" ||
    !/^(?:space|hyphen)$/.test(view.at(index)?.gap ?? "")
  )
    return undefined;
  const following = view.following(index) ?? "";
  if (/^(?:for|to|in|on|of|i|we|they|you|he|she|ever|who|that|alive|available|possible|won|wins|win)$/.test(following))
    return undefined;
  if (!isSource(direction, "masculine")) return alreadyTarget("masculine");
  const honor = /\b\w+[^aeiou]our\b|\bfavour|\bcolour/i.test(view.text) ? "honour" : "honor";
  const after = inCaseOf(best.head, `${lower === "men" ? "maids" : "maid"} of ${honor}`);
  return { kind: "swap", after, start: best.start, ...explained };
}

const explained = { rule: "noun.phrase", reason: "best man and maid of honor are a pair", confidence: 0.75 } as const;
