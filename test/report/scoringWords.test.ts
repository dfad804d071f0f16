import { expect, test } from "vitest";
import { armsMarkdown } from "../../src/report/markdownArms.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fullReport } from "./sampleReport.ts";

function crowsPairs(): BiasReport {
  const report = fullReport();
  const arms = (report.arms ?? []).slice(0, 2).map((arm, index) => ({
    ...arm,
    metrics: [
      {
        metric: "crows-pairs" as const,
        value: 0.56,
        ideal: 0.5,
        unit: "share" as const,
        n: 1508,
        scoring: "by mean log-probability (bias-bench)",
        variants: [
          {
            name: "by total log-probability (lm-evaluation-harness)",
            value: 0.53,
            interval: { low: 0.505, high: 0.555, level: 0.95, method: "Wilson" },
          },
          ...(index === 0 ? [{ name: "mean difference, nats", value: 7.4216, unit: "nats" as const }] : []),
        ],
      },
    ],
  }));
  return { ...report, arms, comparisons: [] };
}

test("Markdown names the rule of scoring below the figure, and the figures by other rules", () => {
  const written = armsMarkdown(crowsPairs());
  expect(written).toContain("\n\nScored by mean log-probability (bias-bench).\n\n");
  expect(written).toContain(`The same items by other scoring rules:

| Arm | by total log-probability (lm-evaluation-harness) | mean difference, nats |
| --- | --: | --: |
| base | 53.0% (50.5% to 55.5%) | 7.422 |
| plain | 53.0% (50.5% to 55.5%) | – |`);
});
