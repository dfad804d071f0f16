import type { RecordList, ShownRecord, WholeRecord } from "../../recordsProtocol.ts";
import { element, freshId, setAttributes } from "../dom.ts";
import { markedText } from "./markedText.ts";

/** What a record on the page can ask for. */
export interface RecordActions {
  /** The record with all its fields. */
  whole(record: ShownRecord): Promise<WholeRecord>;
  /** Where it stands among all records. */
  showAmongAll(record: ShownRecord): void;
  /** Absent where the file is none for a text editor. */
  readonly openText: ((line: number) => void) | undefined;
  copy(text: string): void;
  failed(error: unknown): void;
}

export interface ArticleOptions {
  readonly list: RecordList;
  /** `line`, or `row` in a Parquet file. */
  readonly unit: string;
  readonly highlight: boolean;
}

/** One record in the list. */
export class RecordArticle {
  readonly element: HTMLElement;
  readonly #actions: RecordActions;
  readonly #options: ArticleOptions;
  #record: ShownRecord;
  #whole: WholeRecord | undefined;

  constructor(record: ShownRecord, actions: RecordActions, options: ArticleOptions) {
    this.#record = record;
    this.#actions = actions;
    this.#options = options;
    this.element = element("article", { class: "record", tabindex: -1 });
    this.#draw();
  }

  get record(): ShownRecord {
    return this.#record;
  }

  /** The same record with more known about it: its line, its terms. */
  update(record: ShownRecord): void {
    this.#record = record;
    if (this.#whole === undefined) this.#draw();
  }

  /** @param size of the list; -1 while it is not known */
  setPlace(place: number | undefined, size: number): void {
    setAttributes(this.element, { "aria-posinset": place, "aria-setsize": size });
  }

  /** Opens the record with its whole text and all fields, or closes it again. */
  async toggle(): Promise<void> {
    try {
      this.#whole = this.#whole === undefined ? await this.#actions.whole(this.#record) : undefined;
      this.#draw();
    } catch (error) {
      this.#actions.failed(error);
    }
  }

  #draw(): void {
    const isOpen = this.#whole !== undefined;
    const { text, terms = [], found, cutBefore, cutAfter, problem } = this.#whole?.record ?? this.#record;
    const headId = freshId("head");
    const textId = freshId("text");
    const shown = this.#options.highlight ? terms : [];
    const body = element("div", { class: problem === undefined ? "text" : "text raw", id: textId, dir: "auto" });
    if (cutBefore > 0) body.append(element("span", { class: "cut" }, `… ${counted(cutBefore)} before … `));
    body.append(...markedText(text, shown, found));
    if (cutAfter > 0) body.append(element("span", { class: "cut" }, ` … ${counted(cutAfter)} more`));
    setAttributes(this.element, { "aria-labelledby": headId, "aria-describedby": textId });
    this.element.classList.toggle("open", isOpen);
    this.element.replaceChildren(
      this.#head(headId, isOpen),
      ...(problem === undefined ? [] : [element("p", { class: "problem" }, `No text is read from here: ${problem}.`)]),
      body,
      ...(this.#whole === undefined ? [] : [this.#details(this.#whole)]),
    );
  }

  #head(id: string, isOpen: boolean): HTMLElement {
    const { line, id: own } = this.#record;
    const { unit, list } = this.#options;
    const place = line === undefined ? `${unit} …` : `${unit} ${line.toLocaleString("en")}`;
    const toggle = element("button", { type: "button", class: "quiet", "aria-expanded": `${isOpen}`, tabindex: -1 });
    toggle.append(isOpen ? "Show less" : "Show whole record");
    toggle.addEventListener("click", () => void this.toggle());
    return element(
      "header",
      {},
      element("span", { id, class: "place" }, place, own === undefined ? undefined : element("span", {}, ` · ${own}`)),
      element("span", { class: "groups" }, this.#options.highlight ? this.#groupsText() : ""),
      element("span", { class: "actions" }, list === "matches" ? this.#amongAllButton() : undefined, toggle),
    );
  }

  /** `women and girls 2 · men and boys 1`: what the underlines say, in words. */
  #groupsText(): string {
    const counts = new Map<string, number>();
    for (const { group } of this.#record.terms ?? []) counts.set(group, (counts.get(group) ?? 0) + 1);
    return [...counts].map(([group, count]) => `${group} ${count}`).join(" · ");
  }

  #amongAllButton(): HTMLElement {
    const button = element("button", { type: "button", class: "quiet", tabindex: -1 }, "Show among all records");
    button.addEventListener("click", () => this.#actions.showAmongAll(this.#record));
    return button;
  }

  #details({ fields, record }: WholeRecord): HTMLElement {
    const copy = element("button", { type: "button", class: "quiet" }, "Copy text");
    copy.addEventListener("click", () => this.#actions.copy(record.text));
    const { line } = this.#record;
    const { openText } = this.#actions;
    const rows = fields.flatMap(({ name, value }) => [element("dt", {}, name), element("dd", { dir: "auto" }, value)]);
    const buttons = element("div", { class: "actions" }, copy);
    if (openText !== undefined && line !== undefined) {
      const open = element("button", { type: "button", class: "quiet" }, "Open in text editor");
      open.addEventListener("click", () => openText(line));
      buttons.append(open);
    }
    return element("div", { class: "details" }, buttons, rows.length === 0 ? undefined : element("dl", {}, ...rows));
  }
}

function counted(units: number): string {
  return `${units.toLocaleString("en")} characters`;
}
