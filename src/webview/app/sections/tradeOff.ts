import type { BiasReport } from "../../../report/biasReport.ts";
import { formatDecimal } from "../../../report/numberFormat.ts";
import { studyItemsWords } from "../../../report/studyTable.ts";
import type { TradeOffSection } from "../../../report/studySections.ts";
import {
  againstNoneTable,
  ballTable,
  lineReading,
  lineTable,
  runName,
  runsTable,
  seedsTable,
  similarityTable,
  tradeOffReading,
} from "../../../report/tradeOffWords.ts";
import { curvesChart } from "../charts/curves.ts";
import { chartFigure } from "../charts/figure.ts";
import { frontierChart, strategyStyles } from "../charts/frontier.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { studyTable } from "../studyTable.ts";
import { paragraph, part, section } from "./section.ts";

/** What constraints keep and cost; absent where it was not studied. */
export function tradeOffSection(report: BiasReport, host: Host): HTMLElement | undefined {
  const { tradeOff } = report;
  if (tradeOff === undefined) return undefined;
  const seeds = seedsTable(tradeOff);
  return section(
    "tradeoff",
    "What constraints keep and cost",
    paragraph(studyItemsWords),
    chartFigure({
      title: "What each constraint does to the guard set and to the task.",
      reading: tradeOffReading,
      draw: (width) => frontierChart(tradeOff, width),
      table: () => studyTable(host, runsTable(tradeOff)),
    }),
    seeds === undefined ? undefined : part("Each training on its own", studyTable(host, seeds)),
    part("Against no constraint", studyTable(host, againstNoneTable(tradeOff))),
    part("How alike are guard and task?", studyTable(host, similarityTable(tradeOff))),
    part("Between the base model and the tuned one", ...lineFigures(tradeOff, host)),
    part("Around each model", studyTable(host, ballTable(tradeOff))),
  );
}

function lineFigures(tradeOff: TradeOffSection, host: Host): HTMLElement[] {
  const figures = (["guard", "task"] as const).map((of) =>
    chartFigure({
      title: `Held-out loss of the ${of} on the line, nats per token.`,
      reading: of === "guard" ? lineReading : "Lower is better.",
      draw: (width) =>
        curvesChart(
          tradeOff.lines.map((line) => ({
            name: runName(line),
            style: strategyStyles[line.strategy],
            points: line.points.map((point) => ({ x: point.t, ...point[of] })),
          })),
          {
            what: `Loss of the ${of}`,
            xLabel: "0 base, 1 tuned",
            xFormat: (value) => formatDecimal(value, 2),
            isLogarithmic: false,
          },
          width,
        ),
      table: () => studyTable(host, lineTable(tradeOff)),
    }),
  );
  return [element("div", { class: "columns" }, ...figures)];
}
