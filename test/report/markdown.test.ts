import { describe, expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { modelCard } from "../../src/report/cards.ts";
import { labelFacts } from "../../src/report/labelFacts.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { escapeMarkdown } from "../../src/report/markdownTable.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { experimentReport } from "./experimentReport.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

describe("the Markdown report", () => {
  test("of four arms is as reviewed", async () => {
    await expect(renderMarkdown(fullReport())).toMatchFileSnapshot("../golden/report.full.md");
  });

  test("of a scan alone is as reviewed", async () => {
    await expect(renderMarkdown(scanReport())).toMatchFileSnapshot("../golden/report.scan.md");
  });

  test("of a deeper scan is as reviewed", async () => {
    await expect(renderMarkdown(deepScanReport())).toMatchFileSnapshot("../golden/report.deep.md");
  });

  test("of almost nothing still reads well", () => {
    const report: BiasReport = {
      schemaVersion: 1,
      generator: { name: "evenhand", version: "0.1.0" },
      createdAt: "2026-11-22T17:20:00.000Z",
      title: "Empty",
      warnings: [],
      method: { settings: {}, versions: {} },
    };
    expect(renderMarkdown(report)).toBe("# Empty\n\nevenhand 0.1.0 · 2026-11-22 17:20 UTC\n");
  });

  test("says at its head every privacy that an arm was trained with", () => {
    const report = experimentReport();
    const heads = (of: BiasReport): string[] =>
      renderMarkdown(of)
        .split("\n")
        .filter((line) => line.startsWith("Privacy ε "))
        .map((line) => line.slice(0, line.indexOf(" · unit")));
    expect(heads(report)).toEqual(["Privacy ε 3, 8 and 20, δ 2.8e-5"]);
    const arms = (report.arms ?? []).map((arm) =>
      arm.privacy?.epsilon === 20 ? { ...arm, privacy: { ...arm.privacy, delta: 1e-6 } } : arm,
    );
    expect(heads({ ...report, arms })).toEqual(["Privacy ε 3 and 8, δ 2.8e-5", "Privacy ε 20, δ 1e-6"]);
  });

  test("keeps the cells of every table apart whatever the corpus holds", () => {
    const report = hostileReport();
    const lines = renderMarkdown(report).split("\n");
    const bars = (line: string): number => line.replaceAll("\\|", "").split("|").length;
    const rows = lines.flatMap((line, index) => (line.startsWith("| ---") ? [index] : []));
    expect(rows.length).toBeGreaterThan(3);
    for (const rule of rows) {
      for (let row = rule; lines[row]?.startsWith("|") === true; row += 1) {
        expect(bars(lines[row] ?? "")).toBe(bars(lines[rule] ?? ""));
      }
    }
  });

  test("masks slurs", () => {
    const report = scanReport();
    if (report.scan === undefined) throw new Error("no scan");
    const [first, ...rest] = report.scan.associations.filter((row) => row.group === "race.asian");
    if (first === undefined) throw new Error("no row");
    const scan = { ...report.scan, associations: [{ ...first, word: "grobbler" }, ...rest] };
    const text = renderMarkdown({ ...report, scan });
    expect(text).not.toContain("grobbler");
    expect(text).toContain("g•••••••");
    const deep = renderMarkdown(deepScanReport());
    expect(deep).not.toContain("grobbler");
    expect(deep).not.toContain("snorkelwit"); // of a list that is masked as a whole
    expect(deep).toContain("call her g•••••••");
  });
});

test("text of the corpus cannot become markup", () => {
  expect(escapeMarkdown("a|b *c* <b> [x](y) `z`\nnext @team")).toBe(
    "a\\|b \\*c\\* \\<b\\> \\[x\\](y) \\`z\\` next @\u200bteam",
  );
});

test("text of the corpus stays as it is: no entity becomes a sign, no name of a site a link", () => {
  expect(escapeMarkdown("AT&amp;T &lt;b&gt; www.example.com WWW.X.org")).toBe(
    "AT\\&amp;T \\&lt;b\\&gt; www\\.example.com WWW\\.X.org",
  );
});

test("the head names every model, and promises nothing of noise from a known seed", () => {
  const report = fullReport();
  const arms = (report.arms ?? []).map((arm, index) => ({
    ...arm,
    model: { ...arm.model, name: `checkpoint-${index % 2}`, parameters: 10 + (index % 2) },
    ...(arm.privacy !== undefined && {
      privacy: { ...arm.privacy, noiseSource: "seeded, not private" as const },
    }),
  }));
  const head = renderMarkdown({ ...report, arms }).split("\n\n")[1] ?? "";
  expect(head).toContain("Model checkpoint-0, checkpoint-1");
  expect(head).not.toContain("parameters");
  expect(head).toContain("Privacy none: the noise came from a known seed · unit: record");
  expect(head).not.toContain("ε");
});

test("of a training the head names the model that was trained, whatever its arms' folders are called", () => {
  const report = fullReport();
  const arms = (report.arms ?? []).map((arm) => ({ ...arm, model: { ...arm.model, name: arm.arm } }));
  const settings = { ...report.method.settings, model: "tiny_1" };
  const trained = { ...report, arms, method: { ...report.method, settings } };
  expect(renderMarkdown(trained)).toMatch(/\nModel tiny\\_1 · [\d,]+ parameters/u);
  expect(modelCard(trained)).toContain("- Fine-tuned from tiny\\_1.");
  expect(labelFacts(trained).facts.find(({ term }) => term === "Model")?.value).toMatch(/^tiny_1, /u);
});

test("a text that would begin a list is no list", () => {
  expect(["- she", "+ he", "12. they", "3) we", "1.5 of", "-5"].map(escapeMarkdown)).toEqual([
    "\\- she",
    "\\+ he",
    "12\\. they",
    "3\\) we",
    "1.5 of",
    "-5",
  ]);
});

test("a report without text has places but no sentence", () => {
  const plain = withoutText(fullReport());
  const json = JSON.stringify(plain);
  expect(json).not.toContain("neighbour, who");
  expect(json).not.toContain("The nurse said");
  expect(plain.scan?.associations[0]?.places[0]).toEqual({ file: "demo.jsonl", line: 12, column: 26, byte: 1370 });
  expect(plain.counterfactuals?.changed).toBe(2871);
  const deep = withoutText(deepScanReport());
  expect(JSON.stringify(deep)).not.toContain("would call her");
  expect(deep.scan?.dataProblems?.[0]?.examples[0]).toEqual({ file: "demo.jsonl", byte: 1344, line: 12, count: 9 });
});

function hostileReport(): BiasReport {
  const report = fullReport();
  if (report.scan === undefined || report.counterfactuals === undefined) throw new Error("no scan");
  return {
    ...report,
    title: "a | b\n# not a title",
    scan: {
      ...report.scan,
      associations: report.scan.associations.map((row) => ({ ...row, word: "x|y\n| z" })),
    },
    counterfactuals: {
      ...report.counterfactuals,
      editsByRule: [{ rule: "one | two", edits: 3 }],
      examples: [{ id: "a|b", before: "<script>|</script>", after: "`|`" }],
    },
  };
}
