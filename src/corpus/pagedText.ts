import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../base/errors.ts";
import type { CorpusFormat } from "./corpusFormat.ts";
import { Table } from "./csvRecords.ts";
import { CsvSplitter } from "./csvRows.ts";
import type { CsvRow } from "./csvRows.ts";
import { chunksOf } from "./fileChunks.ts";
import { LineSplitter } from "./lineSplitter.ts";
import type { CandidatePage, PagedFile, PagedRecord, RecordPage, RecordTarget, SearchOptions } from "./pagedFile.ts";
import { readPieces } from "./pieceReader.ts";
import type { Splitter } from "./pieceReader.ts";
import { hasByteOrderMark } from "./readLines.ts";
import type { RawLine } from "./readLines.ts";
import { readRecord } from "./readRecord.ts";
import type { RecordResult } from "./readRecord.ts";
import type { JsonRecord } from "./recordField.ts";
import { indexStepBytes, RecordIndex } from "./recordIndex.ts";
import type { IndexedRecord } from "./recordIndex.ts";
import { recordReaderOf } from "./recordReaders.ts";
import { sampleRecords } from "./guessField.ts";
import type { ReadableFile } from "./recordReader.ts";
import { linesAt, StretchSplitter } from "./stretchSplitter.ts";
import { looksLikeRows, readHeader } from "./tableHeader.ts";
import type { TableHeader } from "./tableHeader.ts";

type Piece = RawLine | CsvRow;
type Places = NonNullable<SearchOptions["places"]>;

const lineFeed = 0x0a;

/** Line ends that are tried as the beginning of a row. */
const mostCandidates = 200;

/** Less at once in a search, because pages are answered between two chunks. */
const searchChunkBytes = 1 << 18;

/** How far before a position records are looked for at first. */
const backBytes = 1 << 16;

/** Lines of positions that are kept, so that the next page need not count again. */
const mostKnownLines = 4096;

