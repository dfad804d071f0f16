import { quietButton } from "../controls.ts";
import { element } from "../dom.ts";
import { drawLater, drawNow } from "../drawLater.ts";
import { folded } from "../folded.ts";
import { askToSave } from "./saveChart.ts";

export interface ChartParts {
  readonly title: string;
  /** How to read the chart, with the ideal value where there is one. */
  readonly reading: string;
  /** Draws at a width in CSS pixels: when the chart is scrolled to, and again when the space changes. */
  readonly draw: (width: number) => Element;
  /** The same figures as a table. */
  readonly table: () => Node;
}

/** A chart with its title, how to read it, and a table of the same figures. */
export function chartFigure({ title, reading, draw, table }: ChartParts): HTMLElement {
  const picture = element("div", { class: "picture" });
  let drawnWidth = 0;
  const drawAt = (width: number): void => {
    // Small changes come from the scroll bar that the drawing itself brings or removes.
    if (width < 40 || Math.abs(width - drawnWidth) < 3) return;
    drawnWidth = width;
    picture.replaceChildren(draw(width));
  };
  drawLater(picture, () => {
    drawAt(picture.clientWidth);
    new ResizeObserver(([entry]) => drawAt(Math.floor(entry?.contentRect.width ?? 0))).observe(picture);
  });
  const said = element("span", { class: "said", role: "status" });
  const save = (format: "svg" | "png"): void => {
    drawNow(picture);
    const chart = picture.querySelector<SVGSVGElement>("svg.plot");
    if (chart === null) return;
    askToSave(figure, { chart, title, reading, format, said: (words) => (said.textContent = words) });
  };
  const figure = element(
    "figure",
    {},
    element("figcaption", {}, element("strong", {}, title), " ", element("span", { class: "reading" }, reading)),
    picture,
    folded("The same figures as a table", table),
    element(
      "div",
      { class: "copy" },
      quietButton("Save SVG", () => save("svg"), `Save as SVG: ${title}`),
      quietButton("Save PNG", () => save("png"), `Save as PNG: ${title}`),
      said,
    ),
  );
  return figure;
}
