import type { ReportComparison } from "../../../report/comparison/reportComparison.ts";
import type { Host } from "../host.ts";
import { section } from "../sections/section.ts";
import { dataTable } from "../table.ts";

/** What stands in one report only, or would mislead side by side. */
export function notComparedSection({ notCompared }: ReportComparison, host: Host): HTMLElement {
  return section(
    "not-compared",
    "Not compared",
    dataTable(host, {
      caption: "What is not compared, and why",
      columns: [{ head: "What" }, { head: "Why" }],
      empty: "Everything in both reports was compared.",
      rows: notCompared.map(({ what, why }) => ({ cells: [{ text: what }, { text: why }] })),
    }),
  );
}