/** Opens a file of lines (text, JSONL) or rows (CSV, TSV) that is not compressed. Reads its beginning only. */
export async function openPagedText(file: ReadableFile): Promise<PagedFile> {
  const handle = await open(file.path, "r");
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(3);
    await handle.read(head, 0, 3, 0);
    const beginning = { start: hasByteOrderMark(head) ? 3 : 0, line: 1 };
    if (file.format !== "csv" && file.format !== "tsv") return new PagedText(file, handle, size, beginning, undefined);
    const { header, first } = await readHeader(file, handle, size);
    return new PagedText(file, handle, size, first ?? beginning, header);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class PagedText implements PagedFile {
  readonly format: CorpusFormat;
  readonly extent: number;
  readonly first: number;
  readonly #file: ReadableFile;
  readonly #handle: FileHandle;
  readonly #header: TableHeader | undefined;
  readonly #index: RecordIndex;
  readonly #knownLines = new Map<number, number>();
  readonly #tables = new Map<string, Table>();

  constructor(
    file: ReadableFile,
    handle: FileHandle,
    extent: number,
    first: { readonly start: number; readonly line: number },
    header: TableHeader | undefined,
  ) {
    this.format = file.format;
    this.extent = extent;
    this.first = first.start;
    this.#file = file;
    this.#handle = handle;
    this.#header = header;
    this.#index = new RecordIndex(first);
    this.#know(first.start, first.line);
  }

  get indexed(): { readonly reached: number; readonly lines: number } {
    return { reached: this.#index.reached, lines: this.#index.lines };
  }

  async sample(): Promise<readonly JsonRecord[]> {
    if (this.format === "text") return [];
    return (await recordReaderOf(this.format)).sample(this.#file, sampleRecords);
  }

  async after(position: number, most: number, field: string): Promise<RecordPage> {
    const start = Math.max(position, this.first);
    const firstLine = await this.#lineAt(start);
    const records: PagedRecord[] = [];
    let end = this.extent;
    search: for await (const pieces of this.#pieces(start)) {
      for (const piece of pieces) {
        if (records.length === most) {
          end = piece.byteStart;
          if (firstLine !== undefined) this.#know(end, firstLine + piece.line - 1);
          break search;
        }
        const record = this.#read(piece, firstLine, field);
        if (record !== undefined) records.push(record);
      }
    }
    return { records, start: records[0]?.start ?? end, end };
  }

  async before(position: number, most: number, field: string): Promise<RecordPage> {
    const end = Math.min(position, this.extent);
    for (let back = backBytes; ; back *= 4) {
      const from = end - back <= this.first ? this.first : await this.#recordStart(end - back);
      const pieces = from < end ? await this.#piecesBetween(from, end) : [];
      const firstLine = await this.#lineAt(from);
      const records: PagedRecord[] = [];
      for (let at = pieces.length - 1; at >= 0 && records.length < most; at -= 1) {
        const record = this.#read(pieces[at] as Piece, firstLine, field);
        if (record !== undefined) records.unshift(record);
      }
      if (records.length < most && from > this.first) continue;
      const [first] = records;
      if (first?.line !== undefined) this.#know(first.start, first.line);
      return { records, start: first?.start ?? end, end };
    }
  }

  async find(target: RecordTarget): Promise<number | undefined> {
    if ("byte" in target) {
      const byte = Math.min(Math.max(target.byte, this.first), this.extent - 1);
      const page = await this.before(byte + 1, 1, "");
      return page.records.length > 0 ? page.start : this.first;
    }
    const isCounted = this.#index.reached >= this.extent || target.line <= this.#index.lines;
    if (!isCounted) return undefined;
    const entry = this.#index.beforeLine(target.line);
    let found = entry.start;
    for await (const pieces of this.#pieces(entry.start)) {
      for (const piece of pieces) {
        if (entry.line + piece.line - 1 > target.line) return found;
        found = piece.byteStart;
        this.#know(found, entry.line + piece.line - 1);
      }
    }
    return found;
  }

  async *search(field: string, { signal, places }: SearchOptions): AsyncGenerator<CandidatePage> {
    const areLines = this.#header === undefined;
    const pages =
      areLines && places !== undefined ? this.#lineCandidates(field, places) : this.#pieceCandidates(field, places);
    for await (const page of pages) {
      throwIfCancelled(signal);
      yield page;
    }
  }

  async index(onProgress: () => void, signal: AbortSignal): Promise<void> {
    await (this.#header === undefined ? this.#indexLines(onProgress, signal) : this.#indexRows(onProgress, signal));
    onProgress();
  }

  async whole(position: number, field: string): Promise<PagedRecord | undefined> {
    return (await this.after(position, 1, field)).records[0];
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Lines are looked for in many at once, and only those that are found are split off. */
  async *#lineCandidates(field: string, places: Places): AsyncGenerator<CandidatePage> {
    const chunks = chunksOf(this.#handle, this.first, this.extent, searchChunkBytes);
    for await (const stretches of readPieces(chunks, new StretchSplitter(), undefined, this.first)) {
      for (const { bytes, byteStart } of stretches) {
        const candidates = linesAt(bytes, places(bytes, byteStart)).map(({ start, end }) => ({
          start: byteStart + start,
          read: () => this.#result({ bytes: bytes.subarray(start, end), byteStart: byteStart + start, line: 0 }, field),
        }));
        yield { candidates, end: byteStart + bytes.length };
      }
    }
  }

  async *#pieceCandidates(field: string, places: Places | undefined): AsyncGenerator<CandidatePage> {
    for await (const pieces of this.#pieces(this.first)) {
      const last = pieces.at(-1);
      if (last === undefined) continue;
      const found = places === undefined ? pieces : piecesAt(pieces, places);
      const candidates = found.map((piece) => ({ start: piece.byteStart, read: () => this.#result(piece, field) }));
      yield { candidates, end: Math.min(this.extent, last.byteStart + last.bytes.length + 1) };
    }
  }

  async #indexLines(onProgress: () => void, signal: AbortSignal): Promise<void> {
    let position = this.first;
    let line = 1;
    let isInLine = false;
    for await (const chunk of chunksOf(this.#handle, this.first, this.extent)) {
      throwIfCancelled(signal);
      let from = 0;
      for (let until = indexStepBytes; from < chunk.length; until += indexStepBytes) {
        let entry: IndexedRecord | undefined;
        while (from < Math.min(until, chunk.length)) {
          const found = chunk.indexOf(lineFeed, from);
          from = found === -1 ? chunk.length : found + 1;
          if (found !== -1) {
            line += 1;
            entry = { start: position + from, line };
          }
        }
        this.#index.advance(position + from, line - 1, entry);
      }
      position += chunk.length;
      isInLine = chunk.at(-1) !== lineFeed;
      onProgress();
    }
    this.#index.advance(this.extent, isInLine ? line : line - 1);
  }

  async #indexRows(onProgress: () => void, signal: AbortSignal): Promise<void> {
    const firstLine = this.#index.before(this.first).line;
    let next = this.first + indexStepBytes;
    let lines = firstLine - 1;
    for await (const pieces of this.#pieces(this.first)) {
      throwIfCancelled(signal);
      for (const { byteStart, line } of pieces) {
        lines = firstLine + line - 1;
        if (byteStart < next) continue;
        this.#index.advance(byteStart, lines - 1, { start: byteStart, line: lines });
        next = byteStart + indexStepBytes;
      }
      onProgress();
    }
    this.#index.advance(this.extent, lines);
  }

  /** The line of a record's start, where it is known or can be counted from an entry of the index. */
  async #lineAt(position: number): Promise<number | undefined> {
    const known = this.#knownLines.get(position);
    if (known !== undefined) return known;
    if (position > this.#index.reached) return undefined;
    const entry = this.#index.before(position);
    const pieces = await this.#piecesBetween(entry.start, position);
    const last = pieces.at(-1);
    if (last === undefined) return entry.line;
    const passed = this.#header === undefined ? 1 : 1 + lineFeedsIn(last.bytes);
    return entry.line + last.line - 1 + passed;
  }

  #know(position: number, line: number): void {
    if (this.#knownLines.size >= mostKnownLines) this.#knownLines.clear();
    this.#knownLines.set(position, line);
  }

  /** The pieces that begin in `[from, to)`, whole; a record begins at `from`. */
  async #piecesBetween(from: number, to: number): Promise<Piece[]> {
    const found: Piece[] = [];
    for await (const pieces of this.#pieces(from)) {
      for (const piece of pieces) {
        if (piece.byteStart >= to) return found;
        found.push(piece);
      }
    }
    return found;
  }

  #pieces(from: number): AsyncGenerator<readonly Piece[]> {
    const chunks = chunksOf(this.#handle, from, this.extent);
    const splitter: Splitter<Piece> =
      this.#header === undefined ? new LineSplitter() : new CsvSplitter(this.#header.delimiter);
    return readPieces(chunks, splitter, undefined, from);
  }

  /**
   * Where a record begins near a position. Lines: the first that begins behind it. Rows: one before it from the index;
   * where that has not come so far, the first line whose next rows look as the header says, because a line end may be
   * inside a quoted cell.
   */
  async #recordStart(position: number): Promise<number> {
    if (this.#header !== undefined && this.#index.reached >= position) return this.#index.before(position).start;
    let at = position;
    for await (const chunk of chunksOf(this.#handle, position, this.extent)) {
      let candidates = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, end + 1)) {
        const start = at + end + 1;
        candidates += 1;
        if (this.#header === undefined || candidates > mostCandidates) return start;
        if (looksLikeRows(chunk.subarray(end + 1), this.#header)) return start;
      }
      at += chunk.length;
    }
    return this.extent;
  }

  /** @param firstLine of the place where the pieces began; undefined where it is not known */
  #read(piece: Piece, firstLine: number | undefined, field: string): PagedRecord | undefined {
    const line = firstLine === undefined ? undefined : firstLine + piece.line - 1;
    const read = this.#result({ ...piece, line: line ?? 0 }, field);
    if (read.kind === "blank") return undefined;
    const raw = read.kind === "document" ? read.document.raw : piece.bytes.toString("utf8");
    return { start: piece.byteStart, line, read, raw };
  }

  #result(piece: Piece, field: string): RecordResult {
    const { path, name, format } = this.#file;
    if ("cells" in piece) return this.#table(field).result(piece, piece.line);
    return readRecord(piece, { path, name, format, field, record: piece.line });
  }

  #table(field: string): Table {
    const known = this.#tables.get(field);
    if (known !== undefined) return known;
    const { row } = this.#header as TableHeader;
    const table = new Table(this.#file, { field, columns: undefined, onLoss: () => {} }, row);
    this.#tables.set(field, table);
    return table;
  }
}

/** The pieces that have a place in them; one look at all bytes of a batch, unless a piece of it was too long. */
function piecesAt(pieces: readonly Piece[], places: Places): readonly Piece[] {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first === undefined || last === undefined || first.bytes.buffer !== last.bytes.buffer) return pieces;
  const { buffer, byteOffset } = first.bytes;
  const bytes = Buffer.from(buffer, byteOffset, last.bytes.byteOffset + last.bytes.length - byteOffset);
  const found = places(bytes, first.byteStart);
  let next = 0;
  return pieces.filter((piece) => {
    const start = piece.byteStart - first.byteStart;
    while (next < found.length && (found[next] as number) < start) next += 1;
    return next < found.length && (found[next] as number) < start + piece.bytes.length;
  });
}

function lineFeedsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}
