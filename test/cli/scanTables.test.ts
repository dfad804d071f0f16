import { describe, expect, test } from "vitest";
import { scanTables } from "../../src/cli/scanTables.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { scanReport } from "../report/sampleReport.ts";

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => Array.from(line).length));

describe("the tables of a scan", () => {
  test("of a deeper scan are as reviewed, on a few screens", async () => {
    const text = scanTables(deepScanReport());
    await expect(`${text}\n`).toMatchFileSnapshot("../golden/scan.deep.txt");
    expect(widest(text)).toBeLessThan(101);
    expect(text.split("\n").length).toBeLessThan(200);
  });

  test("with --detail show every contrast, list, occupation and ambiguous term, still within 100 columns", () => {
    const brief = scanTables(deepScanReport());
    const text = scanTables(deepScanReport(), { detail: true });
    expect(widest(text)).toBeLessThan(101);
    expect(brief).toContain("Which words part Asian against all other sentences? n = 5,100 and 6,300 sentences");
    expect(brief).not.toContain("Black against other groups");
    expect(text).toContain("Which words part Black against other groups of race? n = 5,100 and 6,300 sentences");
    expect(text).toMatch(/ {2}white +white +784 +512 +40% \(36% to 44%\)/);
    expect(brief).toContain("With --detail: more words, every contrast and list.");
    expect(text).not.toContain("With --detail");
  });

  test("stay within 100 columns with long names and large counts", () => {
    const report = deepScanReport();
    if (report.scan === undefined || report.corpus === undefined) throw new RangeError("no scan");
    const groups = report.scan.groups.map((group) => ({
      ...group,
      label: `${group.label} people of a rather long name, here and elsewhere`,
      mentions: 1_234_567_890,
      sentences: 1_234_567_890,
      documents: 1_234_567_890,
    }));
    const long = {
      ...report,
      corpus: { ...report.corpus, name: `${"corpus-of-a-long-name-".repeat(3)}.jsonl` },
      scan: { ...report.scan, groups },
    };
    for (const detail of [false, true]) expect(widest(scanTables(long, { detail }))).toBeLessThan(101);
  });

  test("say that words which were let go are not among the different ones", () => {
    const { scan, ...report } = scanReport();
    if (scan === undefined) throw new RangeError("no scan");
    expect(scanTables({ ...report, scan: { ...scan, undercountAtMost: 4 } })).toMatch(
      /\(at\s+least [\d,]+\s+different\)/,
    );
    expect(scanTables({ ...report, scan })).not.toContain("at least");
  });

  test("never cut off where something was passed over", () => {
    const report = scanReport();
    const reason = "gzip data that is damaged or cut off (read up to its byte 44059, decompressed); fetch it again";
    const skipped = [{ reason, count: 1, examples: ["letters/2024/march.jsonl.gz"] }];
    const text = scanTables({
      ...report,
      corpus: { name: "letters", files: [], records: 1, ...report.corpus, skipped },
    });
    expect(text).toContain("again,\n     first: letters/2024/march.jsonl.gz");
    expect(widest(text)).toBeLessThan(101);
  });

  test("of a scan without deeper findings ask no further questions", () => {
    const text = scanTables(scanReport());
    expect(text).toMatch(/ {2}nurse +160 +338 +0\.33 +0\.31 to 0\.35 +15\.1 +< 0\.001\n/);
    for (const question of ["Which words part", "Which lists", "Who has which", "What would mislead", "halves"]) {
      expect(text).not.toContain(question);
    }
  });

  test("mask slurs wherever words stand", () => {
    for (const detail of [false, true]) {
      const text = scanTables(deepScanReport(), { detail });
      expect(text).not.toContain("grobbler");
      expect(text).not.toContain("snorkelwit"); // of a list that is masked as a whole
      expect(text).toContain("g•••••••");
    }
  });

  test("say that nothing was found where nothing was", () => {
    const report = deepScanReport();
    if (report.scan === undefined) throw new RangeError("no scan");
    const { occupations: _occupations, ...attributes } = report.scan.attributes ?? { lists: [], rows: [], tests: 0 };
    const rows = attributes.rows.map((row) => Object.assign({}, row, { q: 0.5 }));
    const text = scanTables({
      ...report,
      scan: { ...report.scan, dataProblems: [], attributes: { ...attributes, rows } },
    });
    expect(text).toContain("What would mislead? No data problem of those that were looked for.");
    expect(text).toContain("19 pairs of group and list tested, 0 with q up to 0.05.");
  });
});
