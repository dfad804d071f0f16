import { expect, test } from "vitest";
import { evaluationTables } from "../../src/cli/evaluateTables.ts";
import { modelCard } from "../../src/report/cards.ts";
import { renderCsv } from "../../src/report/csv.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { divergedReport } from "./divergedReport.ts";

const report = divergedReport();

test("an arm without figures is a valid part of a report, with its epsilon, in every rendering", () => {
  expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
  const markdown = renderMarkdown(report);
  expect(markdown).toContain("dp ε3 diverged and has no figures");
  expect(markdown).toMatch(/\| dp ε3 \| 3 \| /u); // in the table on privacy
  for (const text of [markdown, modelCard(report), evaluationTables(report), JSON.stringify(renderCsv(report))]) {
    expect(text).not.toMatch(/NaN|undefined/u);
  }
});

test("each repeat's figure stands under its own seed", () => {
  const markdown = renderMarkdown(report);
  expect(markdown).toContain("| Seeds 1, 2, 3 |");
  const rowOf = (arm: string) =>
    markdown
      .split("\n")
      .find((line) => line.startsWith(`| Gender: loss gap between groups | ${arm} | `) && line.includes(", "));
  expect(rowOf("plain")).toContain("| 0.018 | 0.017, 0.019, 0.019 |");
  expect(rowOf("dp ε8")).toMatch(/\| [\d.]+, [\d.]+, – \|$/u);
  expect(rowOf("dp ε3")).toBeUndefined();
});
