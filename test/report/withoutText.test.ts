import { describe, expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { datasetCard, modelCard } from "../../src/report/cards.ts";
import { renderCroissant } from "../../src/report/croissant.ts";
import { renderCsv } from "../../src/report/csv.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderLabel } from "../../src/report/label.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { completeReport } from "./completeReport.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { fullReport } from "./sampleReport.ts";

/** Fields that hold words of records, prompts, benchmarks or models; `before` and `after` of an edit are single words and stay. */
const holdsText = new Set(["text", "texts", "prompt", "examples of counterfactuals"]);

/** Examples of counterfactuals are whole records, those of problems and skipped records are places with a text of their own. */
function fieldName(key: string, value: unknown): string {
  const isPair =
    Array.isArray(value) && value.some((one) => typeof one === "object" && one !== null && "before" in one);
  if (key === "examples" && isPair) return "examples of counterfactuals";
  // Elsewhere `texts` says in a word what was measured.
  return key === "texts" && !Array.isArray(value) ? "" : key;
}

/** Every text of a report that is not its own: the leaves under such fields. */
function textsIn(value: unknown, isText = false): readonly string[] {
  if (typeof value === "string") return isText ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, isText));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, isText || holdsText.has(fieldName(key, one))));
}

/** Runs of four words: long enough that no figure or heading has one by chance. */
function runsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  return words.slice(3).map((_, index) => words.slice(index, index + 4).join(" "));
}

const marked = "Zenobia kept seventeen ivory thimbles beside the harbour ledger";

/** The report with a sentence that stands nowhere else in place of every text of corpus, benchmark and model. */
function withMarkedTexts(report: BiasReport): BiasReport {
  const replaced = (value: unknown, isText = false): unknown => {
    if (typeof value === "string") return isText ? marked : value;
    if (Array.isArray(value)) return value.map((one) => replaced(one, isText));
    if (typeof value !== "object" || value === null) return value;
    const fields: Readonly<Record<string, unknown>> = { ...value };
    // Sentences that come with Evenhand are nobody's records and stay.
    if (fields["from"] === "evenhand") return value;
    if ("settings" in fields) return value; // the method, whose settings have names of their own
    return Object.fromEntries(
      Object.entries(fields).map(([key, one]) => [key, replaced(one, isText || holdsText.has(fieldName(key, one)))]),
    );
  };
  return replaced(report) as BiasReport;
}

const renderers: Readonly<Record<string, (report: BiasReport) => string>> = {
  JSON: (report) => JSON.stringify(report),
  HTML: (report) => renderHtml(report, { script: "", style: "" }),
  Markdown: renderMarkdown,
  CSV: renderCsv,
  label: (report) => renderLabel(report),
  "data set card": datasetCard,
  "model card": (report) => modelCard(report),
  Croissant: renderCroissant,
};

describe.each(Object.entries(renderers))("without text, the %s form", (_name, render) => {
  const reports: readonly (readonly [string, BiasReport])[] = [
    ["the complete report", completeReport as unknown as BiasReport],
    ["a full report", fullReport()],
    ["a deep scan with arms", { ...deepScanReport(), arms: fullReport().arms ?? [] }],
  ];
  test.each(reports)("of %s has no run of four words of any text", (_report, report) => {
    const source = withMarkedTexts(report);
    const shown = (runs: readonly string[], text: string): readonly string[] => {
      const own = new Set(runsOf(text));
      return runs.filter((run) => own.has(run));
    };
    expect(textsIn(source)).toContain(marked);
    expect(shown(runsOf(marked), JSON.stringify(source))).not.toEqual([]); // the search finds what is there
    expect(shown(runsOf(marked), render(withoutText(source)))).toEqual([]);
  });
});

test("without text, every place, figure and word of the scan is still there", () => {
  const report = fullReport();
  const bare = withoutText(report);
  expect(bare.scan?.associations.map(({ word, places }) => [word, places.map(({ line }) => line)])).toEqual(
    report.scan?.associations.map(({ word, places }) => [word, places.map(({ line }) => line)]),
  );
  expect(renderCsv(bare)).toBe(renderCsv(report));
});
