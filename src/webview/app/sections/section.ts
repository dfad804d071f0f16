import { element } from "../dom.ts";

/** One section of the report below the first screen. */
export function section(id: string, title: string, ...content: readonly (Node | undefined)[]): HTMLElement {
  return element(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title`, tabindex: -1 }, title),
    ...content,
  );
}

/** A part of a section. */
export function part(title: string, ...content: readonly (Node | undefined)[]): HTMLElement {
  return element("div", { class: "part" }, element("h3", {}, title), ...content);
}

export function paragraph(text: string): HTMLElement {
  return element("p", {}, text);
}

export function empty(text: string): HTMLElement {
  return element("p", { class: "empty" }, text);
}
