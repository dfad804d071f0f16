import type { BiasReport } from "./biasReport.ts";
import type { ReportComparison } from "./comparison/reportComparison.ts";

/** What a page shows: one report, or two side by side. */
export type PageContent =
  | { readonly kind: "report"; readonly report: BiasReport }
  | { readonly kind: "comparison"; readonly comparison: ReportComparison };
