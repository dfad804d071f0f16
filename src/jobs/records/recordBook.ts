import { EvenhandError, isCancelled, messageOf } from "../../base/errors.ts";
import { guessField, stringFields } from "../../corpus/guessField.ts";
import { openPaged } from "../../corpus/openPaged.ts";
import type { PagedFile } from "../../corpus/pagedFile.ts";
import { recordFinder } from "./recordFinder.ts";
import type { RecordQuery } from "./recordQuery.ts";
import type { RecordTerms } from "./recordTerms.ts";
import type {
  OpenedRecords,
  RecordsAnswers,
  RecordsEvent,
  RecordsFile,
  RecordsQuestion,
  ShownPage,
} from "./recordsProtocol.ts";
import { shownRecord, shownUnits, wholeRecord } from "./shownRecord.ts";

/** Work between two breaks in which pages are answered. */
const sliceMs = 15;

/** Records that are read in one go. */
const recordsAtOnce = 256;

/** Progress is told at most so often. */
const tellMs = 100;

const nothing: RecordQuery = { text: "", groups: [] };

/**
 * An open file of records: answers pages at once, and meanwhile counts lines, loads the lexicon and searches. It runs in a
 * process of its own, so that none of this holds up an editor.
 */
export class RecordBook {
  readonly #paged: PagedFile;
  readonly #file: RecordsFile;
  readonly #tell: (event: RecordsEvent) => void;
  readonly #closing = new AbortController();
  #searching = new AbortController();
  #terms: RecordTerms | undefined;
  #query = nothing;
  /** Positions of the records that the filter found. */
  #matches: number[] = [];
  #loading: Promise<void> | undefined;

  /** @throws EvenhandError `corpus.unreadable` or `corpus.malformed` */
  static async open(file: RecordsFile, tell: (event: RecordsEvent) => void): Promise<RecordBook> {
    return new RecordBook(await openPaged(file.path, file.name), file, tell);
  }

  private constructor(paged: PagedFile, file: RecordsFile, tell: (event: RecordsEvent) => void) {
    this.#paged = paged;
    this.#file = file;
    this.#tell = tell;
  }

  async describe(): Promise<OpenedRecords> {
    const { extent, first, format } = this.#paged;
    const unit = format === "parquet" ? "rows" : "bytes";
    if (format === "text") return { extent, unit, first, fields: [], field: "" };
    const sample = await this.#paged.sample();
    const found = [...new Set(sample.flatMap((record) => stringFields(record)))];
    const field = this.#file.field ?? guessField(sample) ?? "text";
    return { extent, unit, first, fields: found.includes(field) ? found : [field, ...found], field };
  }

