import { quietButton } from "./controls.ts";
import { element } from "./dom.ts";
import type { Attributes } from "./dom.ts";
import type { Host } from "./host.ts";
import { csvText, markdownText } from "./tableText.ts";
import type { CellValue } from "./tableText.ts";

export interface Column {
  readonly head: string;
  /** To the right, in figures of one width. */
  readonly numeric?: boolean;
  /** Explains the head. */
  readonly title?: string;
}

export interface Cell {
  /** As shown and as copied to Markdown. */
  readonly text: string;
  /** As copied to CSV; `text` when absent. */
  readonly value?: CellValue;
  /** Shown in place of `text`. */
  readonly node?: Node;
  readonly attributes?: Attributes;
  /** Shows what is behind the cell; absent where there is nothing to show. */
  readonly open?: (() => void) | undefined;
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly attributes?: Attributes;
}

export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Shown when there are no rows. */
  readonly empty?: string;
  readonly attributes?: Attributes;
}

/** A table with its caption and two ways to copy it. The first column names the row. */
export function dataTable(host: Host, options: TableOptions): HTMLElement {
  if (options.rows.length === 0) return element("p", { class: "empty" }, options.empty ?? "Nothing to show.");
  const table = element(
    "table",
    options.attributes ?? {},
    element("caption", {}, options.caption),
    element("thead", {}, element("tr", {}, ...options.columns.map(headCell))),
    element("tbody", {}, ...options.rows.map((row) => bodyRow(options.columns, row))),
  );
  return element(
    "div",
    { class: "table" },
    scroller(options.caption, table, options.rows.length),
    copyButtons(host, options.caption, () => options),
  );
}

/** More rows than this scroll in a box of their own, below a head that stays; all of them go on paper. */
const rowsInSight = 24;

/** A guess of a row's height in CSS pixels, until the table comes in sight. */
const likelyHeight = 27;

/** What a table scrolls in: sideways where it is wide, up and down where it is long. */
export function scroller(
  label: string,
  table: HTMLTableElement,
  rows: number,
  isLong: boolean = rows > rowsInSight,
): HTMLElement {
  const made = element(
    "div",
    { class: isLong ? "scroll tall" : "scroll", tabindex: 0, role: "group", "aria-label": label },
    table,
  );
  // On paper nothing scrolls: the more columns, the smaller they are printed.
  const columns = table.tHead?.rows[0]?.cells.length ?? 0;
  if (columns > 6) table.classList.add(columns > 12 ? "widest" : "wide");
  // The browser lays it out when it comes near; through the style object, which the content policy allows.
  made.style.setProperty("contain-intrinsic-height", `auto ${(Math.min(rows, rowsInSight) + 2) * likelyHeight}px`);
  return made;
}

export function headCell(column: Column): HTMLElement {
  return element("th", { scope: "col", class: column.numeric === true && "numeric", title: column.title }, column.head);
}

export function bodyRow(columns: readonly Column[], row: Row): HTMLTableRowElement {
  return element(
    "tr",
    row.attributes ?? {},
    ...row.cells.map((cell, index) =>
      element(
        index === 0 ? "th" : "td",
        {
          ...(index === 0 && { scope: "row" }),
          class: columns[index]?.numeric === true && "numeric",
          ...cell.attributes,
        },
        cell.open === undefined ? (cell.node ?? cell.text) : openingButton(cell.node ?? cell.text, cell.open),
      ),
    ),
  );
}

/** The figure itself is the button, so that nothing is added to the table. */
function openingButton(content: Node | string, open: () => void): HTMLElement {
  const button = element("button", { type: "button", class: "figure", "aria-haspopup": "dialog" }, content);
  button.addEventListener("click", open);
  return button;
}

/** Two quiet buttons; what was copied is said beside them. */
export function copyButtons(
  host: Host,
  caption: string,
  content: () => Pick<TableOptions, "columns" | "rows">,
): HTMLElement {
  const said = element("span", { class: "said", role: "status" });
  const copy = (text: string): void => {
    host.copy(text).then(
      () => (said.textContent = "Copied."),
      (error: unknown) => (said.textContent = `Not copied: ${String(error)}`),
    );
  };
  const csv = (): void => {
    const { columns, rows } = content();
    copy(
      csvText(
        columns.map((column) => column.head),
        rows.map((row) => row.cells.map((cell) => cell.value ?? cell.text)),
      ),
    );
  };
  const markdown = (): void => {
    const { columns, rows } = content();
    copy(
      markdownText(
        columns.map((column) => column.head),
        columns.map((column) => column.numeric === true),
        rows.map((row) => row.cells.map((cell) => cell.text)),
      ),
    );
  };
  return element(
    "div",
    { class: "copy" },
    quietButton("Copy CSV", csv, `Copy as CSV, unrounded: ${caption}`),
    quietButton("Copy Markdown", markdown, `Copy as Markdown: ${caption}`),
    said,
  );
}

/** Definitions side by side: a term and its value. */
export function factList(
  facts: readonly (readonly [string, string | Node])[],
  attributes: Attributes = {},
): HTMLElement {
  return element(
    "dl",
    { class: "facts", ...attributes },
    ...facts.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))),
  );
}
