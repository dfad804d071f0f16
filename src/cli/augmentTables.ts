import { relative } from "node:path";
import type { AugmentSummary } from "../jobs/augment.ts";
import { commandWord } from "../jobs/commandWord.ts";
import { measureText } from "../report/counterfactualWords.ts";
import { formatCount, formatDecimal } from "../report/numberFormat.ts";
import { textTable } from "./textTable.ts";
import { wrapText } from "./wrapText.ts";

const widest = 100;
const rowsShown = 12;
const reviewShown = 8;
const shiftsShown = 3;

/** What was made, for people: one table a question, at most 100 columns. */
export function augmentText(summary: AugmentSummary, sources: readonly string[]): string {
  const { records, changed, counterfactuals, written, editsByRule, skippedByReason, skippedRecords } = summary;
  const { lowConfidenceEdits, privacyNote, mode } = summary;
  const edits = editsByRule.reduce((sum, row) => sum + row.edits, 0);
  const share = records === 0 ? "" : ` (${formatDecimal((100 * changed) / records, 1)}%)`;
  const isNeutral = mode === "neutralise";
  const parts = [
    title(summary),
    counts([
      ["records read", records],
      [`${isNeutral ? "with gendered words to replace" : "with a counterfactual"}${share}`, changed],
      ["without a word to change", records - changed],
      [isNeutral ? "neutral records written" : "counterfactuals written", counterfactuals],
      ["records written", written],
      ...skippedRecords.map(({ reason, count }) => [`noted: ${reason}`, count] as const),
    ]),
    `What was changed? ${formatCount(edits)} edits, ${formatCount(lowConfidenceEdits)} of low confidence\n` +
      counts(editsByRule.map((row) => [row.rule, row.edits])),
    skippedByReason.length === 0
      ? ""
      : `What was seen and left?\n${counts(skippedByReason.map(({ reason, count }) => [reason, count]))}`,
    shiftsText(summary),
    roundTripText(summary),
    reviewText(summary),
    wrapText(`Privacy: ${privacyNote}`),
    placesText(summary),
    nextText(summary, sources),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function title({ swaps, mode, names, sensitive, seed }: AugmentSummary): string {
  const what = swaps.map(({ axis, direction }) => `${axis} ${direction}`).join(", ");
  const sensitiveText = sensitive === "keep" ? "" : `, sensitive: ${sensitive}`;
  const seedText = seed === undefined ? "" : `, seed ${seed}`;
  const about = `mode ${mode}${seedText}, names ${names === "keep" ? "kept" : "swapped"}${sensitiveText}`;
  return wrapText(mode === "neutralise" ? `Neutral corpus (${about})` : `Counterfactuals: ${what} (${about})`);
}

function nextText({ reportPath }: AugmentSummary, sources: readonly string[]): string {
  // Whole, however long: a command is there to be copied.
  const train = `evenhand train ${sources.map(commandWord).join(" ")}`;
  const report = reportPath === undefined ? [] : [`evenhand report ${commandWord(shown(reportPath))}`];
  return `Next: ${[...report, train].join("\n      ")}`;
}

function shiftsText({ associations = [] }: AugmentSummary): string {
  if (associations.length === 0) return "";
  const groups = [...new Set(associations.map(({ group }) => group))];
  const strongest = groups.flatMap((group) =>
    associations.filter((shift) => shift.group === group).slice(0, shiftsShown),
  );
  const rows = strongest.map(({ group, word, before, after }) => [
    group,
    word,
    measureText(before),
    measureText(after),
  ]);
  const more = associations.length - rows.length;
  return `How do the strongest associations move? nPMI with its 95% interval\n${textTable(
    [
      { heading: "group", align: "left" },
      { heading: "word", align: "left" },
      { heading: "source", align: "right" },
      { heading: "output", align: "right" },
    ],
    rows,
  )}${more > 0 ? `\n  ${formatCount(more)} others in the report` : ""}`;
}

function roundTripText({ roundTrip }: AugmentSummary): string {
  if (roundTrip === undefined || roundTrip.measured === 0) return "";
  const { restored, measured, failures } = roundTrip;
  const share = formatDecimal((100 * restored) / measured, 1);
  const head = `Swapping again gives the original back, exactly: ${share}% (${formatCount(restored)} of ${formatCount(measured)} records)`;
  if (failures.length === 0) return head;
  const rows = failures.slice(0, reviewShown).map(({ word, there, back, reason, count, example }) => {
    const way = word === "" ? "" : `${word} → ${there} → ${back}`;
    return [way, reason, formatCount(count), example];
  });
  const more = failures.length - rows.length;
  return `${head}\nWhich words do not come back?\n${textTable(
    [
      { heading: "word", align: "left" },
      { heading: "reason", align: "left", maximumWidth: 44 },
      { heading: "records", align: "right" },
      { heading: "first", align: "left", maximumWidth: 24 },
    ],
    rows,
  )}${more > 0 ? `\n  ${formatCount(more)} other words in the manifest` : ""}`;
}

function reviewText({ review, lowConfidenceEdits }: AugmentSummary): string {
  if (review.length === 0) return "";
  const rows = review
    .slice(0, reviewShown)
    .map(({ confidence, before, after, reason, place }) => [
      formatDecimal(confidence, 2),
      `${before} → ${after}`,
      reason,
      place,
    ]);
  const more = lowConfidenceEdits - rows.length;
  return `What is worth a look? The least sure edits\n${textTable(
    [
      { heading: "sure", align: "right" },
      { heading: "edit", align: "left" },
      { heading: "reason", align: "left", maximumWidth: 40 },
      { heading: "place", align: "left", maximumWidth: 28 },
    ],
    rows,
  )}${more > 0 ? `\n  ${formatCount(more)} others, the first hundred in the manifest` : ""}`;
}

function placesText({ outPath, provenancePath, manifestPath, reportPath }: AugmentSummary): string {
  const paths = [outPath, provenancePath, manifestPath, reportPath].filter((path) => path !== undefined);
  return `Written:\n${paths.map((path) => `  ${shown(path)}`).join("\n")}`;
}

/** Label and count in two columns; rows beyond the first twelve are summed up in one. */
function counts(rows: readonly (readonly [string, number])[]): string {
  const kept = rows.length > rowsShown + 1 ? rows.slice(0, rowsShown) : rows;
  const rest = rows.slice(kept.length).reduce((sum, [, count]) => sum + count, 0);
  const all = rest > 0 ? [...kept, [`${rows.length - kept.length} others`, rest] as const] : kept;
  const numbers = all.map(([, count]) => formatCount(count));
  const numberWidth = Math.max(0, ...numbers.map((count) => count.length));
  const labelWidth = Math.min(widest - 4 - numberWidth, Math.max(0, ...all.map(([label]) => label.length)));
  return all
    .map(
      ([label], index) =>
        `  ${cut(label, labelWidth).padEnd(labelWidth)}  ${(numbers[index] ?? "").padStart(numberWidth)}`,
    )
    .join("\n");
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== "" && !short.startsWith("..") ? short : path;
}
