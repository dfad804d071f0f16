import type { Gender } from "../../lexicon/swapPairs.ts";
import { inCaseOf } from "../casePattern.ts";
import type { Token, TokenView } from "../tokens.ts";
import { readingOfHer } from "./herModel.ts";
import { herRole } from "./herRole.ts";
import { hisRole } from "./hisRole.ts";
import { alreadyTarget, isSource } from "./rule.ts";
import type { Decision, RuleContext } from "./rule.ts";

/** Grammatical function of a third person singular pronoun. */
export type PronounRole = "subject" | "object" | "possessive" | "independent" | "reflexive";

const forms: Readonly<Record<PronounRole, Readonly<Record<Gender, string>>>> = {
  subject: { masculine: "he", feminine: "she" },
  object: { masculine: "him", feminine: "her" },
  possessive: { masculine: "his", feminine: "her" },
  independent: { masculine: "his", feminine: "hers" },
  reflexive: { masculine: "himself", feminine: "herself" },
};

const inWords: Readonly<Record<PronounRole, string>> = {
  subject: "subject pronoun",
  object: "object pronoun",
  possessive: "possessive before a noun phrase",
  independent: "possessive that stands alone",
  reflexive: "reflexive pronoun",
};

/** Words that name a role without any doubt, the common typing slips `hes` and `shes` among them. */
const certain: Readonly<Record<string, readonly [Gender, PronounRole]>> = {
  he: ["masculine", "subject"],
  she: ["feminine", "subject"],
  him: ["masculine", "object"],
  hers: ["feminine", "independent"],
  himself: ["masculine", "reflexive"],
  herself: ["feminine", "reflexive"],
};

const contracted: Readonly<Record<string, string>> = { hes: "shes", shes: "hes" };

export const pronouns: readonly string[] = [...Object.keys(certain), ...Object.keys(contracted), "her", "his"];

/** How the pronoun at `index` is used, or undefined when the word is no pronoun. */
export function pronounRole(
  view: TokenView,
  index: number,
): { readonly gender: Gender; readonly role: PronounRole; readonly confidence: number } | undefined {
  const token = view.at(index) as Token;
  const known = certain[token.lower];
  if (known !== undefined) return { gender: known[0], role: known[1], confidence: 1 };
  if (token.lower !== "her" && token.lower !== "his") return undefined;
  const listed = inPronounList(view, index);
  if (token.lower === "her") {
    const { possessive, confidence } = listed ?? readingOfHer(view, index, herRole(view, index));
    return { gender: "feminine", role: possessive ? "possessive" : "object", confidence };
  }
  const { possessive, confidence } = listed ?? hisRole(view, index);
  return { gender: "masculine", role: possessive ? "possessive" : "independent", confidence };
}

/** he, she, him, her, his, hers and the reflexives, by grammatical function. */
export function swapPronoun({ view, direction }: RuleContext, index: number): Decision | undefined {
  const { head, lower } = view.at(index) as Token;
  const slip = contracted[lower];
  if (slip !== undefined) {
    if (!isSource(direction, lower === "hes" ? "masculine" : "feminine"))
      return alreadyTarget(lower === "hes" ? "masculine" : "feminine");
    return {
      kind: "swap",
      after: inCaseOf(head, slip),
      rule: "pronoun.subject",
      reason: "subject pronoun, written together with is",
      confidence: 0.85,
    };
  }
  const use = pronounRole(view, index);
  if (use === undefined) return undefined;
  const { gender, role, confidence } = use;
  if (!isSource(direction, gender)) return alreadyTarget(gender);
  const target = forms[role][gender === "masculine" ? "feminine" : "masculine"];
  return { kind: "swap", after: inCaseOf(head, target), rule: `pronoun.${role}`, reason: inWords[role], confidence };
}

/** "she/her", "he/him/his", "her/hers": the place in the list says which form is meant. */
function inPronounList(view: TokenView, index: number): { possessive: boolean; confidence: number } | undefined {
  const before = view.at(index)?.gap === "slash" ? (view.at(index - 1)?.lower ?? "") : "";
  const after = view.gapAfter(index) === "slash" ? (view.at(index + 1)?.lower ?? "") : "";
  if (view.at(index)?.lower === "her") {
    if (before === "his" || after === "his") return { possessive: true, confidence: 0.9 };
    if (before === "she" || before === "him" || before === "they" || after === "hers" || after === "him")
      return { possessive: false, confidence: 0.9 };
    return undefined;
  }
  if (before === "him") return { possessive: false, confidence: 0.9 };
  if (before === "her" || before === "he") return { possessive: true, confidence: 0.8 };
  if (after === "hers") return { possessive: false, confidence: 0.8 };
  return after === "her" ? { possessive: true, confidence: 0.8 } : undefined;
}
