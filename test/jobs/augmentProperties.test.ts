import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";
import { SkipLog } from "../../src/corpus/skipLog.ts";
import { readCorpus } from "../../src/corpus/readCorpus.ts";
import { augment } from "../../src/jobs/augment.ts";
import type { JobContext } from "../../src/jobs/context.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-properties-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quiet: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

/** Sentences of gendered words between anything that a file may hold. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom("She", "her book", "he", "his", "the waitress", "Mr. Bell", "an heiress", "`his()`", "<b>"),
      fc.constantFrom(
        "https://x.org/she/his",
        "{{her}}",
        '"',
        ",",
        ";",
        "\t",
        "\r",
        "é",
        "👩‍🔧",
        "שלום",
        "\\n",
        "\u2028",
      ),
      fc.string({ maxLength: 6, unit: "grapheme" }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => `It was ${parts.join(" ")}`);

/** Numbers as people spell them, which printing again would change. */
const spelled = fc.constantFrom("1.0", "1e3", "-0", "12345678901234567890", "0.10");

describe("whatever the records hold", () => {
  test("JSONL differs from its source in the edits alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, spelled), { minLength: 1, maxLength: 6 }), async (records) => {
        const lines = records.map(([body, number]) => `{"n":${number}, "text": ${JSON.stringify(body)} ,"z":[{}]}`);
        const path = join(folder, "a.jsonl");
        writeFileSync(path, `${lines.join("\n")}\n`);
        const { outPath } = await augment({ paths: [path], mode: "neutralise", force: true }, quiet);
        const original = await augment({ paths: [path], out: join(folder, "b.jsonl"), force: true }, quiet);
        const written = readFileSync(original.outPath, "utf8").split("\n");
        const originals = written.filter((line) => line.includes('"view":"original"'));
        expect(originals.map((line) => line.slice(0, line.lastIndexOf(',"evenhand":')))).toEqual(
          lines.map((line) => line.slice(0, -1)),
        );
        const swapped = written.filter((line) => line.includes('"view":"counterfactual"'));
        const expected = records.map(([body]) => applyPlan(body, planSwaps(body).edits));
        expect(swapped.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(
          expected.filter((after, index) => after !== records[index]?.[0]),
        );
        for (const line of [...swapped, ...readFileSync(outPath, "utf8").trimEnd().split("\n")]) {
          expect(line).toMatch(/^\{"n":(?:1\.0|1e3|-0|12345678901234567890|0\.10), "text": "/);
          expect(line).toContain(' ,"z":[{}],"evenhand":');
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a table is read back with the swapped texts and its other cells", async () => {
    const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 }), async (records) => {
        const rows = records.map(([body, note], index) => `${index},${cell(body)},${cell(note)}`);
        const path = join(folder, "a.csv");
        writeFileSync(path, `n,text,note\n${rows.join("\n")}\n`);
        const out = join(folder, "b.csv");
        await augment({ paths: [path], field: "text", out, mode: "substitute", force: true }, quiet);
        const read: unknown[] = [];
        const options = { field: "text", allFields: true, skips: new SkipLog() };
        for await (const { fields } of readCorpus([out], options)) read.push([fields?.["n"], fields?.["note"]]);
        expect(read).toEqual(records.map(([, note], index) => [`${index}`, note]));
      }),
      { numRuns: 60 },
    );
  });
});
