import { plot } from "@observablehq/plot";
import type { PlotOptions } from "@observablehq/plot";

/**
 * Draws with Observable Plot under a content policy without inline styles: Plot adds its defaults as a style element,
 * which is taken out before it meets the document (charts.css has the same rules under `.plot`). What else it styles goes
 * through the style object, which the policy allows.
 *
 * @param alternative what the picture shows, in words
 */
export function drawPlot(options: PlotOptions, alternative: string): Element {
  const drawn = plot({ className: "plot", ...options });
  for (const style of drawn.querySelectorAll("style")) style.remove();
  // Plot labels every mark; inside one picture with one description they are names that nobody is told.
  for (const mark of drawn.querySelectorAll("[aria-label]")) {
    mark.setAttribute("data-mark", mark.getAttribute("aria-label") ?? "");
    mark.removeAttribute("aria-label");
  }
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", alternative);
  return drawn;
}
