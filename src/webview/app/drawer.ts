import { actionButton } from "./controls.ts";
import { element, freshId } from "./dom.ts";

/**
 * Shows something beside the page, over it on a narrow screen. The browser keeps the focus inside, closes it on Escape and gives
 * the focus back to where it was.
 */
export function openDrawer(title: string, ...content: readonly (Node | undefined)[]): void {
  const id = freshId("drawer");
  const heading = element("h2", { id, tabindex: -1 }, title);
  const drawer = element("dialog", { class: "drawer", "aria-labelledby": id });
  const close = (): void => drawer.close();
  drawer.append(
    element("div", { class: "drawer-head" }, heading, actionButton("Close", close)),
    ...content.filter((node) => node !== undefined),
  );
  drawer.addEventListener("close", () => drawer.remove());
  // A click on the backdrop hits the dialog itself, outside of its box.
  drawer.addEventListener("click", (event) => {
    const { left } = drawer.getBoundingClientRect();
    if (event.target === drawer && event.clientX < left) close();
  });
  document.body.append(drawer);
  drawer.showModal();
  heading.focus();
}
