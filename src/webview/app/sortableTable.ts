import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { bodyRow, copyButtons, headCell, scroller } from "./table.ts";
import type { Column, Row, TableOptions } from "./table.ts";

/**
 * A table whose columns sort by a click on their head: figures from the largest, text from A, a second click the other
 * way round. A column without a head is not sorted by. What is copied is in the order shown.
 */
export function sortableTable(host: Host, options: TableOptions): HTMLElement {
  if (options.rows.length === 0) return element("p", { class: "empty" }, options.empty ?? "Nothing to show.");
  let rows = options.rows;
  const body = element("tbody", {}, ...rows.map((row) => bodyRow(options.columns, row)));
  let active: { readonly column: number; readonly descending: boolean } | undefined;
  const heads = options.columns.map((column, index) => sortingHead(column, () => sortBy(index)));
  const sortBy = (column: number): void => {
    const first = options.columns[column]?.numeric === true;
    active = { column, descending: active?.column === column ? !active.descending : first };
    const { descending } = active;
    rows = options.rows.toSorted((a, b) => (descending ? -1 : 1) * compared(a, b, column));
    body.replaceChildren(...rows.map((row) => bodyRow(options.columns, row)));
    for (const [index, head] of heads.entries()) head.mark(index === column ? descending : undefined);
  };
  const table = element(
    "table",
    options.attributes ?? {},
    element("caption", {}, options.caption),
    element("thead", {}, element("tr", {}, ...heads.map(({ cell }) => cell))),
    body,
  );
  return element(
    "div",
    { class: "table" },
    scroller(options.caption, table, options.rows.length),
    copyButtons(host, options.caption, () => ({ columns: options.columns, rows })),
  );
}

interface SortingHead {
  readonly cell: HTMLElement;
  /** @param descending undefined when another column is sorted by */
  mark(descending: boolean | undefined): void;
}

function sortingHead(column: Column, onSort: () => void): SortingHead {
  const cell = headCell(column);
  if (column.head === "") return { cell, mark: () => {} };
  const arrow = element("span", { class: "arrow", "aria-hidden": "true" });
  const button = element("button", { type: "button", class: "sort" }, column.head, arrow);
  button.addEventListener("click", onSort);
  cell.replaceChildren(button);
  return {
    cell,
    mark(descending) {
      arrow.textContent = descending === undefined ? "" : descending ? " ↓" : " ↑";
      if (descending === undefined) cell.removeAttribute("aria-sort");
      else cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    },
  };
}

function compared(a: Row, b: Row, column: number): number {
  const [one, other] = [valueOf(a, column), valueOf(b, column)];
  if (typeof one === "number" && typeof other === "number") return one - other;
  // Cells without a figure come after all others, from the largest on.
  if (typeof one === "number") return 1;
  if (typeof other === "number") return -1;
  return one.localeCompare(other);
}

function valueOf(row: Row, column: number): string | number {
  const cell = row.cells[column];
  return cell?.value ?? cell?.text ?? "";
}
