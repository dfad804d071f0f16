import { formatCount } from "../../report/numberFormat.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { bodyRow, copyButtons, headCell, scroller } from "./table.ts";
import type { Cell, Column } from "./table.ts";
import { virtualRows } from "./virtualRows.ts";

export interface LongColumn<Item> extends Column {
  /** Sorts the column; one without is not sorted by. */
  readonly by?: (item: Item) => number | string;
}

export interface LongTableOptions<Item> {
  readonly caption: string;
  readonly columns: readonly LongColumn<Item>[];
  /** In their first order. */
  readonly items: readonly Item[];
  readonly cells: (item: Item) => readonly Cell[];
  readonly attributes?: (item: Item) => Cell["attributes"];
  /** Said where no item is left; of none at all, the caller says why. */
  readonly empty: string;
}

export interface LongTable<Item> {
  readonly element: HTMLElement;
  /** Shows only the items that fit, in the order that was chosen. */
  filter(fits: (item: Item) => boolean): void;
}

const collator = new Intl.Collator("en", { numeric: true });

/** A table of thousands of rows that stays smooth: sorted by its heads, filtered from outside, copied whole. */
export function longTable<Item>(
  host: Host,
  { caption, columns, items, cells, attributes, empty }: LongTableOptions<Item>,
): LongTable<Item> {
  let fits: (item: Item) => boolean = () => true;
  let order: { readonly column: number; readonly isDescending: boolean } | undefined;
  let shown: readonly Item[] = items;
  const heads = columns.map((column, index) => {
    const cell = headCell(column);
    if (column.by === undefined) return { cell, mark: (): void => {} };
    const arrow = element("span", { class: "arrow", "aria-hidden": "true" });
    const button = element("button", { type: "button", class: "sort" }, column.head, arrow);
    button.addEventListener("click", () => {
      const isDescending = order?.column === index ? !order.isDescending : column.numeric === true;
      order = { column: index, isDescending };
      draw();
    });
    cell.replaceChildren(button);
    return {
      cell,
      mark(): void {
        const isOwn = order?.column === index;
        arrow.textContent = isOwn ? (order?.isDescending === true ? " ↓" : " ↑") : "";
        if (isOwn) cell.setAttribute("aria-sort", order?.isDescending === true ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      },
    };
  });
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", { "aria-rowindex": 1 }, ...heads.map(({ cell }) => cell))),
    element("tbody"),
  );
  const place = scroller(caption, table, items.length, true);
  const where = element("p", { class: "where", role: "status" });
  const rows = virtualRows(place, table);
  const draw = (): void => {
    shown = sorted(items.filter(fits), columns, order);
    for (const head of heads) head.mark();
    where.textContent =
      shown.length === items.length
        ? `${formatCount(items.length)} rows`
        : `${formatCount(shown.length)} of ${formatCount(items.length)} rows`;
    if (shown.length === 0) {
      rows.show(1, () => element("tr", {}, element("td", { colspan: columns.length, class: "empty" }, empty)));
      return;
    }
    rows.show(shown.length, (index) => {
      const item = shown[index] as Item;
      return bodyRow(columns, { cells: cells(item), attributes: attributes?.(item) ?? {} });
    });
  };
  draw();
  return {
    element: element(
      "div",
      { class: "table" },
      where,
      place,
      copyButtons(host, caption, () => ({ columns, rows: shown.map((item) => ({ cells: cells(item) })) })),
    ),
    filter(newFits) {
      fits = newFits;
      draw();
    },
  };
}

function sorted<Item>(
  items: readonly Item[],
  columns: readonly LongColumn<Item>[],
  order: { readonly column: number; readonly isDescending: boolean } | undefined,
): readonly Item[] {
  const by = order === undefined ? undefined : columns[order.column]?.by;
  if (order === undefined || by === undefined) return items;
  const sign = order.isDescending ? -1 : 1;
  const keyed = items.map((item) => ({ item, key: by(item) }));
  keyed.sort(({ key: a }, { key: b }) =>
    typeof a === "number" && typeof b === "number" ? sign * (a - b) : sign * collator.compare(String(a), String(b)),
  );
  return keyed.map(({ item }) => item);
}
