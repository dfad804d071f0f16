import type { GroupChoice, OpenedFile, RecordsEvent, RevealTarget, ShownRecord } from "../../recordsProtocol.ts";
import { element } from "../dom.ts";
import { PositionBar } from "./positionBar.ts";
import { RecordListView } from "./recordList.ts";
import type { ListSource } from "./recordList.ts";
import { AskFailure } from "./recordsHost.ts";
import type { RecordsHost } from "./recordsHost.ts";
import { Toolbar } from "./toolbar.ts";
import { isEmptyQuery, noQuery } from "./viewState.ts";
import type { Query, ViewState } from "./viewState.ts";

/** One open file on the page. */
export class RecordsPage {
  readonly element: HTMLElement;
  readonly #file: OpenedFile;
  readonly #host: RecordsHost;
  readonly #toolbar: Toolbar;
  readonly #list: RecordListView;
  readonly #bar: PositionBar;
  /** What is shown now: file, lines, where one is. */
  readonly #status = element("p", { class: "status", id: "status" });
  /** The search, how far it has come, and the ways out of it. */
  readonly #search = element("div", { class: "notice", id: "filter", hidden: true });
  readonly #searchParts = {
    words: element("span"),
    progress: element("progress", { max: 1, "aria-label": "Part of the file read" }),
    stop: element("button", { type: "button", class: "quiet" }, "Stop"),
    all: element("button", { type: "button", class: "quiet" }, "Show all records"),
  };
  readonly #empty = element("p", { class: "empty", id: "empty", hidden: true });
  /** Told to screen readers. */
  readonly #said = element("p", { class: "off-screen", role: "status", "aria-live": "polite" });
  #state: ViewState;
  #field: string;
  #groups: readonly GroupChoice[] = [];
  #lines = { reached: 0, lines: 0 };
  #found = { reached: 0, found: 0, isDone: true };
  /** A line to go to as soon as it has been counted. */
  #awaited: { readonly line: number; readonly from: Element | null } | undefined;
  /** Counts what was asked of the page: an earlier wish must not undo a later one when its answer comes. */
  #turn = 0;

  constructor(file: OpenedFile, host: RecordsHost, state: ViewState) {
    this.#file = file;
    this.#host = host;
    this.#field = state.field !== undefined && file.fields.includes(state.field) ? state.field : file.field;
    this.#state = state;
    this.#toolbar = new Toolbar(file, this.#field, state.query, {
      onField: (field) => this.#changeField(field),
      onQuery: (query) => void this.#find(query),
      onGoTo: (line) => void this.reveal({ line }),
    });
    this.#list = new RecordListView(
      {
        whole: ({ start }) => host.ask({ kind: "whole", start, field: this.#field }),
        showAmongAll: ({ start }) => void this.#showAll(start, document.activeElement),
        openText: file.opensAsText ? (line) => host.send({ kind: "openText", line }) : undefined,
        copy: (text) => host.send({ kind: "copy", text }),
        failed: (error) => this.#failed(error),
      },
      { onMoved: (record) => this.#moved(record), onFailed: (error) => this.#failed(error) },
    );
    this.#searchParts.stop.addEventListener("click", () => void this.#host.ask({ kind: "stop" }));
    this.#searchParts.all.addEventListener("click", () => void this.#find(noQuery));
    this.#bar = new PositionBar((share) => this.#jump(share));
    const listArea = element("div", { class: "list" }, this.#list.element, this.#bar.element);
    this.element = element(
      "div",
      { class: "records" },
      this.#toolbar.element,
      this.#search,
      this.#empty,
      listArea,
      this.#status,
      this.#said,
    );
  }

  async start(): Promise<void> {
    const { query, start } = this.#state;
    if (isEmptyQuery(query)) await this.#showAll(Math.max(start, this.#file.first));
    else await this.#find(query);
  }

  /** Goes to a place that a report names; waits for the count where only its line is known. */
  async reveal({ line, byte }: RevealTarget, from: Element | null = document.activeElement): Promise<void> {
    const question =
      byte === undefined || this.#file.unit === "rows"
        ? ({ kind: "find", by: "line", value: line } as const)
        : ({ kind: "find", by: "byte", value: byte } as const);
    const isLast = this.#begin();
    try {
      let { start } = await this.#host.ask(question);
      // The count may have come there while the answer was on its way.
      if (start === undefined && this.#isCounted(line)) ({ start } = await this.#host.ask(question));
      if (!isLast()) return;
      this.#awaited = start === undefined ? { line, from } : undefined;
      if (start === undefined) this.#say(`Counting lines; line ${line.toLocaleString("en")} is not reached yet.`);
      else await this.#showAll(start, from);
      this.#drawStatus();
    } catch (error) {
      this.#failed(error);
    }
  }

  async hear(event: RecordsEvent): Promise<void> {
    switch (event.kind) {
      case "indexed": {
        this.#lines = event;
        this.#drawStatus();
        const awaited = this.#awaited;
        if (awaited !== undefined && this.#isCounted(awaited.line)) await this.reveal(awaited, awaited.from);
        else if (this.#list.lacks("lines", event.reached)) await this.#list.refresh();
        return;
      }
      case "lexicon":
        this.#groups = event.groups;
        this.#toolbar.setGroups(event.groups);
        if (this.#file.highlight && this.#list.lacks("terms")) await this.#list.refresh();
        return;
      case "filtered":
        this.#found = event;
        this.#drawSearch();
        if (!isEmptyQuery(this.#state.query)) await this.#list.grow(this.#source());
        if (event.isDone) this.#say(this.#searchWords());
        return;
      case "trouble":
        this.#failed(new AskFailure(event.message, event.hint));
    }
  }

  /** Keys of the whole page: to the search, to the line, out of a search, to the ends of the file. */
  keyed(event: KeyboardEvent): void {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !isInControl(event.target);
    const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
    if (isFind || (isPlain && event.key === "/")) this.#toolbar.focusSearch();
    else if (isPlain && event.key === "g") this.#toolbar.focusLine();
    else if (event.key === "Escape" && !isEmptyQuery(this.#state.query)) void this.#find(noQuery);
    else if (isPlain && event.key === "Home") void this.#jump(0, document.activeElement);
    else if (isPlain && event.key === "End") void this.#jump(1, document.activeElement);
    else return;
    event.preventDefault();
  }

  /** Begins what was asked for last; the answer says whether it still is. */
  #begin(): () => boolean {
    this.#turn += 1;
    const turn = this.#turn;
    this.#awaited = undefined;
    return () => turn === this.#turn;
  }

  #isCounted(line: number): boolean {
    return this.#lines.lines >= line || this.#lines.reached >= this.#file.extent;
  }

  /** What the list is made of now. */
  #source(): ListSource {
    const field = this.#field;
    const isMatches = !isEmptyQuery(this.#state.query);
    const list = isMatches ? "matches" : "all";
    return {
      list,
      first: isMatches ? 0 : this.#file.first,
      extent: isMatches ? this.#found.found : this.#file.extent,
      page: (from, toward, most) => this.#host.ask({ kind: "page", list, from, toward, most, field }),
    };
  }

  async #show(position: number, from?: Element | null): Promise<void> {
    const source = this.#source();
    const unit = this.#file.unit === "rows" ? "row" : "line";
    await this.#list.show(source, position, { list: source.list, unit, highlight: this.#file.highlight }, from);
    this.#drawEmpty();
  }

  /** @param from as for `RecordListView.show` */
  async #showAll(start: number, from?: Element | null): Promise<void> {
    const isLast = this.#begin();
    const isSearch = !isEmptyQuery(this.#state.query);
    this.#toolbar.clear();
    this.#remember({ query: noQuery, start });
    this.#search.hidden = true;
    if (isSearch) await this.#host.ask({ kind: "stop" });
    if (isLast()) await this.#show(start, from);
  }

  async #find(query: Query): Promise<void> {
    const here = this.#list.current?.start ?? this.#state.start;
    const isLast = this.#begin();
    if (isEmptyQuery(query)) {
      await this.#host.ask({ kind: "filter", text: "", groups: [], field: this.#field });
      if (isLast()) await this.#showAll(here);
      return;
    }
    this.#remember({ query, start: here });
    this.#found = { reached: this.#file.first, found: 0, isDone: false };
    try {
      const groups = query.group === "" ? [] : [query.group];
      await this.#host.ask({ kind: "filter", text: query.text, groups, field: this.#field });
      if (!isLast()) return;
      this.#drawSearch();
      await this.#show(0);
    } catch (error) {
      this.#failed(error);
    }
  }

  #changeField(field: string): void {
    const here = this.#list.top?.start ?? this.#file.first;
    this.#field = field;
    this.#remember({ field });
    const { query } = this.#state;
    void (isEmptyQuery(query) ? this.#show(here) : this.#find(query));
  }

  async #jump(share: number, from?: Element | null): Promise<void> {
    const { first, extent } = this.#source();
    const position = Math.floor(first + share * Math.max(0, extent - 1 - first));
    if (!isEmptyQuery(this.#state.query)) return await this.#show(position, from);
    try {
      const by = this.#file.unit === "rows" ? "line" : "byte";
      const value = by === "line" ? position + 1 : position;
      const isLast = this.#begin();
      const { start } = await this.#host.ask({ kind: "find", by, value });
      if (start !== undefined && isLast()) await this.#show(start, from);
    } catch (error) {
      this.#failed(error);
    }
  }

  #moved(record: ShownRecord | undefined): void {
    if (record !== undefined) this.#remember({ start: record.start });
    this.#drawStatus();
  }

  #remember(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.saveState(this.#state);
  }

  #drawStatus(): void {
    const { name, bytes, extent, first, unit } = this.#file;
    const { first: from, extent: to } = this.#source();
    const record = this.#list.top;
    const share = record === undefined ? 0 : (record.position - from) / Math.max(1, to - 1 - from);
    const isCounted = this.#lines.reached >= extent;
    const lines = this.#lines.lines.toLocaleString("en");
    const counted =
      unit === "rows"
        ? `${extent.toLocaleString("en")} rows`
        : isCounted
          ? `${lines} lines`
          : `counting lines: ${lines} so far, ${percent((this.#lines.reached - first) / Math.max(1, extent - first))}`;
    const word = unit === "rows" ? "row" : "line";
    const here = record?.line === undefined ? percent(share) : `${word} ${record.line.toLocaleString("en")}`;
    const waiting =
      this.#awaited === undefined
        ? ""
        : ` · going to line ${this.#awaited.line.toLocaleString("en")} when it is counted`;
    this.#status.textContent = `${name} · ${sizeText(bytes)} · ${counted} · at ${here}${waiting}`;
    this.#bar.set(share, here);
  }

  #drawSearch(): void {
    const { isDone, reached } = this.#found;
    const { words, progress, stop, all } = this.#searchParts;
    const { first, extent } = this.#file;
    words.textContent = this.#searchWords();
    progress.value = (reached - first) / Math.max(1, extent - first);
    progress.hidden = isDone;
    stop.hidden = isDone;
    this.#search.hidden = isEmptyQuery(this.#state.query);
    // The same buttons all the while: one that is replaced cannot be clicked, and lets the focus fall.
    if (words.parentElement !== this.#search) this.#search.replaceChildren(words, progress, stop, all);
    this.#drawEmpty();
    this.#drawStatus();
  }

  #searchWords(): string {
    const { found, reached, isDone } = this.#found;
    const { first, extent } = this.#file;
    const records = found === 1 ? "1 record" : `${found.toLocaleString("en")} records`;
    const share = (reached - first) / Math.max(1, extent - first);
    if (!isDone) return `${records} ${this.#queryWords()} so far, ${percent(share)} searched`;
    return reached < extent
      ? `${records} ${this.#queryWords()} in the first ${percent(share)}`
      : `${records} ${this.#queryWords()}`;
  }

  /** `with “nurse” and a term of women and girls`. */
  #queryWords(): string {
    const { text, group } = this.#state.query;
    const label = this.#groups.find(({ id }) => id === group)?.label ?? group.replace("axis:", "");
    const parts = [text === "" ? [] : `“${text}”`, group === "" ? [] : `a term of ${label}`].flat();
    return `with ${parts.join(" and ")}`;
  }

  #drawEmpty(): void {
    const isSearch = !isEmptyQuery(this.#state.query);
    const isEmpty = isSearch ? this.#found.isDone && this.#found.found === 0 : this.#list.isEmpty;
    this.#empty.hidden = !isEmpty;
    this.#empty.textContent = isSearch
      ? `No record ${this.#queryWords()} was found in ${this.#file.name}.`
      : `${this.#file.name} has no records.`;
  }

  #say(words: string): void {
    this.#said.textContent = words;
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof AskFailure ? error.hint : "";
    this.#search.hidden = false;
    this.#search.replaceChildren(element("span", { role: "alert" }, `${message.replace(/\.$/, "")}. ${hint}`));
  }
}

/** Where a letter is for typing, and Home and End are for the control. */
function isInControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, select, [role='scrollbar']") !== null;
}

function percent(share: number): string {
  return `${Math.floor(100 * Math.min(1, Math.max(0, share)))}%`;
}

function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}
