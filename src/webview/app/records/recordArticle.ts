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
  readonly element = element("article", { class: "record", tabindex: -1 });
  readonly #actions: RecordActions;
  readonly #options: ArticleOptions;
  /** The head stays when the rest is drawn anew: one of its buttons may have the focus. */
  readonly #place = element("span", { id: freshId("head"), class: "place" });
  readonly #groups = element("span", { class: "groups" });
  readonly #toggle = element("button", { type: "button", class: "quiet", tabindex: -1 });
  readonly #head: HTMLElement;
  #record: ShownRecord;
  #whole: WholeRecord | undefined;

  constructor(record: ShownRecord, actions: RecordActions, options: ArticleOptions) {
    this.#record = record;
    this.#actions = actions;
    this.#options = options;
    this.#toggle.addEventListener("click", () => void this.toggle());
    const amongAll = options.list === "matches" ? this.#amongAllButton() : undefined;
    const buttons = element("span", { class: "actions" }, amongAll, this.#toggle);
    this.#head = element("header", {}, this.#place, this.#groups, buttons);
    this.element.append(this.#head);
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
    const textId = freshId("text");
    const shown = this.#options.highlight ? terms : [];
    const body = element("div", { class: problem === undefined ? "text" : "text raw", id: textId, dir: "auto" });
    if (cutBefore > 0) body.append(element("span", { class: "cut" }, `… ${counted(cutBefore)} before … `));
    body.append(...markedText(text, shown, found));
    if (cutAfter > 0) body.append(element("span", { class: "cut" }, ` … ${counted(cutAfter)} more`));
    setAttributes(this.element, { "aria-labelledby": this.#place.id, "aria-describedby": textId });
    this.element.classList.toggle("open", isOpen);
    this.#drawHead(isOpen);
    while (this.#head.nextSibling !== null) this.#head.nextSibling.remove();
    this.#head.after(
      ...(problem === undefined ? [] : [element("p", { class: "problem" }, `No text is read from here: ${problem}.`)]),
      body,
      ...(this.#whole === undefined ? [] : [this.#details(this.#whole)]),
    );
  }

  #drawHead(isOpen: boolean): void {
    const { line, id } = this.#record;
    const { unit, highlight } = this.#options;
    const place = line === undefined ? `${unit} …` : `${unit} ${line.toLocaleString("en")}`;
    this.#place.replaceChildren(place, ...(id === undefined ? [] : [element("span", {}, ` · ${id}`)]));
    this.#groups.textContent = highlight ? this.#groupsText() : "";
    this.#toggle.textContent = isOpen ? "Show less" : "Show whole record";
    this.#toggle.ariaExpanded = `${isOpen}`;
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
