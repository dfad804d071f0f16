import { splitWords } from "../../text/words.ts";
import { decidedPlan } from "../decisions/decidedPlan.ts";
import type { SwapDecision } from "../decisions/swapDecision.ts";
import { inCaseOf } from "../casePattern.ts";
import { planSwaps } from "../planSwaps.ts";
import type { PlanOptions, SensitivePolicy } from "../planSwaps.ts";
import type { SwapLexicon } from "../../lexicon/swapLexicon.ts";
import { agreeArticle } from "../rules/articles.ts";
import { agreeBracketedPlural } from "../rules/bracketedPlural.ts";
import type { SkippedTerm, SwapEdit, SwapPlan } from "../swapPlan.ts";
import { readTokens, TokenView } from "../tokens.ts";
import { isNeutralWord, neutralTitle, neutralWord } from "./neutralWord.ts";
import { theyAgreement } from "./theyAgreement.ts";

export interface NeutralOptions {
  /** For sentences of biology and named public figures; `keep` when absent. */
  readonly sensitive?: SensitivePolicy;
  /** The bundled one when absent. */
  readonly lexicon?: SwapLexicon;
  /** What people decided about single changes, words and rules; none when absent. */
  readonly decisions?: readonly SwapDecision[];
}

const defaults: NeutralOptions = {};

/**
 * Plans a text with neutral words in place of gendered ones: they for he and she, with their verbs; parent for mother;
 * Mx for Mr. What the swap planner would leave is left here too, for the same reason; what it would swap and what has no
 * neutral word, or a verb that cannot be found, is left and said.
 *
 * @param options keep the object and pass it again, as for `planSwaps`
 */
export function planNeutral(text: string, options: NeutralOptions = defaults): SwapPlan {
  const swapped = planSwaps(text, swapOptionsFor(options));
  if (swapped.edits.length === 0 && !swapped.skipped.some(isPronounPair)) return swapped;
  return decidedPlan(text, new NeutralPlan(text, swapped).plan(), options.decisions);
}

const known = new WeakMap<NeutralOptions, PlanOptions>();

/** The same object for the same options: what the planner needs is built once for it. */
function swapOptionsFor(options: NeutralOptions): PlanOptions {
  // Decisions are about what this planner makes of a word, not about the swap that it starts from.
  const { decisions: _, ...others } = options;
  const swapOptions = known.get(options) ?? { ...others, swaps: [{ axis: "gender", direction: "swap" }] };
  known.set(options, swapOptions);
  return swapOptions;
}

const pronounForms: Readonly<Record<string, string>> = {
  "pronoun.subject": "they",
  "pronoun.object": "them",
  "pronoun.possessive": "their",
  "pronoun.independent": "theirs",
  "pronoun.reflexive": "themself",
};

class NeutralPlan {
  readonly #text: string;
  readonly #swapped: SwapPlan;
  readonly #view: TokenView;
  readonly #tokenAt = new Map<number, number>();
  readonly #edits: SwapEdit[] = [];
  readonly #skipped: SkippedTerm[] = [];

