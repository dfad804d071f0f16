import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { shownTexts } from "../report/counterfactualWords.ts";
import { wholeWordPattern } from "../report/wholeWords.ts";

/**
 * The report with the slurs that are in the texts it carries, so that a reader sees them masked. Those of a scanned corpus stand in
 * the scan as well; what models wrote and benchmarks hold was never scanned, nor has the report of a counterfactual corpus a scan.
 */
export function withSlurs(report: BiasReport): BiasReport {
  const terms = bundledLexicon().groups.flatMap((group) => group.terms.filter(({ slur }) => slur === true));
  const pattern = wholeWordPattern(terms.map(({ text }) => text));
  if (pattern === undefined) return report;
  const found = new Set<string>();
  for (const text of carriedTexts(report)) {
    for (const [slur] of text.matchAll(pattern)) found.add(slur.toLowerCase());
  }
  return found.size === 0 ? report : { ...report, slurs: [...found].sort() };
}

function carriedTexts({ itemTexts = [], arms = [], counterfactuals, robustness }: BiasReport): readonly string[] {
  return [
    ...itemTexts.flatMap(({ items }) => items.flatMap(({ texts = [] }) => texts)),
    ...arms.flatMap(({ generations }) => generations?.kept.flatMap(({ text = [] }) => text) ?? []),
    ...(counterfactuals === undefined ? [] : shownTexts(counterfactuals)),
    ...(robustness?.perturbations.flatMap(({ examples = [] }) => examples.flatMap((one) => Object.values(one))) ?? []),
  ];
}
