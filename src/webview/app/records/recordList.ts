import type { RecordList, ShownPage, ShownRecord } from "../../recordsProtocol.ts";
import { element, setAttributes } from "../dom.ts";
import { RecordArticle } from "./recordArticle.ts";
import type { ArticleOptions, RecordActions } from "./recordArticle.ts";

/** Records asked for at once. */
const pageRecords = 40;

/** Records kept in the page; those far from what is seen are let go. */
const mostRecords = 240;

/** Screens of records kept ready above and below. */
const screensAhead = 2;

export interface ListSource {
  readonly list: RecordList;
  /** Positions of the first record and behind the last; the end grows while a search finds more. */
  readonly first: number;
  readonly extent: number;
  page(from: number, toward: "after" | "before", most: number): Promise<ShownPage>;
}

export interface ListEvents {
  /** What is seen at the top changed. */
  readonly onMoved: (record: ShownRecord | undefined) => void;
  readonly onFailed: (error: unknown) => void;
}

/**
 * A list of records without end in either direction: the browser scrolls those that are near, and more are fetched before they
 * are seen. What is far away is reached by showing another position.
 */
export class RecordListView {
  readonly element = element("div", { class: "feed", role: "feed", id: "feed", "aria-label": "Records", tabindex: -1 });
  readonly #events: ListEvents;
  readonly #actions: RecordActions;
  #source: ListSource | undefined;
  #options: ArticleOptions = { list: "all", unit: "line", highlight: true };
  #articles: RecordArticle[] = [];
  /** Positions of the first record that is loaded, and behind the last. */
  #start = 0;
  #end = 0;
  #isLoading = false;
  /** Counts what was shown: answers to an earlier one are dropped. */
  #turn = 0;
  #active: RecordArticle | undefined;
  #top: ShownRecord | undefined;

  constructor(actions: RecordActions, events: ListEvents) {
    this.#actions = actions;
    this.#events = events;
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#keyed(event));
    this.element.addEventListener("focusin", ({ target }) => {
      const article = this.#articles.find(({ element: own }) => own.contains(target as Node));
      if (article !== undefined) this.#activate(article);
    });
    new ResizeObserver(() => void this.#fill()).observe(this.element);
  }

  get isEmpty(): boolean {
    return this.#articles.length === 0;
  }

  /** The record that the keyboard is at; the first that is seen where there is none. */
  get current(): ShownRecord | undefined {
    return this.#active?.record ?? this.#top;
  }

  /** The first record that is seen. */
  get top(): ShownRecord | undefined {
    return this.#top;
  }

  /** True where records on the page wait for their lines to be counted up to `reached`, or for their terms. */
  lacks(what: "terms" | "lines", reached = Number.POSITIVE_INFINITY): boolean {
    return this.#articles.some(({ record }) =>
      what === "terms" ? record.terms === undefined : record.line === undefined && record.start < reached,
    );
  }

