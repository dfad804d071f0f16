import type { BiasReport } from "../../../report/biasReport.ts";
import { formatCount } from "../../../report/numberFormat.ts";
import {
  againstStandardTable,
  examplesTable,
  gapsTable,
  robustnessCurves,
  seedGapsTable,
  sizesTable,
} from "../../../report/robustnessWords.ts";
import type { RobustnessArm, RobustnessSection } from "../../../report/studySections.ts";
import { studyItemsWords } from "../../../report/studyTable.ts";
import { slursOf } from "../../../report/wording.ts";
import { curvesChart } from "../charts/curves.ts";
import { chartFigure } from "../charts/figure.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { studyTable } from "../studyTable.ts";
import { paragraph, part, section } from "./section.ts";

/** The arms whose colour and mark a training takes. */
const trainingStyles: Readonly<Record<RobustnessArm, string>> = { standard: "plain", robust: "dp+cda", private: "dp" };

/** Overfitting and membership inference over the size of the training set; absent where it was not studied. */
export function robustnessSection(report: BiasReport, host: Host): HTMLElement | undefined {
  const { robustness } = report;
  if (robustness === undefined) return undefined;
  const seeds = seedGapsTable(robustness);
  const examples = examplesTable(robustness, slursOf(report));
  return section(
    "robustness",
    "Private against robust",
    paragraph(studyItemsWords),
    element("div", { class: "columns" }, ...curveFigures(robustness, host)),
    seeds === undefined ? undefined : part("Each training on its own", studyTable(host, seeds)),
    part("Against the standard training", studyTable(host, againstStandardTable(robustness))),
    part("Sizes and privacy", studyTable(host, sizesTable(robustness))),
    examples === undefined ? undefined : part("The perturbations", studyTable(host, examples)),
  );
}

function curveFigures(robustness: RobustnessSection, host: Host): HTMLElement[] {
  const arms = [...new Set(robustness.runs.map(({ arm }) => arm))];
  return robustnessCurves.map(({ title, reading, ideal, figureOf }) =>
    chartFigure({
      title: `${title}.`,
      reading,
      draw: (width) =>
        curvesChart(
          arms.map((arm) => ({
            name: arm,
            style: trainingStyles[arm],
            points: robustness.runs
              .filter((run) => run.arm === arm)
              .map((run) => ({ x: run.records, ...figureOf(run) })),
          })),
          { what: title, xLabel: "training records", xFormat: formatCount, isLogarithmic: true, ideal },
          width,
        ),
      table: () => studyTable(host, gapsTable(robustness)),
    }),
  );
}
