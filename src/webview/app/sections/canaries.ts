import type { BiasReport } from "../../../report/biasReport.ts";
import {
  canaryArms,
  canaryItemsReading,
  canaryReading,
  canarySentence,
  ceilingReading,
} from "../../../report/canaryWords.ts";
import { formatCount, formatDecimal, formatRange, formatUpperBound } from "../../../report/numberFormat.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import { openDrawer } from "../drawer.ts";
import type { Host } from "../host.ts";
import { longTable } from "../longTable.ts";
import { dataTable } from "../table.ts";
import type { Cell } from "../table.ts";
import { paragraph, part } from "./section.ts";

/** What each model remembers of planted texts. */
export function canariesPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const arms = canaryArms(report);
  const [first] = arms;
  if (first === undefined) return undefined;
  const { most, unseen } = first.canaries;
  return part(
    "Canaries",
    paragraph(`${canarySentence(first.canaries)} ${ceilingReading} ${canaryItemsReading}`),
    chartFigure({
      title: "Mean exposure of the canaries in bits, with its 95% interval.",
      reading: `${canaryReading} The tick is what ε allows.`,
      draw: (width) =>
        dotIntervals(
          {
            lines: arms.map(({ arm, canaries: { mean, ceiling } }) => ({
              kind: "value",
              label: arm.arm,
              value: mean.value,
              low: mean.interval?.low ?? mean.value,
              high: mean.interval?.high ?? mean.value,
              figure: bits(mean.value),
              ...(ceiling !== undefined && { reference: ceiling }),
            })),
            label: `Exposure; dashed: never seen, ${bits(unseen)} bits`,
            tickFormat: (value) => formatDecimal(value, 0),
            neutral: unseen,
            domain: [0, most],
            alternative: `Mean exposure: ${arms.map(({ arm, canaries }) => `${arm.arm} ${bits(canaries.mean.value)}`).join(", ")}; never seen ${bits(unseen)}.`,
          },
          width,
        ),
      table: () => exposureTable(report, host),
    }),
  );
}

function exposureTable(report: BiasReport, host: Host): HTMLElement {
  return dataTable(host, {
    caption: "Exposure of the canaries, bits",
    columns: [
      { head: "Arm" },
      { head: "Mean", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Never seen", numeric: true },
      { head: "ε allows", numeric: true, title: "The largest mean in expectation" },
      { head: "Most", numeric: true, title: "What so few candidates can show" },
      { head: "Area", numeric: true, title: "How often a canary's loss is below a candidate's; 0.5 is chance" },
      { head: "95% interval", numeric: true },
      { head: "n", numeric: true },
    ],
    rows: canaryArms(report).map(({ arm, canaries: { mean, unseen, ceiling, most, area, canaries, exposures } }) => ({
      attributes: { "data-arm": arm.arm },
      cells: [
        { text: arm.arm },
        { ...inBits(mean.value), open: () => openExposures(host, arm.arm, exposures) },
        { text: formatRange(mean.interval, bits) },
        inBits(unseen),
        ceiling === undefined ? { text: "no limit" } : { text: formatUpperBound(ceiling, 2), value: ceiling },
        inBits(most),
        area === undefined ? { text: "–" } : { text: formatDecimal(area.value, 3), value: area.value },
        { text: formatRange(area?.interval, (value) => formatDecimal(value, 3)) },
        { text: formatCount(canaries), value: canaries },
      ],
    })),
  });
}

function openExposures(host: Host, arm: string, exposures: readonly number[]): void {
  openDrawer(
    `${arm}: exposure of each canary`,
    longTable(host, {
      caption: "Exposure of each canary, bits",
      columns: [
        { head: "Canary", by: ({ number }) => number },
        { head: "Exposure", numeric: true, by: ({ value }) => value },
      ],
      items: exposures.map((value, index) => ({ number: index + 1, value })).sort((a, b) => b.value - a.value),
      cells: ({ number, value }) => [{ text: formatCount(number), value: number }, inBits(value)],
      empty: "No canary was planted.",
    }).element,
  );
}

function bits(value: number): string {
  return formatDecimal(value, 2);
}

function inBits(value: number): Cell {
  return { text: bits(value), value };
}
