import type { BiasReport } from "./biasReport.ts";
import { decimalsOf } from "./measures.ts";
import { decimalsFor, formatQuantity } from "./numberFormat.ts";
import type { Metric } from "./wording.ts";

/** The same items by another scoring rule. */
export type Variant = NonNullable<Metric["variants"]>[number];

/** A variant's figure, in its own unit where that is not the measure's. */
export function variantText(
  report: BiasReport,
  { metric, unit }: Metric,
  { value, unit: own = unit }: Variant,
): string {
  return formatQuantity(value, own, own === unit ? decimalsOf(report, metric) : decimalsFor(own, [value]));
}
