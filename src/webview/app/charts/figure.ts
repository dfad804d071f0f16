import { element } from "../dom.ts";

export interface ChartParts {
  readonly title: string;
  /** How to read the chart, with the ideal value where there is one. */
  readonly reading: string;
  /** Draws at a width in CSS pixels; called again when the space changes. */
  readonly draw: (width: number) => Element;
  /** The same figures as a table. */
  readonly table: Node;
}

/** A chart with its title, how to read it, and a table of the same figures. */
export function chartFigure({ title, reading, draw, table }: ChartParts): HTMLElement {
  const picture = element("div", { class: "picture" });
  let drawnWidth = 0;
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    // Small changes come from the scroll bar that the drawing itself brings or removes.
    if (width < 40 || Math.abs(width - drawnWidth) < 3) return;
    drawnWidth = width;
    picture.replaceChildren(draw(width));
  });
  observer.observe(picture);
  return element(
    "figure",
    {},
    element("figcaption", {}, element("strong", {}, title), " ", element("span", { class: "reading" }, reading)),
    picture,
    element("details", {}, element("summary", {}, "The same figures as a table"), table),
  );
}