  /**
   * Shows a list from a position on, the first record there at the top.
   *
   * @param from what had the keyboard when this was asked for: it goes to that record, unless somebody has gone elsewhere
   *   meanwhile; undefined where it stays
   */
  async show(source: ListSource, position: number, options: ArticleOptions, from?: Element | null): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#source = source;
    this.#isLoading = true;
    this.element.setAttribute("aria-busy", "true");
    if (options.list !== this.#options.list) {
      // Records of another list would look like an answer.
      this.#articles = [];
      this.element.replaceChildren();
    }
    try {
      const page = await source.page(position, "after", pageRecords);
      if (turn !== this.#turn) return;
      this.#options = options;
      this.#articles = page.records.map((record) => this.#article(record));
      this.#start = page.start;
      this.#end = page.end;
      this.#active = undefined;
      this.element.replaceChildren(...this.#articles.map(({ element: own }) => own));
      this.element.scrollTop = 0;
      const [first] = this.#articles;
      if (first !== undefined) this.#activate(first);
      const now = document.activeElement;
      if (from !== undefined && (now === from || now === document.body)) first?.element.focus({ preventScroll: true });
    } catch (error) {
      if (turn === this.#turn) this.#events.onFailed(error);
    } finally {
      if (turn === this.#turn) {
        this.#isLoading = false;
        this.element.removeAttribute("aria-busy");
      }
    }
    if (turn !== this.#turn) return;
    this.#moved(true);
    await this.#fill();
  }

  /** The list became longer. */
  async grow(source: ListSource): Promise<void> {
    this.#source = source;
    if (this.#isLoading) return; // what is shown is still the list before
    this.#place();
    await this.#fill();
  }

  /** Reads what is shown again, because more is known about it now; nothing moves. */
  async refresh(): Promise<void> {
    const source = this.#source;
    const turn = this.#turn;
    if (source === undefined || this.#articles.length === 0) return;
    const known = new Map<number, ShownRecord>();
    try {
      for (let from = this.#start; from < this.#end;) {
        const page = await source.page(from, "after", pageRecords);
        if (turn !== this.#turn) return;
        for (const record of page.records) known.set(record.position, record);
        if (page.end <= from) break;
        from = page.end;
      }
    } catch (error) {
      this.#events.onFailed(error);
      return;
    }
    for (const article of this.#articles) {
      const record = known.get(article.record.position);
      if (record !== undefined) article.update(record);
    }
    this.#place();
    this.#moved(true);
  }

  #article(record: ShownRecord): RecordArticle {
    return new RecordArticle(record, this.#actions, this.#options);
  }

  /** Fetches records until enough are ready around what is seen. */
  async #fill(): Promise<void> {
    const source = this.#source;
    if (this.#isLoading || source === undefined) return;
    const turn = this.#turn;
    this.#isLoading = true;
    try {
      for (;;) {
        const { scrollTop, scrollHeight, clientHeight } = this.element;
        const ahead = screensAhead * Math.max(clientHeight, 200);
        const { first, extent } = this.#source ?? source;
        if (scrollHeight - scrollTop - clientHeight < ahead && this.#end < extent) {
          const page = await source.page(this.#end, "after", pageRecords);
          if (turn !== this.#turn) return;
          this.#append(page);
          if (page.records.length === 0) return;
        } else if (scrollTop < ahead && this.#start > first) {
          const page = await source.page(this.#start, "before", pageRecords);
          if (turn !== this.#turn) return;
          this.#prepend(page);
          if (page.records.length === 0) return;
        } else return;
      }
    } catch (error) {
      if (turn === this.#turn) this.#events.onFailed(error);
    } finally {
      if (turn === this.#turn) {
        this.#isLoading = false;
        this.#place();
        this.#moved(false);
      }
    }
  }

  #append({ records, end }: ShownPage): void {
    const added = records.map((record) => this.#article(record));
    this.element.append(...added.map(({ element: own }) => own));
    this.#articles.push(...added);
    this.#end = end;
    const spare = this.#articles.length - mostRecords;
    if (spare <= 0) return;
    const { scrollHeight, scrollTop } = this.element;
    for (const article of this.#articles.splice(0, spare)) article.element.remove();
    this.#start = this.#articles[0]?.record.position ?? this.#end;
    this.element.scrollTop = scrollTop - (scrollHeight - this.element.scrollHeight);
  }

  #prepend({ records, start }: ShownPage): void {
    const added = records.map((record) => this.#article(record));
    const { scrollHeight, scrollTop } = this.element;
    this.element.prepend(...added.map(({ element: own }) => own));
    this.#articles.unshift(...added);
    this.#start = records.length === 0 ? (this.#source?.first ?? start) : start;
    this.element.scrollTop = scrollTop + this.element.scrollHeight - scrollHeight;
    const spare = this.#articles.length - mostRecords;
    if (spare <= 0) return;
    const dropped = this.#articles.splice(this.#articles.length - spare);
    for (const article of dropped) article.element.remove();
    this.#end = dropped[0]?.record.position ?? this.#end;
  }

  /** Says to screen readers where each record stands. */
  #place(): void {
    const isMatches = this.#options.list === "matches";
    const size = isMatches ? (this.#source?.extent ?? -1) : -1;
    for (const article of this.#articles) {
      article.setPlace(isMatches ? article.record.position + 1 : article.record.line, size);
    }
  }

  #scrolled(): void {
    this.#moved(false);
    void this.#fill();
  }

  #moved(always: boolean): void {
    const top = this.#firstSeen()?.record;
    if (!always && top?.position === this.#top?.position) return;
    this.#top = top;
    this.#events.onMoved(top);
  }

  #firstSeen(): RecordArticle | undefined {
    const { scrollTop } = this.element;
    let low = 0;
    let high = this.#articles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const own = this.#articles[middle]?.element;
      if (own !== undefined && own.offsetTop + own.offsetHeight > scrollTop + 1) high = middle;
      else low = middle + 1;
    }
    return this.#articles[low];
  }

  #activate(article: RecordArticle): void {
    this.#active?.element.setAttribute("tabindex", "-1");
    this.#active = article;
    setAttributes(article.element, { tabindex: 0 });
  }

  #keyed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // These are a button's own; arrows lead on from it.
    if ((event.key === "Enter" || event.key === " ") && isInButton(event.target)) return;
    const at = this.#active === undefined ? -1 : this.#articles.indexOf(this.#active);
    switch (event.key) {
      case "ArrowDown":
        this.#focus(at + 1);
        break;
      case "ArrowUp":
        this.#focus(Math.max(0, at - 1));
        break;
      case "PageDown":
      case "PageUp": {
        this.element.scrollBy({ top: (event.key === "PageDown" ? 0.9 : -0.9) * this.element.clientHeight });
        const seen = this.#firstSeen();
        if (seen !== undefined) this.#focus(this.#articles.indexOf(seen));
        break;
      }
      case "Enter":
      case " ":
        void this.#articles[at]?.toggle();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #focus(index: number): void {
    const article = this.#articles[index];
    if (article === undefined) return;
    this.#activate(article);
    article.element.focus({ preventScroll: true });
    article.element.scrollIntoView({ block: "nearest" });
  }
}

function isInButton(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button") !== null;
}
