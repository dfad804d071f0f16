import type { BiasReport } from "./biasReport.ts";
import { decimalsOf, resultOf } from "./measures.ts";
import { decimalsFor, formatQuantity, formatRange } from "./numberFormat.ts";
import type { AxisName, Metric, MetricName } from "./wording.ts";

/** The words of how items were scored: by which rule, and what they come to by others that are in use. */

export type Variant = NonNullable<Metric["variants"]>[number];

/** A variant's figure and its interval, in its own unit where that is not the measure's. */
export function variantTexts(
  report: BiasReport,
  { metric, unit }: Metric,
  { value, unit: own = unit, interval }: Variant,
): { readonly figure: string; readonly interval: string } {
  const decimals = own === unit ? decimalsOf(report, metric) : decimalsFor(own, [value]);
  const format = (one: number): string => formatQuantity(one, own, decimals);
  return { figure: format(value), interval: formatRange(interval, format) };
}

/** `53.0% (50.5% to 55.5%)` */
function variantText(report: BiasReport, metric: Metric, variant: Variant): string {
  const { figure, interval } = variantTexts(report, metric, variant);
  return variant.interval === undefined ? figure : `${figure} (${interval})`;
}

/** `scored by mean log-probability (bias-bench)`; undefined where the measure knows one way alone. */
export function scoringPhrase(report: BiasReport, metric: MetricName): string | undefined {
  const rules = new Set(
    (report.arms ?? []).flatMap(({ metrics }) =>
      metrics.flatMap((result) => (result.metric === metric ? (result.scoring ?? []) : [])),
    ),
  );
  return rules.size === 0 ? undefined : `scored ${[...rules].join(" or ")}`;
}

/** What the same items come to by one other rule, arm by arm. */
export interface OtherRule {
  readonly name: string;
  readonly figures: readonly { readonly arm: string; readonly text: string }[];
}

/** A measure's figures by other rules, in the order of the arms. */
export function otherRules(report: BiasReport, metric: MetricName, axis: AxisName | undefined): readonly OtherRule[] {
  const found = (report.arms ?? []).flatMap((arm) => {
    const result = resultOf(arm, metric, axis);
    return (result?.variants ?? []).map((variant) => ({
      name: variant.name,
      arm: arm.arm,
      text: result === undefined ? "" : variantText(report, result, variant),
    }));
  });
  return [...new Set(found.map(({ name }) => name))].map((name) => ({
    name,
    figures: found.filter((one) => one.name === name),
  }));
}

/** `CrowS-Pairs, CC BY-SA 4.0: 1,508 items of the user's copy`, for each benchmark that was scored or continued. */
export function benchmarkLicences({ method }: BiasReport): readonly string[] {
  return Object.entries(method.settings)
    .filter(([name]) => name.startsWith("benchmark "))
    .map(([, words]) => String(words));
}
