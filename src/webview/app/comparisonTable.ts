import {
  adjustedText,
  amplificationReading,
  correctionWords,
  differenceInterval,
  differenceText,
  ratioText,
} from "../../report/amplification.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import { formatCount, formatProbability } from "../../report/numberFormat.ts";
import { axisName, isClear, metricWords, noDifference } from "../../report/wording.ts";
import { behindComparison } from "./behindFigure.ts";
import { checkbox, dropdown } from "./controls.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { longTable } from "./longTable.ts";
import type { LongColumn } from "./longTable.ts";
import type { Cell } from "./table.ts";

type Comparison = NonNullable<BiasReport["comparisons"]>[number];

/** No more rows than this are taken in at a glance, without filters. */
const fewRows = 12;

/** Differences between arms: sorted by any column, filtered by measure and pair, each leading to the items of both arms. */
export function comparisonTable(
  report: BiasReport,
  host: Host,
  id: string,
  caption: string,
  comparisons: readonly Comparison[],
): HTMLElement {
  const columns = columnsOf(report, comparisons);
  const table = longTable(host, {
    caption,
    columns: columns.map(({ column }) => column),
    items: comparisons,
    cells: (one) => columns.map(({ cell }) => cell(one, host)),
    attributes: (one) => ({ "data-a": one.a, "data-b": one.b, "data-metric": one.metric, "data-axis": one.axis }),
    empty: "No difference fits the filter.",
  });
  return element(
    "div",
    { id },
    comparisons.length > fewRows ? filters(id, comparisons, (fits) => table.filter(fits)) : undefined,
    table.element,
  );
}

function filters(
  id: string,
  comparisons: readonly Comparison[],
  onChange: (fits: (one: Comparison) => boolean) => void,
): HTMLElement {
  let [measure, arms, onlyClear] = ["all", "all", false];
  const change = (): void =>
    onChange(
      (one) =>
        (measure === "all" || measureName(one) === measure) &&
        (arms === "all" || armNames(one) === arms) &&
        (!onlyClear || isClear(one)),
    );
  const chosenFrom = (
    part: string,
    label: string,
    all: string,
    names: readonly string[],
    set: (value: string) => void,
  ): HTMLElement =>
    dropdown({
      id: `${id}-${part}`,
      label,
      choices: [{ value: "all", label: all }, ...[...new Set(names)].map((name) => ({ value: name, label: name }))],
      value: "all",
      onChange: (value) => {
        set(value);
        change();
      },
    }).element;
  return element(
    "div",
    { class: "choices" },
    chosenFrom("measure", "Measure", "all measures", comparisons.map(measureName), (value) => (measure = value)),
    chosenFrom("arms", "Arms", "all pairs", comparisons.map(armNames), (value) => (arms = value)),
    checkbox(`${id}-clear`, "Only clear differences", false, (checked) => {
      onlyClear = checked;
      change();
    }),
  );
}

interface ComparisonColumn {
  readonly column: LongColumn<Comparison>;
  readonly cell: (one: Comparison, host: Host) => Cell;
}

/** The ratio only where one of the comparisons has it. */
function columnsOf(report: BiasReport, comparisons: readonly Comparison[]): readonly ComparisonColumn[] {
  const numeric = true;
  return [
    { column: { head: "Measure", by: measureName }, cell: (one) => ({ text: measureName(one) }) },
    { column: { head: "Arms", by: armNames }, cell: (one) => ({ text: armNames(one), attributes: { class: "pair" } }) },
    {
      column: {
        head: "Difference",
        numeric,
        title: "Shares in percentage points",
        by: ({ difference }) => difference,
      },
      cell: (one, host) => ({
        text: differenceText(report, one),
        value: one.difference,
        open: behindComparison(report, host, one),
      }),
    },
    {
      column: { head: "95% interval", numeric, by: ({ interval }) => interval?.low ?? Number.NEGATIVE_INFINITY },
      cell: (one) => ({ text: differenceInterval(report, one) }),
    },
    {
      column: { head: "p", numeric, by: ({ pValue }) => pValue },
      cell: ({ pValue }) => ({ text: formatProbability(pValue), value: pValue }),
    },
    {
      column: {
        head: "p, corrected",
        numeric,
        title: correctionWords(report),
        by: ({ adjustedP = 1 }) => adjustedP,
      },
      cell: (one) => ({ text: adjustedText(one), ...(one.adjustedP !== undefined && { value: one.adjustedP }) }),
    },
    ...(comparisons.some(({ ratio }) => ratio !== undefined)
      ? [
          {
            column: {
              head: "Ratio (95% interval)",
              numeric,
              title: amplificationReading,
              by: ({ ratio }: Comparison) => ratio?.value ?? Number.NEGATIVE_INFINITY,
            },
            cell: (one: Comparison) => ({
              text: ratioText(one),
              ...(one.ratio !== undefined && { value: one.ratio.value }),
            }),
          },
        ]
      : []),
    { column: { head: "n", numeric, by: ({ n }) => n }, cell: ({ n }) => ({ text: formatCount(n), value: n }) },
    { column: { head: "In words", by: inWords }, cell: (one) => ({ text: inWords(one) }) },
  ];
}

function measureName({ axis, metric }: Comparison): string {
  return `${axis === undefined ? "" : `${axisName(axis)}: `}${metricWords[metric].name}`;
}

function armNames({ a, b }: Comparison): string {
  return `${b} − ${a}`;
}

function inWords(one: Comparison): string {
  return isClear(one) ? `${one.b} ${(one.interval?.low ?? 0) > 0 ? "higher" : "lower"}` : noDifference;
}
