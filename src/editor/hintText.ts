import type { TermMatch } from "../lexicon/lexicon.ts";
import { canonicalForm } from "../text/canonicalForm.ts";
import { splitSentences } from "../text/sentences.ts";
import type { Span } from "../text/span.ts";
import { splitWords } from "../text/words.ts";
import type { AssociationRow, BiasReport } from "../report/biasReport.ts";
import { isStrong } from "../report/strongAssociations.ts";
import type { Rule } from "../policy/rules.ts";

/** A finding in the text of one record. */
export interface TextFinding extends Span {
  readonly rule: Rule;
  readonly group: string;
  readonly word: string;
  /** Of an association. */
  readonly row?: AssociationRow;
}

/** The strong associations of a scan by their words. */
export type StrongWords = ReadonlyMap<string, readonly AssociationRow[]>;

export function strongWords(report: BiasReport | undefined): StrongWords {
  const words = new Map<string, AssociationRow[]>();
  for (const row of report?.scan?.associations ?? []) {
    if (!isStrong(row)) continue;
    const word = canonicalForm(row.word);
    words.set(word, [...(words.get(word) ?? []), row]);
  }
  return words;
}

/** Where a group's term and a word that keeps company with it share a sentence, and where a term is ambiguous. In order. */
export function textFindings(text: string, terms: readonly TermMatch[], strong: StrongWords): TextFinding[] {
  const found: TextFinding[] = terms
    .filter(({ ambiguous }) => ambiguous)
    .map(({ start, end, group, term }) => ({ rule: "ambiguous-term", start, end, group, word: term }));
  if (strong.size === 0 || terms.length === 0) return found;
  const words = splitWords(text);
  for (const sentence of splitSentences(text, words)) {
    const here = terms.filter(({ start }) => start >= sentence.start && start < sentence.end);
    if (here.length === 0) continue;
    for (const { canonical, start, end } of words.slice(sentence.firstWord, sentence.lastWord)) {
      const isTerm = here.some((term) => term.start < end && start < term.end);
      for (const row of isTerm ? [] : (strong.get(canonical) ?? [])) {
        if (!here.some(({ group }) => group === row.group)) continue;
        found.push({ rule: "association", start, end, group: row.group, word: row.word, row });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}
