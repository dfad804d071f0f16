import type { BiasReport } from "../../report/biasReport.ts";
import type { BehindItem, ItemsBehind } from "../../report/itemsBehind.ts";
import { formatCount, formatSmall } from "../../report/numberFormat.ts";
import { counted, groupLabel, maskSlurs, slursOf } from "../../report/wording.ts";
import { element } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import { drawerFilter } from "./drawerFilter.ts";
import type { DrawerChoice } from "./drawerFilter.ts";
import type { Host } from "./host.ts";
import { longTable } from "./longTable.ts";
import type { LongColumn } from "./longTable.ts";
import { placeLink } from "./placeLink.ts";
import type { Cell } from "./table.ts";

/** What the drawer shows of a figure. */
export interface ItemsShown {
  readonly title: string;
  readonly behind: ItemsBehind;
  readonly valueName: string;
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
  readonly group?: string;
}

/** Shows the items behind a figure beside the page: filtered by group and words, sorted by any column. */
export function openItems(
  report: BiasReport,
  host: Host,
  { title, behind, valueName, skipped, group }: ItemsShown,
): void {
  const slurs = slursOf(report);
  let choice: DrawerChoice = { group, search: "", showSlurs: false };
  const groups = [...new Set(behind.items.flatMap((item) => (item.group === undefined ? [] : [item.group])))].sort();
  const masked = (text: string): string => (choice.showSlurs ? text : maskSlurs(text, slurs));
  const table = longTable(host, {
    caption: "Items behind the figure, those that contribute most first",
    columns: columnsOf(report, behind, valueName),
    items: behind.items,
    cells: (item) => cellsOf(report, host, behind, item, masked),
    empty: "No item fits the filter.",
  });
  const filter = (): void =>
    table.filter(
      (item) =>
        (choice.group === undefined || item.group === choice.group) &&
        [item.key, ...(item.texts ?? [])].some((text) => text.toLowerCase().includes(choice.search)),
    );
  if (group !== undefined) filter();
  openDrawer(
    title,
    ...notes(report, behind, skipped, groups).map((text) => element("p", { class: "note" }, text)),
    drawerFilter(report, groups, group, (changed) => {
      choice = changed;
      filter();
    }),
    table.element,
  );
}

/** Counts before text. */
function notes(
  report: BiasReport,
  { items, measured, contribution, from, textsLeftOut }: ItemsBehind,
  skipped: ItemsShown["skipped"],
  groups: readonly string[],
): readonly string[] {
  const byGroup = groups.map(
    (group) => `${groupLabel(report, group)} ${formatCount(items.filter((item) => item.group === group).length)}`,
  );
  const counts = [
    `${counted(measured, "item")} behind this figure${byGroup.length > 1 ? `: ${byGroup.join(", ")}` : ""}.`,
    ...(items.length < measured
      ? [`This page has the ${formatCount(items.length)} furthest from their mean; the JSON report has all.`]
      : []),
    ...skipped.map(({ reason, count }) => `${formatCount(count)} passed over: ${reason}.`),
    ...(contribution === undefined ? [] : [`The contributions of all items add up to ${contribution}.`]),
  ].join(" ");
  const hasText = items.some(({ texts }) => texts !== undefined);
  const words = !hasText
    ? from === undefined
      ? "This report does not list the texts of these items."
      : "This report was made without text: keys, places and values are left."
    : textsLeftOut > 0
      ? `The texts of ${formatCount(textsLeftOut)} items are not listed, to keep the report small.`
      : undefined;
  return words === undefined ? [counts] : [counts, words];
}

function columnsOf(report: BiasReport, behind: ItemsBehind, valueName: string): readonly LongColumn<BehindItem>[] {
  const hasGroups = behind.items.some(({ group }) => group !== undefined);
  return [
    { head: "Item", by: ({ key }) => key },
    ...(hasGroups ? [{ head: "Group", by: ({ group = "" }: BehindItem) => groupLabel(report, group) }] : []),
    { head: valueName, numeric: true, by: ({ value }) => value },
    ...behind.scoreNames.map((name, index) => ({
      head: name.includes(".") ? groupLabel(report, name) : name,
      numeric: true,
      by: ({ scores }: BehindItem) => scores[index] ?? Number.NEGATIVE_INFINITY,
    })),
    ...(behind.contribution === undefined
      ? []
      : [
          {
            head: "Contribution",
            numeric: true,
            title: `Adds up to ${behind.contribution}`,
            by: ({ contribution = 0 }: BehindItem) => contribution,
          },
        ]),
  ];
}

function cellsOf(
  report: BiasReport,
  host: Host,
  behind: ItemsBehind,
  item: BehindItem,
  masked: (text: string) => string,
): readonly Cell[] {
  const { key, group, value, scores, contribution } = item;
  const texts = (item.texts ?? []).map(masked);
  const figure = (number: number | undefined): Cell =>
    number === undefined ? { text: "–" } : { text: formatSmall(number), value: number };
  return [
    {
      text: texts.length === 0 ? key : texts.join(" / "),
      node: element(
        "div",
        { class: "item" },
        ...texts.map((text, index) =>
          textLine(text, behind.roles[index % behind.roles.length], behind.roles.length > 1),
        ),
        element(
          "div",
          { class: "where" },
          ...(item.place === undefined ? [key] : [placeLink(host, item.place), ` ${key}`]),
        ),
      ),
    },
    ...(behind.items.some((one) => one.group !== undefined)
      ? [{ text: group === undefined ? "–" : groupLabel(report, group) }]
      : []),
    figure(value),
    ...behind.scoreNames.map((_, index) => figure(scores[index])),
    ...(behind.contribution === undefined ? [] : [figure(contribution)]),
  ];
}

function textLine(text: string, role: string | undefined, isNamed: boolean): HTMLElement {
  return element(
    "div",
    { class: "quote" },
    isNamed && role !== undefined ? element("span", { class: "role" }, `${role}: `) : undefined,
    text,
  );
}
