import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { augment } from "../../src/jobs/augment.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { completeReport } from "../report/completeReport.ts";
import { plainRun } from "./scan/testCorpus.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-report-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const quiet: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

/** Women are nurses and men are pilots, thirty times each; nobody else is anything. */
function corpus(): string {
  const path = join(folder, "people.jsonl");
  const lines = Array.from({ length: 30 }, (_, index) => [
    `She is a nurse on ward ${index}.`,
    `He is a pilot at gate ${index}.`,
    `The sky is clear over field ${index}.`,
  ]).flat();
  writeFileSync(path, lines.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  return path;
}

describe("the quality report", () => {
  test("follows the strongest associations from the source to the output", async () => {
    const { reportPath, associations } = await augment({ paths: [corpus()], report: true }, quiet, { run: plainRun });
    expect(reportPath).toBe(join(folder, "people.cda.report.json"));
    const report = parseReport(readFileSync(reportPath as string, "utf8"), "report.json");
    expect(report.counterfactuals?.associations).toEqual(associations);
    const nurse = associations?.find(({ group, word }) => group === "gender.female" && word === "nurse");
    // 30 of 90 sentences have a nurse, each with she; of the output's 150, 60 have one, half of them with she.
    expect(nurse?.before.together).toBe(30);
    expect(nurse?.before.npmi).toBeCloseTo(1, 12);
    expect(nurse?.after.together).toBe(30);
    expect(nurse?.after.npmi).toBeCloseTo(Math.log((30 * 150) / (60 * 60)) / -Math.log(30 / 150), 12);
    expect(report.counterfactuals).toMatchObject({ records: 90, changed: 60, written: 150, names: "keep" });
    expect(report.corpus).toMatchObject({ name: "people.jsonl", records: 90, textField: "text" });
  });

  test("knows the slurs in what it shows, so that they are masked", async () => {
    const slur = bundledLexicon()
      .groups.flatMap(({ terms }) => terms)
      .find((term) => term.slur === true && !term.text.includes(" "))?.text as string;
    const path = join(folder, "a.jsonl");
    writeFileSync(path, `${JSON.stringify({ text: `She called him a ${slur}.` })}\n`);
    const { reportPath } = await augment({ paths: [path], report: true }, quiet, { run: plainRun });
    const report = parseReport(readFileSync(reportPath as string, "utf8"), "report.json");
    expect(report.counterfactuals?.examples?.[0]?.before).toContain(slur);
    expect(report.slurs).toEqual([slur.toLowerCase()]);
    expect(renderMarkdown(report)).not.toContain(slur);
  });

  test("counts each record of the output by the field of the file that it is from", async () => {
    const lines = (field: string, text: (index: number) => string, other = {}): string =>
      Array.from({ length: 30 }, (_, index) => `${JSON.stringify({ ...other, [field]: text(index) })}\n`).join("");
    const d = join(folder, "d");
    mkdirSync(d);
    writeFileSync(
      join(d, "a.jsonl"),
      lines("body", (index) => `She is a nurse on ward ${index}.`),
    );
    // Not the text of these, although it stands where that of the others does.
    writeFileSync(
      join(d, "b.jsonl"),
      lines("text", (index) => `He is a pilot at gate ${index}.`, { body: "n/a" }),
    );
    writeFileSync(join(d, "c.txt"), "The engineer said she was late.\n".repeat(30));
    const out = join(folder, "all.jsonl");
    const { reportPath, associations, textFields } = await augment({ paths: [d], out, report: true }, quiet, {
      run: plainRun,
    });
    expect(textFields).toEqual([
      { file: "a.jsonl", field: "body" },
      { file: "b.jsonl", field: "text" },
      { file: "c.txt", field: "text" },
    ]);
    const after = (side: string, word: string): number | undefined =>
      associations?.find((shift) => shift.group === `gender.${side}` && shift.word === word)?.after.together;
    expect([after("female", "nurse"), after("female", "engineer"), after("male", "pilot")]).toEqual([30, 30, 30]);
    const report = parseReport(readFileSync(reportPath as string, "utf8"), "report.json");
    expect(report.corpus?.textField).toBe("body, text");
    expect(report.warnings).toEqual([]);
  });

  test("counts rows of tables by the field of their file too", async () => {
    const d = join(folder, "d");
    mkdirSync(d);
    const table = (row: (index: number) => string): string =>
      `note,remark\n${Array.from({ length: 30 }, (_, index) => `${row(index)}\n`).join("")}`;
    // In each the longer column is taken for the text.
    writeFileSync(
      join(d, "a.csv"),
      table((index) => `She is a nurse on the very long ward ${index} of the hospital in town.,ok`),
    );
    writeFileSync(
      join(d, "b.csv"),
      table((index) => `ok,He is a pilot at the very long gate ${index} of the airport in town.`),
    );
    const { associations, textFields } = await augment(
      { paths: [d], out: join(folder, "all.csv"), report: true },
      quiet,
      { run: plainRun },
    );
    expect(textFields?.map(({ field }) => field)).toEqual(["note", "remark"]);
    const after = (side: string, word: string): number | undefined =>
      associations?.find((shift) => shift.group === `gender.${side}` && shift.word === word)?.after.together;
    expect([after("female", "nurse"), after("male", "pilot")]).toEqual([30, 30]);
  });

  test("says how many records of the output it could not count", async () => {
    const path = join(folder, "mixed.json");
    const records = Array.from({ length: 30 }, (_, index) => ({ body: `She is a nurse on ward ${index}.` }));
    writeFileSync(path, JSON.stringify([...records, "He is a pilot."]));
    const { reportPath } = await augment({ paths: [path], report: true }, quiet, { run: plainRun });
    const report = parseReport(readFileSync(reportPath as string, "utf8"), "report.json");
    expect(report.warnings).toEqual([
      "2 records of the output could not be read again: the figures after the swap are without them.",
    ]);
  });

  test("follows the groups that trade places, and no others", async () => {
    const path = join(folder, "faith.txt");
    const lines = Array.from({ length: 30 }, (_, index) => [
      `The Muslim nurse works on ward ${index}.`,
      `The Christian pilot waits at gate ${index}.`,
      `The Jewish baker opens shop ${index}.`,
    ]).flat();
    writeFileSync(path, `${lines.join("\n")}\n`);
    const options = { paths: [path], swaps: ["religion:Muslim<->Christian"], report: true };
    const { associations = [] } = await augment(options, quiet, { run: plainRun });
    expect([...new Set(associations.map(({ group }) => group))].sort()).toEqual([
      "religion.christian",
      "religion.muslim",
    ]);
    const nurse = associations.find(({ group, word }) => group === "religion.muslim" && word === "nurse");
    expect(nurse?.after.npmi).toBeLessThan(nurse?.before.npmi ?? 0);
  });

  test("is rendered with its tables, and without text where that is asked for", async () => {
    const { reportPath } = await augment({ paths: [corpus()], report: true }, quiet, { run: plainRun });
    const report = parseReport(readFileSync(reportPath as string, "utf8"), "report.json");
    const markdown = renderMarkdown(report);
    expect(markdown).toContain("### Associations before and after");
    expect(markdown).toContain("| women and girls | nurse | 1.00 (");
    expect(markdown).toContain("### Round trip");
    const bare = withoutText(report).counterfactuals;
    expect(bare?.examples).toBeUndefined();
    const withReview = parseReport(JSON.stringify(completeReport), "complete");
    expect(withReview.counterfactuals?.review?.[0]?.text).toBeDefined();
    expect(withoutText(withReview).counterfactuals?.review).toEqual([
      expect.not.objectContaining({ text: expect.anything() as unknown }),
    ]);
  });

  test("says that nothing was written when nothing had a counterfactual", async () => {
    const path = join(folder, "sky.csv");
    writeFileSync(path, "text,n\nThe sky is clear.,1\n");
    const options = { paths: [path], out: join(folder, "o.csv"), mode: "counterfactual-only", report: true } as const;
    const { reportPath, outPath } = await augment(options, quiet, { run: plainRun });
    const report = parseReport(readFileSync(reportPath as string, "utf8"), "report.json");
    expect(report.counterfactuals).toMatchObject({ records: 1, changed: 0, written: 0, associations: [] });
    expect(readFileSync(outPath, "utf8")).toMatch(/^text,n,evenhand_source,.*\n$/);
  });

  test("goes where it is told, and not over another file", async () => {
    const reportFile = join(folder, "own.json");
    writeFileSync(reportFile, "mine");
    const paths = [corpus()];
    await expect(augment({ paths, reportFile }, quiet, { run: plainRun })).rejects.toMatchObject({
      code: "output.exists",
    });
    expect(readFileSync(reportFile, "utf8")).toBe("mine");
    const { reportPath } = await augment({ paths, reportFile, force: true }, quiet, { run: plainRun });
    expect(reportPath).toBe(reportFile);
  });
});