  constructor(text: string, swapped: SwapPlan) {
    this.#text = text;
    this.#swapped = swapped;
    this.#view = new TokenView(text, readTokens(text, splitWords(text)));
    for (const [index, { start }] of this.#view.tokens.entries()) this.#tokenAt.set(start, index);
  }

  plan(): SwapPlan {
    const pairs = this.#pronounPairs();
    for (const term of this.#swapped.skipped) {
      if (!pairs.some(({ start, end }) => term.start >= start && term.end <= end)) this.#skipped.push(term);
    }
    for (const edit of this.#swapped.edits) {
      const index = this.#tokenAt.get(edit.start);
      if (edit.rule === "article" || index === undefined) continue;
      const form = pronounForms[edit.rule];
      if (edit.rule === "pronoun.subject") this.#subject(edit, index);
      else if (form !== undefined) this.#push({ ...edit, after: inCaseOf(edit.before, form), rule: neutralRule(edit) });
      else this.#word(edit, index);
    }
    const edits = withoutOverlaps([...this.#edits, ...pairs]);
    return { edits, skipped: this.#skipped.sort((a, b) => a.start - b.start) };
  }

  #push(edit: SwapEdit): void {
    this.#edits.push({ ...edit, before: this.#text.slice(edit.start, edit.end) });
  }

  #subject(edit: SwapEdit, index: number): void {
    const agreement = theyAgreement(this.#view, index);
    if (agreement.kind === "unknown") {
      this.#leave(edit, agreement.reason, "neutral.verb");
      return;
    }
    const { clitic = "", verbs, confidence } = agreement;
    const token = this.#view.at(index);
    const end = clitic === "" || token === undefined ? edit.end : token.end;
    const after = inCaseOf(edit.before, "they") + clitic;
    const sure = Math.min(edit.confidence, confidence);
    this.#push({ ...edit, end, after, rule: neutralRule(edit), reason: "they for one person", confidence: sure });
    for (const { start, end: stop, after: verb, confidence: verbSure } of verbs) {
      const reason = "the verb agrees with they";
      const of = edit.start;
      this.#push({ start, end: stop, before: "", after: verb, rule: "neutral.verb", reason, confidence: verbSure, of });
    }
  }

  /** Nouns, adjectives and titles. */
  #word(edit: SwapEdit, index: number): void {
    const [, word = "", possessive = ""] = /^(.*?)(['’]s?)?$/s.exec(edit.before) ?? [];
    const lower = word.toLowerCase();
    const title = neutralTitle(lower.replace(/\.$/, ""));
    const isTitle = title !== undefined && edit.rule.startsWith("title");
    const neutral = isTitle ? title : neutralWord(lower);
    if (neutral === undefined && isNeutralWord(lower)) {
      this.#leave(edit, "names everybody already", "neutral.same");
      return;
    }
    if (neutral === undefined) {
      this.#leave(edit, `no neutral word for "${lower}" is in use`, "neutral.none");
      return;
    }
    const dot = isTitle && lower.endsWith(".") ? "." : "";
    const cased = isTitle ? `${inTitleCase(word, neutral)}${dot}` : inCaseOf(word, neutral);
    const { end, ending } = this.#possessive(edit, cased, possessive);
    const reason = `${neutral} names ${lower.replace(/\.$/, "")} without a gender`;
    const changed = {
      ...edit,
      end,
      after: cased + ending,
      rule: neutralRule(edit),
      reason,
      confidence: edit.confidence,
    };
    const article = agreeArticle(this.#view, index, { ...changed, before: edit.before });
    if (article !== undefined) this.#push({ ...article, of: edit.start });
    this.#push(changed);
    const plural = agreeBracketedPlural(this.#text, { ...changed, before: edit.before });
    if (plural !== undefined) this.#push({ ...plural, of: edit.start });
  }

  /** The ending that says whose: girls' becomes children's, policemen's becomes police officers'. */
  #possessive(edit: SwapEdit, word: string, own: string): { readonly end: number; readonly ending: string } {
    const after = this.#text.slice(edit.end, edit.end + 3);
    const isLoud = word.length > 1 && word === word.toUpperCase();
    const endsInS = /s$/i.test(word);
    const s = isLoud ? "S" : "s";
    if (own !== "") return { end: edit.end, ending: own.charAt(0) + (endsInS ? "" : s) };
    const [full = "", mark = "'", tail = ""] = /^(['’])(s?)(?![\p{L}\p{N}])/iu.exec(after) ?? [];
    if (full === "") return { end: edit.end, ending: "" };
    if (tail === "" && /s$/i.test(edit.before) && !endsInS) return { end: edit.end + 1, ending: `${mark}${s}` };
    if (tail !== "" && endsInS && isPlural(word)) return { end: edit.end + 2, ending: mark };
    return { end: edit.end, ending: "" };
  }

  /** "he or she", "his/her", "(s)he": both are named already, in more words. */
  #pronounPairs(): readonly SwapEdit[] {
    const pairs: SwapEdit[] = [];
    const singles = this.#swapped.skipped.filter(isPronounPair);
    for (const [index, first] of singles.entries()) {
      const written = this.#writtenAsOne(first);
      if (written !== undefined) pairs.push(written);
      const second = singles[index + 1];
      if (second === undefined || (pairs.at(-1)?.end ?? 0) > first.start) continue;
      const between = this.#text.slice(first.end, second.start);
      const neutral = pairForms[`${first.surface.toLowerCase()} ${second.surface.toLowerCase()}`];
      if (neutral === undefined || !/^(?:\s+or\s+|\s*\/\s*)$/i.test(between)) continue;
      const change = neutral === "they" ? this.#pairAgreement(first, second, first.start) : [];
      if (change === undefined) continue;
      const { start } = first;
      const before = this.#text.slice(start, second.end);
      const reason = "both genders are named; they names anybody";
      const after = inCaseOf(first.surface, neutral);
      pairs.push({ start, end: second.end, before, after, rule: "neutral.pair", reason, confidence: 0.9 });
      this.#edits.push(...change);
    }
    return pairs;
  }

  /** "s/he", "(s)he" */
  #writtenAsOne(term: SkippedTerm): SwapEdit | undefined {
    const [before] = /(?:\(s\)|(?<!\w)s\/)$/i.exec(this.#text.slice(Math.max(0, term.start - 4), term.start)) ?? [];
    if (term.surface.toLowerCase() !== "he" || before === undefined) return undefined;
    const start = term.start - before.length;
    const change = this.#pairAgreement(term, term, start);
    if (change === undefined) return undefined;
    this.#edits.push(...change);
    const reason = "both genders are named; they names anybody";
    const after = inCaseOf(before.replace("(", ""), "they");
    const whole = this.#text.slice(start, term.end);
    return { start, end: term.end, before: whole, after, rule: "neutral.pair", reason, confidence: 0.9 };
  }

  /** @param of where the pair starts */
  #pairAgreement(first: SkippedTerm, second: SkippedTerm, of: number): SwapEdit[] | undefined {
    const index = this.#tokenAt.get(second.start);
    const agreement =
      index === undefined ? undefined : theyAgreement(this.#view, index, this.#tokenAt.get(first.start) ?? index);
    if (agreement?.kind !== "agrees" || agreement.clitic !== undefined) return undefined;
    return agreement.verbs.map(({ start, end, after, confidence }) => {
      const reason = "the verb agrees with they";
      const before = this.#text.slice(start, end);
      return { start, end, before, after, rule: "neutral.verb", reason, confidence, of };
    });
  }

  #leave(edit: SwapEdit, reason: string, rule: string): void {
    const { start, end } = edit;
    this.#skipped.push({ start, end, surface: this.#text.slice(start, end), reason, rule, confidence: 0.9 });
  }
}

/** In either order. */
const pairForms: Readonly<Record<string, string>> = {
  "he she": "they",
  "she he": "they",
  "him her": "them",
  "her him": "them",
  "his her": "their",
  "her his": "their",
  "his hers": "theirs",
  "hers his": "theirs",
  "himself herself": "themself",
  "herself himself": "themself",
};

function isPronounPair({ rule, surface }: SkippedTerm): boolean {
  return rule === "balanced-pair" && /^(?:s?he|hi[ms]|hers?|(?:him|her)self)$/i.test(surface);
}

function neutralRule({ rule }: SwapEdit): string {
  return `neutral.${rule}`;
}

function inTitleCase(model: string, title: string): string {
  return /^[A-Z]{2,}\.?$/.test(model) && model.replace(".", "").length > 2
    ? title.toUpperCase()
    : inCaseOf(model.slice(0, 1), title);
}

function isPlural(word: string): boolean {
  return /[^s]s$/i.test(word);
}

/** A verb may be reached from two pronouns; the first change of a place counts. */
function withoutOverlaps(edits: readonly SwapEdit[]): SwapEdit[] {
  const kept: SwapEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || edit.start >= last.end) kept.push(edit);
  }
  return kept;
}
