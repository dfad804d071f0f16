import type { BiasReport } from "./biasReport.ts";
import { dynamicsReading, groupPaths } from "./dynamicsWords.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { formatCount, formatDecimal } from "./numberFormat.ts";

/** Convergence by group on the public probe set. */
export function dynamicsMarkdown(report: BiasReport): string {
  const paths = groupPaths(report);
  if (paths.length === 0) return "";
  const share = (value: number | undefined): string =>
    value === undefined ? "–" : `${formatDecimal(100 * value, 1)}%`;
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: "Group" },
      { head: "Loss, first step", numeric: true },
      { head: "Loss, last step", numeric: true },
      { head: "Gradient norm", numeric: true },
      { head: "Clipped", numeric: true },
      { head: "Length kept", numeric: true },
      { head: "Cosine with the step", numeric: true },
      { head: "n", numeric: true },
    ],
    paths.map(({ arm, label, firstLoss, lastLoss, norm, shareClipped, retained, alignment, n }) => [
      escape(arm),
      escape(label),
      formatDecimal(firstLoss, 3),
      formatDecimal(lastLoss, 3),
      formatDecimal(norm, 2),
      share(shareClipped),
      share(retained),
      formatDecimal(alignment, 3),
      formatCount(n),
    ]),
  );
  return `### Convergence by group\n\n${dynamicsReading}\n\n${table}`;
}
