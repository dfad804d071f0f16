import { actionButton } from "../controls.ts";
import { element } from "../dom.ts";
import { askToSave } from "./saveChart.ts";

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
  const said = element("span", { class: "said", role: "status" });
  const save = (format: "svg" | "png"): void => {
    const chart = picture.querySelector<SVGSVGElement>("svg.plot");
    if (chart === null) return;
    askToSave(figure, { chart, title, reading, format, said: (words) => (said.textContent = words) });
  };
  const figure = element(
    "figure",
    {},
    element("figcaption", {}, element("strong", {}, title), " ", element("span", { class: "reading" }, reading)),
    picture,
    element("details", {}, element("summary", {}, "The same figures as a table"), table),
    element(
      "div",
      { class: "copy" },
      actionButton("Save SVG", () => save("svg"), { title: `Save as SVG: ${title}`, quiet: true }),
      actionButton("Save PNG", () => save("png"), { title: `Save as PNG: ${title}`, quiet: true }),
      said,
    ),
  );
  return figure;
}
