import { drawLater, drawNow } from "./drawLater.ts";
import { element } from "./dom.ts";

/** Something below a line that opens it; made when it is opened, or later than everything in sight. */
export function folded(summary: string, make: () => Node): HTMLDetailsElement {
  const place = element("div", {});
  const details = element("details", {}, element("summary", {}, summary), place);
  drawLater(place, () => place.append(make()));
  details.addEventListener("toggle", () => drawNow(place));
  return details;
}
