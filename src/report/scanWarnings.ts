import { fewestGroupSentences } from "../audit/associations.ts";
import { wilsonInterval } from "../evaluation/wilson.ts";
import type { CorpusSummary, GroupCount, ScanSection } from "./biasReport.ts";
import { formatCount } from "./numberFormat.ts";

/** Share of words whose halves `compareHalves` finds different where nothing but chance is at work. */
const differByChance = 0.05;

/** Sentences of data problems that are told before the figures; the rest stand in their own section. */
const mostProblemsFirst = 3;

/**
 * What a reader must know before the figures of a scan.
 *
 * @param mostProblems how many data problems are told; of more there is a count
 */
export function scanWarnings(
  scan: ScanSection,
  skipped: CorpusSummary["skipped"],
  mostProblems: number = mostProblemsFirst,
): string[] {
  const { groups, associations, dataProblems = [], undercountAtMost = 0 } = scan;
  const warnings: string[] = [];
  const listed = (chosen: readonly GroupCount[]): string => chosen.map(({ label }) => label).join(", ");
  if (undercountAtMost > 0) {
    warnings.push(
      `Rare words were let go to stay within memory: every count of a word is too low by at most ${formatCount(undercountAtMost)}; mentions and totals are exact.`,
    );
  }
  for (const { sentence } of dataProblems.slice(0, mostProblems)) warnings.push(sentence);
  const more = dataProblems.length - mostProblems;
  if (more > 0) warnings.push(`${more} more ${more === 1 ? "problem" : "problems"} with the data: see Data problems.`);
  const ambiguous = groups.filter((group) => group.mentions > 0 && group.ambiguousMentions * 2 > group.mentions);
  if (ambiguous.length > 0) {
    warnings.push(`Most mentions are of words that have other senses as well: ${listed(ambiguous)}.`);
  }
  const few = groups.filter((group) => group.sentences > 0 && group.sentences < fewestGroupSentences);
  const absent = groups.filter((group) => group.mentions === 0);
  // The data problem of tiny groups names both.
  const areTold = dataProblems.some(({ kind }) => kind === "tiny-groups");
  if (few.length > 0 && !areTold) {
    warnings.push(`Fewer than ${fewestGroupSentences} sentences, too few to rank words: ${listed(few)}.`);
  }
  if (absent.length > 0 && !areTold) warnings.push(`Never mentioned: ${listed(absent)}.`);
  warnings.push(...passedOverWarnings(skipped));
  const unsteady = unsteadyWords(associations);
  if (unsteady !== undefined) warnings.push(unsteady);
  if (associations.length > 0) {
    warnings.push(
      "Sentences of one document resemble each other: z and q are too sure where a word comes from few documents.",
    );
  }
  return warnings;
}

/** That there were such; the corpus's summary lists them. */
export function passedOverWarnings(skipped: CorpusSummary["skipped"]): string[] {
  const count = skipped.reduce((sum, one) => sum + one.count, 0);
  return count === 0
    ? []
    : [`Lines, records or files noted or passed over: ${formatCount(count)}; the corpus lists why.`];
}

/** Each word's halves differ by chance in one case of twenty: said only where so many do that chance is no explanation. */
function unsteadyWords(associations: ScanSection["associations"]): string | undefined {
  const halved = associations.filter(({ agreesInHalves }) => agreesInHalves !== undefined);
  const unsteady = halved.filter(({ agreesInHalves }) => agreesInHalves === false).length;
  if (wilsonInterval(unsteady, Math.max(1, halved.length)).low <= differByChance) return undefined;
  return (
    `${formatCount(unsteady)} of ${formatCount(halved.length)} ranked words ${unsteady === 1 ? "differs" : "differ"} between two ` +
    `random halves of the documents; by chance about ${formatCount(Math.round(differByChance * halved.length))} would.`
  );
}