  async answer<Question extends RecordsQuestion>(question: Question): Promise<RecordsAnswers[Question["kind"]]>;
  async answer(question: RecordsQuestion): Promise<RecordsAnswers[RecordsQuestion["kind"]]> {
    switch (question.kind) {
      case "page":
        return this.#page(question);
      case "find": {
        const { by, value } = question;
        const start = await this.#paged.find(by === "line" ? { line: value } : { byte: value });
        return start === undefined ? {} : { start };
      }
      case "whole": {
        const record = await this.#paged.whole(question.start, question.field);
        if (record === undefined) throw changed(this.#file.name);
        const options = { position: question.start, units: shownUnits.whole, query: this.#query, terms: this.#terms };
        return wholeRecord(record, question.field, options);
      }
      case "filter":
        this.#filter({ text: question.text, groups: question.groups }, question.field);
        return {};
      case "stop":
        this.#searching.abort();
        return {};
    }
  }

  /** Starts what goes on in the background; called when the first page is out, which must not wait for it. */
  start(): void {
    void this.#index();
    void this.#load().catch((error: unknown) => this.#trouble(error));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#searching.abort();
    await this.#paged.close();
  }

  async #page(question: Extract<RecordsQuestion, { kind: "page" }>): Promise<ShownPage> {
    const { list, from, toward, most, field } = question;
    if (list === "matches") return await this.#matchPage(from, toward, most, field);
    const page = await this.#paged[toward](from, most, field);
    const records = page.records.map((record) =>
      shownRecord(record, {
        position: record.start,
        units: shownUnits.page,
        query: this.#query,
        terms: this.#terms,
      }),
    );
    return { records, start: page.start, end: page.end };
  }

  async #matchPage(from: number, toward: "after" | "before", most: number, field: string): Promise<ShownPage> {
    const matches = this.#matches;
    const start = Math.max(0, Math.min(toward === "after" ? from : from - most, matches.length));
    const end = Math.min(toward === "after" ? from + most : from, matches.length);
    const records: ShownPage["records"][number][] = [];
    for (let position = start; position < end; position += 1) {
      const { records: read } = await this.#paged.after(matches[position] as number, 1, field);
      const [record] = read;
      if (record === undefined) throw changed(this.#file.name);
      records.push(shownRecord(record, { position, units: shownUnits.page, query: this.#query, terms: this.#terms }));
    }
    return { records, start, end: Math.max(start, end) };
  }

  #filter(query: RecordQuery, field: string): void {
    this.#searching.abort();
    this.#searching = new AbortController();
    this.#query = query;
    this.#matches = [];
    if (query.text === "" && query.groups.length === 0) return;
    void this.#search(query, field, this.#matches, this.#searching.signal);
  }

  async #search(query: RecordQuery, field: string, matches: number[], signal: AbortSignal): Promise<void> {
    const isCurrent = (): boolean => matches === this.#matches;
    let reached = this.#paged.first;
    let told = 0;
    const tell = (isDone: boolean): void => {
      const now = performance.now();
      if (!isCurrent() || (!isDone && now - told < tellMs)) return;
      told = now;
      this.#tell({ kind: "filtered", reached, found: matches.length, isDone });
    };
    try {
      if (query.groups.length > 0) await this.#load();
      const { format } = this.#paged;
      const finder = await recordFinder(query, { format, field }, this.#terms);
      let resumed = performance.now();
      for await (const { candidates, end } of this.#paged.search(field, { signal, places: finder.places })) {
        for (let from = 0; from < candidates.length; from += recordsAtOnce) {
          for (const start of finder.confirmed(candidates.slice(from, from + recordsAtOnce))) matches.push(start);
          if (performance.now() - resumed < sliceMs) continue;
          await new Promise((resolve) => setImmediate(resolve));
          if (signal.aborted) return tell(true);
          resumed = performance.now();
        }
        reached = end;
        tell(false);
      }
      tell(true);
    } catch (error) {
      if (!isCancelled(error)) this.#trouble(error);
      tell(true);
    }
  }

  async #index(): Promise<void> {
    let told = 0;
    const tell = (): void => {
      const { reached, lines } = this.#paged.indexed;
      const now = performance.now();
      if (reached < this.#paged.extent && now - told < tellMs) return;
      told = now;
      this.#tell({ kind: "indexed", reached, lines });
    };
    try {
      await this.#paged.index(tell, this.#closing.signal);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#trouble(error);
    }
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadTerms();
    return this.#loading;
  }

  async #loadTerms(): Promise<void> {
    const { axes, lexiconFile } = this.#file;
    this.#terms = await (await import("./recordTerms.ts")).RecordTerms.load(axes, lexiconFile);
    this.#tell({ kind: "lexicon", groups: this.#terms.groups });
  }

  #trouble(error: unknown): void {
    const hint = error instanceof EvenhandError ? error.hint : "Close the file and open it again.";
    this.#tell({ kind: "trouble", message: messageOf(error), hint });
  }
}

function changed(name: string): EvenhandError {
  return new EvenhandError("corpus.unreadable", `${name} changed while it was open`, { hint: "Open it again." });
}
