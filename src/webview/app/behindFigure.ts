import type { ArmSection, BiasReport } from "../../report/biasReport.ts";
import { hasItemsBehind, itemsBehind, itemsBehindComparison } from "../../report/itemsBehind.ts";
import { decimalsOf, resultOf, unitOf } from "../../report/measures.ts";
import { formatDifference, formatQuantity } from "../../report/numberFormat.ts";
import { itemsBehindProbe, probeMeasures } from "../../report/probeItems.ts";
import type { ProbeMeasure } from "../../report/probeItems.ts";
import { axisName, groupLabel, metricWords } from "../../report/wording.ts";
import type { AxisName, MetricName } from "../../report/wording.ts";
import { hasGenerations, openGenerations } from "./generationsDrawer.ts";
import type { Host } from "./host.ts";
import { openItems } from "./itemsDrawer.ts";

/**
 * What a click on a figure of an arm does: shows the items behind it, or what the model wrote where that was scored. Undefined
 * where the report has neither, so that nothing pretends to lead anywhere.
 *
 * @param group shows this group's items first
 */
export function behindFigure(
  report: BiasReport,
  host: Host,
  arm: ArmSection,
  metric: MetricName,
  axis: AxisName | undefined,
  group?: string,
): (() => void) | undefined {
  if (hasGenerations(arm, metric)) return () => openGenerations(report, host, arm, metric, axis, group);
  const result = resultOf(arm, metric, axis);
  if (result === undefined || !hasItemsBehind(arm, metric, axis)) return undefined;
  return () => {
    const behind = itemsBehind(report, arm, metric, axis);
    if (behind === undefined) return;
    const decimals = decimalsOf(report, metric);
    openItems(report, host, {
      title: `${arm.arm}: ${named(metric, axis)}, ${formatQuantity(result.value, result.unit, decimals)}`,
      behind,
      valueName: valueName(metric),
      skipped: result.skipped ?? [],
      ...(group === undefined ? {} : { group }),
    });
  };
}

type Comparison = Pick<
  NonNullable<BiasReport["comparisons"]>[number],
  "metric" | "axis" | "a" | "b" | "difference" | "n"
>;

/**
 * The same for a difference between two arms.
 *
 * @param shown the group whose items are shown first, and the figure in words where it is not the metric's own difference
 */
export function behindComparison(
  report: BiasReport,
  host: Host,
  comparison: Comparison,
  { group, words }: { readonly group?: string | undefined; readonly words?: string } = {},
): (() => void) | undefined {
  const { a, b, metric, axis, difference } = comparison;
  const arm = report.arms?.find((one) => one.arm === b);
  if (arm === undefined || resultOf(arm, metric, axis)?.items === undefined) return undefined;
  return () => {
    const behind = itemsBehindComparison(report, comparison);
    if (behind === undefined) return;
    const shown =
      words ??
      `${named(metric, axis)}, ${formatDifference(difference, unitOf(report, metric), decimalsOf(report, metric))}`;
    openItems(report, host, {
      title: `${b} − ${a}: ${shown}`,
      behind,
      valueName: "Difference",
      skipped: [],
      ...(group === undefined ? {} : { group }),
    });
  };
}

/** The same for what a training's looks at public sentences saw of some groups. */
export function behindProbe(
  report: BiasReport,
  host: Host,
  arm: ArmSection | undefined,
  measure: ProbeMeasure,
  groups: readonly string[],
): (() => void) | undefined {
  if (arm?.training?.probeSentences?.some(({ group }) => groups.includes(group)) !== true) return undefined;
  return () => {
    const behind = itemsBehindProbe(report, arm, measure, groups);
    if (behind === undefined) return;
    const { phrase, value } = probeMeasures[measure];
    const about = groups.map((group) => groupLabel(report, group)).join(" and ");
    openItems(report, host, {
      title: `${arm.arm}: ${phrase}, public sentences about ${about}`,
      behind,
      valueName: value,
      skipped: [],
    });
  };
}

function named(metric: MetricName, axis: AxisName | undefined): string {
  return `${metricWords[metric].phrase}${axis === undefined ? "" : `, ${axisName(axis).toLowerCase()}`}`;
}

/** What one item's value is. */
function valueName(metric: MetricName): string {
  switch (metric) {
    case "perplexity":
    case "group-loss":
    case "group-loss-gap":
      return "Loss, nats per token";
    case "coverage":
    case "coverage-gap":
      return "Change of loss";
    case "occupation-between-kl":
    case "occupation-between-hellinger":
      return "Share of the group";
    case "winogender":
      return "Leaning to female, nats";
    case "toxicity-false-positives":
      return "Called toxic";
    case "stereotype-preference":
    case "crows-pairs":
    case "winobias":
      return "Stereotypical preferred";
    default:
      return "Value";
  }
}
