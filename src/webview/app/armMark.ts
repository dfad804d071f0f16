import { armStyle } from "./armStyle.ts";
import { svgElement } from "./dom.ts";

const shapes = {
  circle: "M 6 1.5 a 4.5 4.5 0 1 0 0.01 0 z",
  square: "M 2 2 H 10 V 10 H 2 Z",
  triangle: "M 6 1 L 11 10.5 H 1 Z",
  diamond: "M 6 0.5 L 11 6 L 6 11.5 L 1 6 Z",
  cross: "M 4.5 1 H 7.5 V 4.5 H 11 V 7.5 H 7.5 V 11 H 4.5 V 7.5 H 1 V 4.5 H 4.5 Z",
  star: "M 6 0.5 L 7.6 4.2 L 11.6 4.5 L 8.6 7.1 L 9.5 11 L 6 8.9 L 2.5 11 L 3.4 7.1 L 0.4 4.5 L 4.4 4.2 Z",
} as const;

/** An arm's mark as in the charts, before its name in a table. */
export function armMark(arm: string, position: number, kind?: string): SVGElement {
  const style = armStyle(arm, position, kind);
  return svgElement(
    "svg",
    { class: "mark", viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
    svgElement("path", {
      d: shapes[style.symbol],
      fill: style.hollow ? "none" : style.color,
      stroke: style.color,
      "stroke-width": 1.5,
    }),
  );
}
