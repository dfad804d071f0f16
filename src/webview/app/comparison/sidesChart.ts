import { armName, estimateText, rowDecimals } from "../../../report/comparison/comparisonWords.ts";
import type { ComparedMeasure } from "../../../report/comparison/reportComparison.ts";
import { formatQuantity } from "../../../report/numberFormat.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import type { DotHeading, DotLine } from "../charts/dotIntervals.ts";

/** Under the name of each arm its value in A (circle) and in B (diamond), with intervals and the ideal as a dashed rule. */
export function sidesChart(rows: readonly ComparedMeasure[], title: string, width: number): Element {
  const decimals = rowDecimals(rows);
  const [first] = rows;
  const unit = first?.unit ?? "score";
  const lines = rows.flatMap((row): (DotHeading | DotLine)[] => [
    { kind: "heading", label: armName(row) },
    ...(["a", "b"] as const).map((side): DotLine => {
      const { value, interval } = row[side];
      return {
        kind: "value",
        label: side.toUpperCase(),
        value,
        low: interval?.low ?? value,
        high: interval?.high ?? value,
        figure: formatQuantity(value, unit, decimals),
        isSecondSide: side === "b",
      };
    }),
  ]);
  const ends = rows.flatMap(({ a, b }) =>
    [a, b].flatMap(({ value, interval }) => [interval?.low ?? value, interval?.high ?? value]),
  );
  const ideal = first?.ideal;
  const [low, high] = [Math.min(...ends, ideal ?? Infinity), Math.max(...ends, ideal ?? -Infinity)];
  const margin = 0.05 * (high - low || 1);
  return dotIntervals(
    {
      lines,
      label:
        ideal === undefined ? "" : `ideal ${formatQuantity(ideal, unit, unit === "share" ? 0 : 1)} at the dashed rule`,
      tickFormat: (value) => formatQuantity(value, unit, unit === "share" ? 0 : 2),
      neutral: ideal ?? Number.NaN,
      domain: [low - margin, high + margin],
      alternative: `${title}: ${rows
        .map(
          (row) =>
            `${armName(row)}, A ${estimateText(row.a, unit, decimals)}, B ${estimateText(row.b, unit, decimals)}`,
        )
        .join("; ")}.`,
    },
    width,
  );
}
