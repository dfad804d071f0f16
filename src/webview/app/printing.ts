import { drawAllNow } from "./drawLater.ts";

/** Paper folds nothing away and cannot be scrolled: all charts are drawn, and all that is folded is open while it is printed. */
export function openForPrinting(): void {
  let opened: readonly HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    drawAllNow();
    opened = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}
