import type { BiasReport } from "./biasReport.ts";

/** A report with the place that it was read from. */
export interface StoredReport {
  /** Path, or what else tells it from others. */
  readonly name: string;
  readonly report: BiasReport;
}
