import { barX, text } from "@observablehq/plot";
import type { BiasReport, GroupCount } from "../../../report/biasReport.ts";
import { formatCount } from "../../../report/numberFormat.ts";
import type { AxisName } from "../../../report/wording.ts";
import { axisName } from "../../../report/wording.ts";
import { drawPlot } from "./drawPlot.ts";

/** How often each group of an axis is named. */
export function mentionsChart(report: BiasReport, axis: AxisName, width: number): Element {
  const groups = (report.scan?.groups ?? []).filter((group) => group.axis === axis);
  const longest = Math.max(...groups.map(({ label }) => label.length));
  const marginLeft = Math.min(Math.max(52, longest * 7.2 + 14), width * 0.45);
  return drawPlot(
    {
      width,
      height: groups.length * 32 + 12,
      marginLeft,
      marginRight: 62,
      marginTop: 6,
      marginBottom: 6,
      x: { axis: null, zero: true },
      y: { type: "band", domain: groups.map(({ label }) => label), axis: null, padding: 0.35 },
      marks: [
        barX(groups, { y: "label", x: "mentions", fill: "var(--bar)" }),
        text(groups, {
          y: "label",
          text: "label",
          // Long names break into lines of about so many ems.
          lineWidth: (marginLeft - 16) / 12,
          frameAnchor: "left",
          dx: -8,
          textAnchor: "end",
          fill: "var(--text)",
        }),
        text(groups, {
          y: "label",
          text: ({ mentions }: GroupCount) => formatCount(mentions),
          frameAnchor: "right",
          dx: 58,
          textAnchor: "end",
          fontVariant: "tabular-nums",
          fill: "var(--text)",
        }),
      ],
    },
    `${axisName(axis)}, mentions: ${groups.map(({ label, mentions }) => `${label} ${formatCount(mentions)}`).join("; ")}.`,
  );
}
