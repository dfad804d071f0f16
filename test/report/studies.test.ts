import { describe, expect, test } from "vitest";
import { renderCsv } from "../../src/report/csv.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { robustnessSentences } from "../../src/report/robustnessWords.ts";
import { tradeOffSentences } from "../../src/report/tradeOffWords.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { robustnessReport, tradeOffReport } from "./studyReport.ts";

describe("a study's report", () => {
  test("is read back unchanged", () => {
    for (const report of [tradeOffReport(), robustnessReport()]) {
      expect(parseReport(JSON.stringify(report), "report.json")).toEqual(report);
    }
  });

  test("tells in Markdown what was done, how to read it, and every table", () => {
    const text = renderMarkdown(tradeOffReport());
    for (const sentence of tradeOffSentences(tradeOffReport())) expect(text).toContain(sentence.slice(0, 40));
    expect(text).toContain("| guard loss, λ 0.25 | 0.200 | 0.150 to 0.250 | −1.500 | −1.550 to −1.450 | 15.30 |");
    expect(text).toContain(
      "| guard loss, λ 4 | −0.500 | −0.550 to −0.450 | 0.016 | 0.500 | 0.450 to 0.550 | \\< 0.001 |",
    );
    expect(text).toContain("| ball, radius 0.25 | 1.25 | 4.063 | 4.013 to 4.112 |");
    expect(text).toContain(
      "| Pairs of words, Jensen-Shannon | base.txt | – | – | 0 the same shares, 1 no pair in common |",
    );
    expect(text).toContain("| base | 0.050 | 0.030 to 0.070 |");
  });

  test("of training sizes names every arm with its gap and what it promises", () => {
    const [first = ""] = robustnessSentences(robustnessReport());
    expect(first).toContain("Trained on 350 records");
    expect(first).toContain(
      "standard 0.738 (0.688 to 0.788), robust 0.637 (0.587 to 0.688), private 0.094 (0.044 to 0.144)",
    );
    const text = renderMarkdown(robustnessReport());
    expect(text).toContain("Ideal 0.5: an attacker who knows the loss can only guess.");
    expect(text).toContain("| private | 0.125 | 350 | 7.2 | 350 | 400 | 8 | 3.6e-5 |");
    expect(text).toContain("with Poisson sampling, for adding or removing one record; whoever sees several");
    expect(text).toContain("| typing errors | She reads. | She raeds. |");
  });

  test("calls no training private whose noise came from a known seed", () => {
    const report = robustnessReport();
    const runs = (report.robustness?.runs ?? []).map(({ privacy, ...run }) =>
      privacy === undefined ? run : { ...run, privacy: { ...privacy, noiseSource: "seeded, not private" as const } },
    );
    const text = renderMarkdown({
      ...report,
      ...(report.robustness && { robustness: { ...report.robustness, runs } }),
    });
    expect(text).toContain("| 350 | 400 | seeded noise, not private | – |");
    expect(text).not.toContain("adding or removing one record");
    expect(text).not.toContain("3.6e-5");
  });

  test("without text has no example and everything else", () => {
    const bare = withoutText(robustnessReport());
    expect(JSON.stringify(bare)).not.toContain("reads.");
    expect(bare.robustness?.runs).toEqual(robustnessReport().robustness?.runs);
    expect(renderMarkdown(bare)).not.toContain("What the perturbations do");
  });

  test("gives every figure as a line of CSV, unrounded", () => {
    const lines = renderCsv(tradeOffReport()).split("\r\n");
    expect(lines).toContain(
      'tradeoff,,,,"guard loss, λ 4",guard: change against no constraint,nats per token,-0.5,-0.55,-0.45,,220,0.008,',
    );
    expect(lines).toContain("similarity,,,,base.txt,contexts shared,,0.4,0.35000000000000003,0.45,,,,");
    const other = renderCsv(robustnessReport()).split("\r\n");
    expect(other.filter((line) => line.startsWith("robustness,private,"))).toHaveLength(
      4 * (2 * 6 + 5), // losses, clean and perturbed; share, passes and what was spent
    );
  });
});
