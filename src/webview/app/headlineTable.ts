import {
  adjustedText,
  amplificationOf,
  amplificationReading,
  correctionWords,
  differenceInterval,
  differenceText,
  ratioText,
} from "../../report/amplification.ts";
import type { AmplificationRow } from "../../report/amplification.ts";
import type { ArmSection, BiasReport } from "../../report/biasReport.ts";
import { epsilonOf, resultOf } from "../../report/measures.ts";
import type { Measure } from "../../report/measures.ts";
import { formatProbability } from "../../report/numberFormat.ts";
import { axisName, metricWords } from "../../report/wording.ts";
import { armMark } from "./armMark.ts";
import { metricCell, metricHead } from "./armTable.ts";
import { behindComparison } from "./behindFigure.ts";
import { epsilonWords } from "./charts/privacyAgainstBias.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { dataTable } from "./table.ts";
import type { Cell, Column } from "./table.ts";

/** How biased by one measure, at what privacy, compared to what, how sure: a row an arm, the private ones against plain. */
export function headlineTable(report: BiasReport, host: Host, measure: Measure): readonly HTMLElement[] {
  const rows = amplificationOf(report, measure);
  const arms = (report.arms ?? []).map((arm, position) => ({ arm, position }));
  const hasEpsilon = arms.some(({ arm }) => epsilonOf(arm) !== undefined);
  const table = dataTable(host, {
    caption: `${axisName(measure.axis)}: ${metricWords[measure.metric].name}${rows.length === 0 ? "" : ", private arms less plain"}`,
    columns: [
      { head: "Arm" },
      ...(hasEpsilon ? [{ head: "ε" }] : []),
      metricHead(report, measure.metric),
      ...(rows.length === 0 ? [] : againstPlainHeads(report)),
    ],
    rows: arms
      .filter(({ arm }) => resultOf(arm, measure.metric, measure.axis) !== undefined)
      .map(({ arm, position }) => ({
        attributes: { "data-arm": arm.arm },
        cells: [
          { text: arm.arm, node: element("span", { title: arm.label }, armMark(arm.arm, position, arm.kind), arm.arm) },
          ...(hasEpsilon ? [epsilonCell(arm)] : []),
          metricCell(report, host, arm, measure.metric, measure.axis),
          ...(rows.length === 0
            ? []
            : againstPlainCells(
                report,
                host,
                rows.find((row) => row.arm === arm),
              )),
        ],
      })),
  });
  if (rows.length === 0) return [table];
  return [table, element("p", { class: "note" }, `${amplificationReading} ${correctionWords(report)}`)];
}

function epsilonCell(arm: ArmSection): Cell {
  const epsilon = epsilonOf(arm);
  return { text: epsilonWords(epsilon), ...(epsilon !== undefined && { value: epsilon }) };
}

function againstPlainHeads(report: BiasReport): readonly Column[] {
  return [
    { head: "Difference", numeric: true, title: "The arm less plain; shares in percentage points" },
    { head: "95% interval", numeric: true },
    { head: "p", numeric: true },
    { head: "p, corrected", numeric: true, title: correctionWords(report) },
    { head: "Ratio (95% interval)", numeric: true, title: amplificationReading },
  ];
}

/** @param row undefined of an arm that is not compared with plain */
function againstPlainCells(report: BiasReport, host: Host, row: AmplificationRow | undefined): readonly Cell[] {
  if (row === undefined) return againstPlainHeads(report).map(() => ({ text: "–" }));
  const { comparison } = row;
  return [
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
  ];
}
