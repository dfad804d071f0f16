import type { BiasReport } from "./biasReport.ts";
import { canaryArms, canaryReading, canarySentence, ceilingReading } from "./canaryWords.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { formatCount, formatDecimal, formatPercent, formatRange, formatUpperBound } from "./numberFormat.ts";
import {
  changeText,
  gapRows,
  nats,
  pastReading,
  pastWords,
  sensitivityOf,
  shownModules,
  topSentence,
  tunedArms,
} from "./pastWords.ts";

/** Privacy-aware sparsity tuning with its control. */
export function pastMarkdown(report: BiasReport): string {
  const tuned = tunedArms(report);
  if (tuned.length === 0) return "";
  const done = tuned.map(({ arm, past }) => `- ${escape(arm.arm)}: ${escape(pastWords(past))}`).join("\n");
  const gaps = markdownTable(
    [
      { head: "Arm" },
      { head: "Tuning" },
      { head: "Loss of members", numeric: true },
      { head: "Loss of others", numeric: true },
      { head: "Gap", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Change (95% interval)", numeric: true },
      { head: "Parameters at 0", numeric: true },
    ],
    gapRows(report).map((row) => [
      escape(row.arm),
      row.when,
      nats(row.memberLoss),
      nats(row.nonMemberLoss),
      nats(row.gap),
      formatRange(row.interval, nats),
      changeText(row),
      row.zeroShare === undefined ? "–" : formatPercent(row.zeroShare),
    ]),
  );
  const sensitivity = sensitivityOf(report);
  const modules =
    sensitivity === undefined
      ? []
      : [
          topSentence(sensitivity),
          markdownTable(
            [
              { head: "Module" },
              { head: "Share of sensitivity", numeric: true },
              { head: "95% interval", numeric: true },
              { head: "Share of parameters", numeric: true },
            ],
            moduleRows(sensitivity.modules),
          ),
        ];
  return ["### Tuning against membership inference", pastReading, done, gaps, ...modules].join("\n\n");
}

function moduleRows(modules: NonNullable<ReturnType<typeof sensitivityOf>>["modules"]): string[][] {
  const all = modules.reduce((sum, { parameters }) => sum + parameters, 0);
  return modules
    .slice(0, shownModules)
    .map(({ module, share, interval, parameters }) => [
      escape(module),
      formatPercent(share),
      formatRange(interval, formatPercent),
      formatPercent(parameters / all),
    ]);
}

/** What each model remembers of planted texts. */
export function canaryMarkdown(report: BiasReport): string {
  const arms = canaryArms(report);
  const [first] = arms;
  if (first === undefined) return "";
  const bits = (value: number): string => formatDecimal(value, 2);
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: "Mean exposure, bits", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Never seen", numeric: true },
      { head: "ε allows", numeric: true },
      { head: "Most", numeric: true },
      { head: "Area", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "n", numeric: true },
    ],
    arms.map(({ arm, canaries: { mean, unseen, ceiling, most, area, canaries } }) => [
      escape(arm.arm),
      bits(mean.value),
      formatRange(mean.interval, bits),
      bits(unseen),
      ceiling === undefined ? "no limit" : formatUpperBound(ceiling, 2),
      bits(most),
      area === undefined ? "–" : formatDecimal(area.value, 3),
      formatRange(area?.interval, (value) => formatDecimal(value, 3)),
      formatCount(canaries),
    ]),
  );
  return ["### Canaries", canaryReading, `${canarySentence(first.canaries)} ${ceilingReading}`, table].join("\n\n");
}
