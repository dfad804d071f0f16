import type { BiasReport } from "../../../report/biasReport.ts";
import { formatCount, formatPercent, formatRange } from "../../../report/numberFormat.ts";
import {
  changeText,
  gapRows,
  nats,
  pastItemsReading,
  pastReading,
  pastWords,
  sensitivityOf,
  sensitivityReading,
  shownModules,
  topSentence,
  tunedArms,
} from "../../../report/pastWords.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import type { Cell } from "../table.ts";
import { paragraph, part } from "./section.ts";

/** Privacy-aware sparsity tuning with its control: losses before and after, and where the gap came from. */
export function pastPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const tuned = tunedArms(report);
  if (tuned.length === 0) return undefined;
  return part(
    "Tuning against membership inference",
    paragraph(`${pastReading} ${pastItemsReading}`),
    element("ul", {}, ...tuned.map(({ arm, past }) => element("li", {}, `${arm.arm}: ${pastWords(past)}`))),
    gapTable(report, host),
    modulesFigure(report, host),
  );
}

function gapTable(report: BiasReport, host: Host): HTMLElement {
  const cell = (value: number): Cell => ({ text: nats(value), value });
  return dataTable(host, {
    caption: "Loss of members and others, nats per token",
    columns: [
      { head: "Arm" },
      { head: "Tuning" },
      { head: "Members", numeric: true },
      { head: "Others", numeric: true, title: "Records set aside for tuning: no arm was trained on them" },
      { head: "Gap", numeric: true, title: "Others less members; ideal 0" },
      { head: "95% interval", numeric: true },
      { head: "Change (95% interval)", numeric: true, title: "Gap after less gap before, on the very same records" },
      { head: "Parameters at 0", numeric: true },
    ],
    rows: gapRows(report).map((row) => {
      const { arm, when, zeroShare, change } = row;
      return {
        attributes: { "data-arm": arm },
        cells: [
          { text: arm },
          { text: when },
          cell(row.memberLoss),
          cell(row.nonMemberLoss),
          cell(row.gap),
          { text: formatRange(row.interval, nats) },
          { text: changeText(row), ...(change === undefined ? {} : { value: change.value }) },
          zeroShare === undefined ? { text: "–" } : { text: formatPercent(zeroShare), value: zeroShare },
        ],
      };
    }),
  });
}

function modulesFigure(report: BiasReport, host: Host): HTMLElement | undefined {
  const sensitivity = sensitivityOf(report);
  if (sensitivity === undefined) return undefined;
  const all = sensitivity.modules.reduce((sum, { parameters }) => sum + parameters, 0);
  const shown = sensitivity.modules.slice(0, shownModules);
  return chartFigure({
    title: `Where the gap comes from: ${formatCount(shown.length)} of ${formatCount(sensitivity.modules.length)} modules, the most sensitive.`,
    reading: `${sensitivityReading} ${topSentence(sensitivity)}`,
    draw: (width) =>
      dotIntervals(
        {
          lines: shown.map(({ module, share, interval, parameters }) => ({
            kind: "value",
            label: module,
            value: share,
            low: interval?.low ?? share,
            high: interval?.high ?? share,
            figure: formatPercent(share),
            reference: parameters / all,
          })),
          label: "Share of the sensitivity; tick: share of the parameters",
          tickFormat: formatPercent,
          neutral: 0,
          alternative: `Shares of the sensitivity: ${shown.map(({ module, share }) => `${module} ${formatPercent(share)}`).join(", ")}.`,
        },
        width,
      ),
    table: () =>
      dataTable(host, {
        caption: "Sensitivity of every module",
        columns: [
          { head: "Module" },
          { head: "Share of sensitivity", numeric: true },
          { head: "95% interval", numeric: true },
          { head: "Share of parameters", numeric: true },
          { head: "Parameters", numeric: true },
        ],
        rows: sensitivity.modules.map(({ module, share, interval, parameters }) => ({
          cells: [
            { text: module },
            { text: formatPercent(share), value: share },
            { text: formatRange(interval, formatPercent) },
            { text: formatPercent(parameters / all), value: parameters / all },
            { text: formatCount(parameters), value: parameters },
          ],
        })),
      }),
  });
}
