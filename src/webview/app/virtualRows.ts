import { element } from "./dom.ts";

export interface VirtualRows {
  /** Shows other rows, from the first on. */
  show(count: number, rowAt: (index: number) => HTMLTableRowElement): void;
}

/** Rows beyond either edge that are drawn already, so that a small scroll shows no gap. */
const spareRows = 12;

/** Fewer rows than this are all drawn. */
const drawnWhole = 60;

/** Rows that go on paper: nobody prints 5,000. */
const printedRows = 200;

/** First guess of a row's height in CSS pixels, until rows have been measured. */
const likelyHeight = 30;

/**
 * Draws only the rows of a long table that its scroller shows. It stays one table: rows are rows of its body with their place
 * among all (`aria-rowindex`, `aria-rowcount`), and two empty rows that assistive technology does not see hold the room of the
 * others. Rows may differ in height.
 */
export function virtualRows(scroller: HTMLElement, table: HTMLTableElement): VirtualRows {
  const body = table.tBodies[0] ?? table.createTBody();
  const before = spacer(table);
  const after = spacer(table);
  let count = 0;
  let rowAt: (index: number) => HTMLTableRowElement = () => document.createElement("tr");
  let heights = new Float64Array(0);
  let first = 0;
  let end = 0;
  let isPrinting = false;

  const draw = (from: number, to: number): void => {
    const focused = focusIn(body);
    const rows = Array.from({ length: to - from }, (_, offset) => {
      const row = rowAt(from + offset);
      row.setAttribute("aria-rowindex", String(from + offset + 2)); // from 1, and the head is the first
      return row;
    });
    body.replaceChildren(before.row, ...rows, after.row);
    [first, end] = [from, to];
    for (const [offset, row] of rows.entries()) {
      const height = row.getBoundingClientRect().height;
      if (height > 0) heights[from + offset] = height;
    }
    before.set(sum(heights, 0, from));
    after.set(isPrinting ? 0 : sum(heights, to, count));
    focused?.(rows[focused.index - from]);
  };

  const drawVisible = (isForced: boolean): void => {
    if (isPrinting) return; // the sheet's width is news to the observer below
    if (count <= drawnWhole) {
      if (isForced) draw(0, count);
      return;
    }
    const top = scroller.scrollTop;
    const bottom = top + (scroller.clientHeight || 600);
    const from = indexAt(heights, top);
    const to = indexAt(heights, bottom) + 1;
    const isInside = from >= first && Math.min(to, count) <= end;
    if (isInside && !isForced) return;
    draw(Math.max(0, from - spareRows), Math.min(count, to + spareRows));
  };

  let isAsked = false;
  scroller.addEventListener(
    "scroll",
    () => {
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        drawVisible(false);
      });
    },
    { passive: true },
  );
  let width = 0;
  new ResizeObserver(() => {
    if (scroller.clientWidth === width) return;
    width = scroller.clientWidth;
    drawVisible(true);
  }).observe(scroller);
  addEventListener("beforeprint", () => {
    isPrinting = true;
    draw(0, Math.min(count, printedRows));
    if (count > printedRows) {
      const words = `Printed: the first ${printedRows} of ${count.toLocaleString("en-US")} rows.`;
      table.caption?.setAttribute("data-printed", words);
    }
  });
  addEventListener("afterprint", () => {
    isPrinting = false;
    table.caption?.removeAttribute("data-printed");
    drawVisible(true);
  });

  return {
    show(newCount, newRowAt) {
      [count, rowAt] = [newCount, newRowAt];
      heights = new Float64Array(count).fill(likelyHeight);
      scroller.scrollTop = 0;
      table.setAttribute("aria-rowcount", String(count + 1));
      drawVisible(true);
    },
  };
}

function spacer(table: HTMLTableElement): { readonly row: HTMLTableRowElement; set(height: number): void } {
  const columns = table.tHead?.rows[0]?.cells.length ?? 1;
  const cell = element("td", { colspan: columns });
  const row = element("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  return {
    row,
    set(height) {
      row.hidden = height === 0;
      cell.style.height = `${height}px`; // through the style object, which the content policy allows
    },
  };
}

/** Gives the focus back to the same control of the same row after it was drawn again, if it still is there. */
function focusIn(body: HTMLElement): (((row: HTMLElement | undefined) => void) & { index: number }) | undefined {
  const active = document.activeElement;
  const row = active instanceof HTMLElement && body.contains(active) ? active.closest("tr") : null;
  if (row === null || active === null) return undefined;
  const control = [...row.querySelectorAll("button")].indexOf(active as HTMLButtonElement);
  const index = Number(row.getAttribute("aria-rowindex")) - 2;
  const restore = (again: HTMLElement | undefined): void =>
    again?.querySelectorAll("button")[control]?.focus({ preventScroll: true });
  return Object.assign(restore, { index });
}

/** The row at a height. */
function indexAt(heights: Float64Array, offset: number): number {
  let height = 0;
  for (let index = 0; index < heights.length; index += 1) {
    height += heights[index] as number;
    if (height > offset) return index;
  }
  return Math.max(0, heights.length - 1);
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let index = from; index < to; index += 1) total += values[index] as number;
  return total;
}
