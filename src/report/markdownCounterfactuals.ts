import type { BiasReport } from "./biasReport.ts";
import type { CounterfactualSection } from "./counterfactualSection.ts";
import { measureText, roundTripSentence, shiftsExplained, swapsText, wayText } from "./counterfactualWords.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { formatCount, formatDecimal } from "./numberFormat.ts";
import { shownWord } from "./scanWords.ts";
import { counted, groupLabel, maskSlurs, slursOf } from "./wording.ts";

/** What the counterfactuals changed and left, what is worth a look, and how associations moved; slurs masked. */
export function counterfactualMarkdown(report: BiasReport): string {
  const section = report.counterfactuals;
  if (section === undefined) return "";
  const slurs = slursOf(report);
  const rules = markdownTable(
    [{ head: "Rule" }, { head: "Edits", numeric: true }],
    section.editsByRule.map((row) => [escape(row.rule), formatCount(row.edits)]),
  );
  const skipped = markdownTable(
    [{ head: "Passed over because" }, { head: "Terms", numeric: true }],
    section.skippedByReason.map((row) => [escape(row.reason), formatCount(row.count)]),
  );
  const examples = (section.examples ?? []).map(
    (example) =>
      `- ${escape(maskSlurs(example.before, slurs))}  \n  → ${escape(maskSlurs(example.after, slurs))} (${escape(example.id)})`,
  );
  return [
    "## Counterfactuals",
    summary(section),
    section.editsByRule.length > 0 ? rules : "",
    section.skippedByReason.length > 0 ? skipped : "",
    shiftsMarkdown(report, section, slurs),
    roundTripMarkdown(section, slurs),
    reviewMarkdown(section, slurs),
    examples.join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function summary(section: CounterfactualSection): string {
  const { mode, changed, records, lowConfidenceEdits, privacyNote, names, written } = section;
  const nameText = names === undefined ? "" : `, first names ${names === "swap" ? "swapped" : "kept"}`;
  const share = records === 0 ? "" : ` (${formatDecimal((100 * changed) / records, 1)}%)`;
  const output = written === undefined ? "" : ` The output has ${counted(written, "record")}.`;
  return `${escape(swapsText(section))}, mode ${escape(mode)}${nameText}: ${formatCount(changed)} of ${counted(records, "record")}${share} changed; ${counted(lowConfidenceEdits, "edit")} of low confidence.${output} ${escape(privacyNote)}`;
}

function shiftsMarkdown(
  report: BiasReport,
  { associations = [] }: CounterfactualSection,
  slurs: ReadonlySet<string>,
): string {
  if (associations.length === 0) return "";
  const table = markdownTable(
    [{ head: "Group" }, { head: "Word" }, { head: "Source", numeric: true }, { head: "Output", numeric: true }],
    associations.map(({ group, word, before, after }) => [
      escape(groupLabel(report, group)),
      escape(shownWord(word, slurs)),
      measureText(before),
      measureText(after),
    ]),
  );
  return `### Associations before and after\n\n${shiftsExplained}\n\n${table}`;
}

function roundTripMarkdown(section: CounterfactualSection, slurs: ReadonlySet<string>): string {
  const sentence = roundTripSentence(section);
  if (sentence === undefined) return "";
  const failures = section.roundTrip?.failures ?? [];
  if (failures.length === 0) return `### Round trip\n\n${sentence}`;
  const table = markdownTable(
    [{ head: "Word" }, { head: "Why it does not come back" }, { head: "Records", numeric: true }, { head: "First" }],
    failures
      .slice(0, rowsShown)
      .map((row) => [
        escape(maskSlurs(wayText(row), slurs)),
        escape(row.reason),
        formatCount(row.count),
        escape(row.example),
      ]),
  );
  return `### Round trip\n\n${sentence}\n\n${table}${more(failures.length)}`;
}

function reviewMarkdown({ review = [] }: CounterfactualSection, slurs: ReadonlySet<string>): string {
  if (review.length === 0) return "";
  const table = markdownTable(
    [{ head: "Place" }, { head: "Edit" }, { head: "Reason" }, { head: "Confidence", numeric: true }, { head: "Text" }],
    review
      .slice(0, rowsShown)
      .map(({ place, before, after, reason, confidence, text = "" }) => [
        escape(place),
        escape(maskSlurs(`${before} → ${after}`, slurs)),
        escape(reason),
        formatDecimal(confidence, 2),
        escape(maskSlurs(text, slurs)),
      ]),
  );
  return `### Worth a look\n\nThe edits that the planner is least sure of.\n\n${table}${more(review.length)}`;
}

const rowsShown = 25;

function more(rows: number): string {
  return rows > rowsShown ? `\n\n${formatCount(rows - rowsShown)} more in the report.` : "";
}
