import type { GroupChoice, OpenedFile } from "../../recordsProtocol.ts";
import { element, freshId } from "../dom.ts";
import type { Query } from "./viewState.ts";

export interface ToolbarActions {
  readonly onField: (field: string) => void;
  readonly onQuery: (query: Query) => void;
  readonly onGoTo: (line: number) => void;
}

const axisOrder = ["gender", "race", "religion"] as const;

/** The controls above the list: text field, group, search, line; and what the underlines mean. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #groups = element("select", { id: "group" });
  readonly #search: HTMLInputElement;
  readonly #line: HTMLInputElement;
  #group: string;

  constructor(file: OpenedFile, field: string, query: Query, actions: ToolbarActions) {
    this.#group = query.group;
    this.#search = element("input", {
      id: "search",
      type: "search",
      placeholder: "Search the text",
      title: "Press / to come here",
      value: query.text,
    });
    const unit = file.unit === "rows" ? "row" : "line";
    this.#line = element("input", {
      id: "line",
      type: "text",
      inputmode: "numeric",
      placeholder: "1",
      title: "Press g to come here",
      size: 9,
    });
    this.setGroups([]);
    const fields = element("select", { id: "field" });
    fields.append(...file.fields.map((name) => option(name, name, name === field)));
    fields.addEventListener("change", () => actions.onField(fields.value));
    this.#groups.addEventListener("change", () => {
      this.#group = this.#groups.value;
      actions.onQuery(this.query);
    });
    const find = form("search-form", () => actions.onQuery(this.query));
    find.append(labelled("Search", this.#search), element("button", { type: "submit" }, "Find"));
    // The cross of a search field empties it without a submission.
    this.#search.addEventListener("search", () => {
      if (this.#search.value === "") actions.onQuery(this.query);
    });
    const go = form("line-form", () => {
      const line = Number(this.#line.value.replaceAll(/[\s.,_']/g, ""));
      if (Number.isSafeInteger(line) && line >= 1) actions.onGoTo(line);
      else this.#line.select();
    });
    go.append(labelled(`Go to ${unit}`, this.#line), element("button", { type: "submit" }, "Go"));
    this.element = element(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "What is shown" },
      file.fields.length === 0 ? undefined : labelled("Text field", fields),
      labelled("Group", this.#groups),
      find,
      go,
      file.highlight ? legend() : undefined,
    );
  }

  get query(): Query {
    return { text: this.#search.value.trim(), group: this.#group };
  }

  /** The groups that can be chosen; none while the lexicon is being loaded. */
  setGroups(groups: readonly GroupChoice[]): void {
    this.#groups.replaceChildren(option("", "all records", this.#group === ""));
    for (const axis of axisOrder) {
      const own = groups.filter((group) => group.axis === axis);
      if (own.length === 0) continue;
      const any = `axis:${axis}`;
      this.#groups.append(
        element(
          "optgroup",
          { label: axis },
          option(any, `any term of ${axis}`, this.#group === any),
          ...own.map(({ id, label }) => option(id, label, this.#group === id)),
        ),
      );
    }
    this.#groups.disabled = groups.length === 0;
  }

  /** Shows a query that was not made here: none. */
  clear(): void {
    this.#search.value = "";
    this.#group = "";
    this.#groups.value = "";
  }

  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }

  focusLine(): void {
    this.#line.focus();
    this.#line.select();
  }
}

/** The line under a term says its axis, as in the editor. */
function legend(): HTMLElement {
  const items = axisOrder.map((axis) => element("li", {}, element("span", { class: `term ${axis}` }, axis)));
  return element("ul", { class: "legend", "aria-label": "Lines under terms" }, ...items);
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  const id = control.id === "" ? freshId("control") : control.id;
  control.id = id;
  return element("span", { class: "control" }, element("label", { for: id }, text), control);
}

function option(value: string, text: string, selected: boolean): HTMLOptionElement {
  return element("option", { value, selected }, text);
}

function form(id: string, onSubmit: () => void): HTMLFormElement {
  const made = element("form", { id, class: "control" });
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit();
  });
  return made;
}
