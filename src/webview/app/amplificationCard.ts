import {
  adjustedText,
  amplificationOf,
  amplificationReading,
  correctionWords,
  differenceInterval,
  differenceText,
  ratioText,
} from "../../report/amplification.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import type { Measure } from "../../report/measures.ts";
import { formatProbability } from "../../report/numberFormat.ts";
import { axisName, metricWords } from "../../report/wording.ts";
import { armMark } from "./armMark.ts";
import { behindComparison } from "./behindFigure.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { dataTable } from "./table.ts";

/** The private arms against plain by one measure, for the first screen; undefined where they are not compared. */
export function amplificationCard(report: BiasReport, host: Host, measure: Measure): HTMLElement | undefined {
  const rows = amplificationOf(report, measure);
  if (rows.length === 0) return undefined;
  const { name } = metricWords[measure.metric];
  const positions = new Map((report.arms ?? []).map((arm, position) => [arm, position]));
  return element(
    "div",
    {},
    element("h2", {}, "Against training without privacy"),
    dataTable(host, {
      caption: `${axisName(measure.axis)}: ${name}, private arms less plain`,
      columns: [
        { head: "Arm" },
        { head: "Difference", numeric: true, title: "Shares in percentage points" },
        { head: "95% interval", numeric: true },
        { head: "p", numeric: true },
        { head: "p, corrected", numeric: true, title: correctionWords(report) },
        { head: "Ratio (95% interval)", numeric: true, title: amplificationReading },
      ],
      rows: rows.map(({ arm, comparison }) => ({
        attributes: { "data-arm": arm.arm },
        cells: [
          {
            text: arm.arm,
            node: element("span", { title: arm.label }, armMark(arm.arm, positions.get(arm) ?? 0, arm.kind), arm.arm),
          },
          {
            text: differenceText(report, comparison),
            value: comparison.difference,
            open: behindComparison(report, host, comparison),
          },
          { text: differenceInterval(report, comparison) },
          { text: formatProbability(comparison.pValue), value: comparison.pValue },
          {
            text: adjustedText(comparison),
            ...(comparison.adjustedP !== undefined && { value: comparison.adjustedP }),
          },
          { text: ratioText(comparison), ...(comparison.ratio !== undefined && { value: comparison.ratio.value }) },
        ],
      })),
    }),
    element("p", { class: "note" }, `${amplificationReading} ${correctionWords(report)}`),
  );
}
