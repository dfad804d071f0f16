import { svgElement } from "../dom.ts";

/** What stands around a chart that leaves the page: without it nobody knows what it shows. */
export interface ChartWords {
  readonly title: string;
  /** How to read it, with intervals and the ideal value. */
  readonly reading: string;
  /** Corpus, model and version. */
  readonly source: string;
}

/** Edge around the whole picture, CSS pixels. */
const edge = 16;

/** What a copy must take along, because the page's styles stay behind. */
const kept = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
] as const;

/**
 * A chart of the page as a picture of its own: title and how to read it above, the source below, colours and letters as the
 * theme has them. Names stand beside the marks inside the chart, so that it needs no other legend.
 */
export function chartImage(chart: SVGSVGElement, { title, reading, source }: ChartWords): SVGSVGElement {
  const { width, height } = chart.getBoundingClientRect();
  const style = getComputedStyle(chart);
  const page = getComputedStyle(document.body);
  const room = Math.max(width, 300);
  const heading = textBlock(title, room, { size: 15, weight: "600", color: page.color, family: style.fontFamily });
  const words = textBlock(reading, room, { size: 12, weight: "400", color: style.color, family: style.fontFamily });
  const origin = textBlock(source, room, { size: 11, weight: "400", color: style.color, family: style.fontFamily });
  const top = edge + heading.height + words.height + 10;
  const whole = { width: room + 2 * edge, height: top + height + 10 + origin.height + edge };
  const copy = styledCopy(chart);
  copy.setAttribute("x", String(edge));
  copy.setAttribute("y", String(top));
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  return svgElement(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: whole.width,
      height: whole.height,
      viewBox: `0 0 ${whole.width} ${whole.height}`,
      role: "img",
      "aria-label": `${title} ${chart.getAttribute("aria-label") ?? ""}`,
    },
    svgElement("rect", { width: whole.width, height: whole.height, fill: page.backgroundColor }),
    heading.draw(edge, edge),
    words.draw(edge, edge + heading.height),
    copy,
    origin.draw(edge, top + height + 10),
  );
}

/** The picture's file, as text. */
export function svgText(image: SVGSVGElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(image)}\n`;
}

function styledCopy(chart: SVGSVGElement): SVGSVGElement {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  for (const [index, original] of originals.entries()) {
    const target = copies[index];
    if (target === undefined) continue;
    const style = getComputedStyle(original);
    const above =
      original === chart || original.parentElement === null ? undefined : getComputedStyle(original.parentElement);
    for (const name of kept) {
      const value = style.getPropertyValue(name);
      // What an element inherits need not be said again; opacity is the one that none inherits.
      const isInherited = name === "opacity" ? value === "1" : value === above?.getPropertyValue(name);
      if (isInherited) target.removeAttribute(name);
      else target.setAttribute(name, value);
    }
    target.removeAttribute("class");
    target.removeAttribute("style");
  }
  copy.setAttribute("overflow", "visible");
  copy.removeAttribute("role");
  copy.removeAttribute("aria-label");
  return copy;
}

interface Lettering {
  readonly size: number;
  readonly weight: string;
  readonly color: string;
  readonly family: string;
}

function textBlock(
  text: string,
  width: number,
  { size, weight, color, family }: Lettering,
): { readonly height: number; draw(x: number, y: number): SVGElement } {
  const context = document.createElement("canvas").getContext("2d");
  if (context !== null) context.font = `${weight} ${size}px ${family}`;
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && (context?.measureText(longer).width ?? 0) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const lineHeight = size * 1.4;
  return {
    height: lines.length * lineHeight,
    draw: (x, y) =>
      svgElement(
        "text",
        { "font-size": size, "font-weight": weight, "font-family": family, fill: color },
        ...lines.map((line, index) => svgElement("tspan", { x, y: (y + size + index * lineHeight).toFixed(1) }, line)),
      ),
  };
}
