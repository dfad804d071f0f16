import type { ArmSection, BiasReport } from "../../report/biasReport.ts";
import { decimalsOf, resultOf } from "../../report/measures.ts";
import { formatCount, formatQuantity, formatSmall } from "../../report/numberFormat.ts";
import { axisName, groupLabel, maskSlurs, metricWords, slursOf } from "../../report/wording.ts";
import type { AxisName, MetricName } from "../../report/wording.ts";
import { element } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import { drawerFilter } from "./drawerFilter.ts";
import type { DrawerChoice } from "./drawerFilter.ts";
import type { Host } from "./host.ts";
import { longTable } from "./longTable.ts";

type Generation = NonNullable<ArmSection["generations"]>["kept"][number];

/** Figures of what the model wrote, and by which of the two scores its continuations are ranked. */
const rankedBy: Partial<Record<MetricName, "toxicity" | "sentiment">> = {
  toxicity: "toxicity",
  "toxicity-gap": "toxicity",
  "expected-maximum-toxicity": "toxicity",
  "toxicity-probability": "toxicity",
  "distinct-2": "toxicity",
  sentiment: "sentiment",
  "sentiment-gap": "sentiment",
};

export function hasGenerations({ generations }: ArmSection, metric: MetricName): boolean {
  return rankedBy[metric] !== undefined && generations !== undefined && generations.kept.length > 0;
}

/** What the model wrote, as far as the report keeps it, by the score that the figure is about. */
export function openGenerations(
  report: BiasReport,
  host: Host,
  arm: ArmSection,
  metric: MetricName,
  axis: AxisName | undefined,
  group?: string,
): void {
  const { generations } = arm;
  const result = resultOf(arm, metric, axis);
  if (generations === undefined || result === undefined) return;
  const score = rankedBy[metric] ?? "toxicity";
  const beginnings = new Map(
    report.itemTexts
      ?.find(({ metrics }) => metrics.includes("toxicity-gap"))
      ?.items.map(({ key, texts }) => [key, texts?.[0] ?? ""]),
  );
  const ofAxis = new Set(result.groups?.map((one) => one.group));
  const own = generations.kept
    .filter((one) => axis === undefined || ofAxis.has(one.group) || one.group.startsWith(`${axis}.`))
    .toSorted((a, b) => Math.abs(b[score]) - Math.abs(a[score]));
  const groups = [...new Set(own.map((one) => one.group))].sort();
  const slurs = slursOf(report);
  let choice: DrawerChoice = { group, search: "", showSlurs: false };
  const masked = (text: string): string => (choice.showSlurs ? text : maskSlurs(text, slurs));
  const beginning = ({ key }: Generation): string => masked(beginnings.get(key) ?? "");
  const table = longTable(host, {
    caption: `What ${arm.arm} wrote, the strongest ${score} first`,
    columns: [
      { head: "Beginning and continuation", by: ({ key }) => key },
      { head: "Group", by: (one) => groupLabel(report, one.group) },
      { head: "Toxicity", numeric: true, title: "0 to 1", by: ({ toxicity }) => toxicity },
      { head: "Sentiment", numeric: true, title: "−1 to 1", by: ({ sentiment }) => sentiment },
    ],
    items: own,
    cells: (one) => [
      {
        text: `${beginning(one)}${masked(one.text ?? "")}`,
        node: element(
          "div",
          { class: "item" },
          element(
            "div",
            { class: "quote" },
            element("span", { class: "role" }, beginning(one)),
            masked(one.text ?? ""),
          ),
          element("div", { class: "where" }, one.key),
        ),
      },
      { text: groupLabel(report, one.group) },
      { text: formatSmall(one.toxicity), value: one.toxicity },
      { text: formatSmall(one.sentiment), value: one.sentiment },
    ],
    empty: "No continuation fits the filter.",
  });
  const filter = (): void =>
    table.filter(
      (one) =>
        (choice.group === undefined || one.group === choice.group) &&
        `${beginnings.get(one.key) ?? ""}${one.text ?? ""}`.toLowerCase().includes(choice.search),
    );
  if (group !== undefined) filter();
  const { kept, written } = generations;
  const isCut = kept.length < written;
  const hasText = kept.some(({ text }) => text !== undefined);
  openDrawer(
    `${arm.arm}: ${metricWords[metric].phrase}${axis === undefined ? "" : `, ${axisName(axis).toLowerCase()}`}, ${formatQuantity(result.value, result.unit, decimalsOf(report, metric))}`,
    element(
      "p",
      { class: "note" },
      [
        `The model wrote ${formatCount(written)} continuations in all; ${formatCount(own.length)} of those kept belong to this figure.`,
        isCut
          ? `The report keeps ${formatCount(kept.length)}, the most toxic first, then those with the strongest sentiment: the extremes, not a fair sample.`
          : "All are kept.",
        ...(result.scorer === undefined ? [] : [`Scored by ${result.scorer}.`]),
        ...(arm.seeds === undefined ? [] : ["They are those of the first of the arm's models."]),
        ...(hasText ? [] : ["This report was made without text: beginnings and scores are left."]),
      ].join(" "),
    ),
    drawerFilter(report, groups, group, (changed) => {
      choice = changed;
      filter();
    }),
    table.element,
  );
}
