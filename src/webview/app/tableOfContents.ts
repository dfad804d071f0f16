import { element } from "./dom.ts";
import { holdInView } from "./holdInView.ts";

/** Links to the sections, which stay in view while reading. Followed by hand, because the editor's page has no address. */
export function createTableOfContents(sections: readonly HTMLElement[]): HTMLElement {
  return element(
    "nav",
    { "aria-label": "Sections" },
    element(
      "ul",
      {},
      ...sections.map((section) => {
        const title = section.querySelector("h2");
        const link = element("a", { href: `#${section.id}` }, title?.textContent ?? section.id);
        link.addEventListener("click", (event) => {
          event.preventDefault();
          title?.focus({ preventScroll: true });
          holdInView(section, section.parentElement ?? section);
        });
        return element("li", {}, link);
      }),
    ),
  );
}
