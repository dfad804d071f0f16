import type { SplitResult, Splitter, Window } from "./pieceReader.ts";

/** One row of a table, as it stands in the file. */
export interface CsvRow {
  /** Without the line end; empty when the row is too long to be kept. */
  readonly bytes: Buffer;
  readonly byteStart: number;
  /** Line of its first byte, from 1. */
  readonly line: number;
  /** Four numbers for each cell: start and end in `bytes`, without quotes; 1 when quoted; 1 when it has doubled quotes. */
  readonly cells: readonly number[];
  /** A quote where none may be; it was taken as it stands. */
  readonly hasStrayQuote: boolean;
  readonly isTooLong?: true;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits a table into rows and cells by RFC 4180, at the level of bytes: quoted cells may hold line ends and doubled
 * quotes. A quote that breaks the rule is taken as it stands: inside a cell without quotes, inside a quoted cell when no
 * delimiter or line end follows, and at the beginning of a cell that would otherwise swallow the rows after it. Rows
 * without any character are left out.
 */
export class CsvSplitter implements Splitter<CsvRow> {
  /** Undefined: chosen by the first rows. */
  #delimiter: number | undefined;
  #line = 1;
  #isPassingOver: { readonly line: number; readonly byteStart: number } | undefined;

  /** @param delimiter one ASCII character; comma, semicolon, tab or bar by the first rows when absent */
  constructor(delimiter?: string) {
    this.#delimiter = delimiter?.charCodeAt(0);
  }

  /** The delimiter in use; undefined before the first rows were seen. */
  get delimiter(): string | undefined {
    return this.#delimiter === undefined ? undefined : String.fromCharCode(this.#delimiter);
  }

  split(window: Window): SplitResult<CsvRow> {
    const rows: CsvRow[] = [];
    let position = 0;
    if (this.#isPassingOver !== undefined) {
      const end = window.bytes.indexOf(lineFeed);
      if (end === -1 && !window.isLast) return { pieces: [], consumed: window.bytes.length };
      rows.push({ bytes: noBytes, ...this.#isPassingOver, cells: [], hasStrayQuote: false, isTooLong: true });
      this.#isPassingOver = undefined;
      this.#line += 1;
      position = end === -1 ? window.bytes.length : end + 1;
    }
    this.#delimiter ??= chooseDelimiter(window);
    if (this.#delimiter === undefined) return { pieces: [], consumed: 0 };
    const scan = new RowScan(window, this.#delimiter);
    while (position < window.bytes.length) {
      const end = scan.row(position);
      if (end === undefined) break;
      position = this.#take(window, scan, position, end, rows);
    }
    return { pieces: rows, consumed: position };
  }

  /** A quote that is never closed is the usual reason, else a line without an end. */
  passOver(window: Window): SplitResult<CsvRow> {
    const scan = new RowScan(window, this.#delimiter ?? comma, true);
    const end = scan.row(0);
    if (end !== undefined) {
      const rows: CsvRow[] = [];
      return { consumed: this.#take(window, scan, 0, end, rows), pieces: rows };
    }
    this.#isPassingOver = { line: this.#line, byteStart: window.byteStart };
    return { pieces: [], consumed: window.bytes.length };
  }

  /** @returns where the next row begins */
  #take({ bytes, byteStart, limit }: Window, scan: RowScan, start: number, end: number, rows: CsvRow[]): number {
    const contentEnd = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (contentEnd > start) {
      const isTooLong = contentEnd - start > limit;
      rows.push({
        bytes: isTooLong ? noBytes : bytes.subarray(start, contentEnd),
        byteStart: byteStart + start,
        line: this.#line,
        cells: scan.cells,
        hasStrayQuote: scan.hasStrayQuote,
        ...(isTooLong ? { isTooLong } : {}),
      });
    }
    this.#line += scan.lines;
    return Math.min(end + 1, bytes.length);
  }
}

/** The text of a cell. */
export function cellText(row: CsvRow, column: number, raw: string): string | undefined {
  const start = row.cells[4 * column];
  const end = row.cells[4 * column + 1];
  if (start === undefined || end === undefined) return undefined;
  // Without a character of several bytes, and with one unit for each broken byte, places in bytes and units agree.
  const isAligned = raw.length === row.bytes.length;
  const text = isAligned ? raw.slice(start, end) : row.bytes.toString("utf8", start, end);
  return row.cells[4 * column + 3] === 1 ? text.replaceAll('""', '"') : text;
}

const noBytes = Buffer.alloc(0);
const comma = 0x2c;
/** Comma, semicolon, tab and bar; of those that fit equally well the first is taken. */
const delimiters = [comma, 0x3b, 0x09, 0x7c];

/** How much of a file decides: always the same, so that the choice does not depend on how the file is cut into pieces. */
const decidingBytes = 1 << 16;
const decidingRows = 100;

/**
 * The delimiter that most rows have as often as the header does; of several such, the one that makes the most cells. Header
 * and texts may hold the other characters too. Undefined when the bytes that decide are not there yet.
 */
function chooseDelimiter(window: Window): number | undefined {
  const bytes = Math.min(decidingBytes, window.limit);
  if (!window.isLast && window.bytes.length <= bytes) return undefined;
  const isWhole = window.bytes.length <= bytes;
  const start = { ...window, bytes: window.bytes.subarray(0, bytes), isLast: isWhole };
  const fits = delimiters.map((delimiter) => ({ delimiter, ...fitOf(start, delimiter) }));
  const [best] = fits.filter(({ cells }) => cells > 1).sort((a, b) => b.evenShare - a.evenShare || b.cells - a.cells);
  return best?.delimiter ?? comma;
}

/** Cells of the header, and the share of the rows below it that have as many. */
function fitOf(start: Window, delimiter: number): { readonly cells: number; readonly evenShare: number } {
  const counts = cellsOfRows(start, new RowScan(start, delimiter));
  // A header without an end so far, perhaps because of a quote.
  const [cells = 1, ...rows] =
    counts.length > 0 ? counts : cellsOfRows(start, new RowScan({ ...start, isLast: true }, delimiter));
  return { cells, evenShare: rows.length === 0 ? 1 : rows.filter((count) => count === cells).length / rows.length };
}

function cellsOfRows({ bytes }: Window, scan: RowScan): number[] {
  const counts: number[] = [];
  for (let from = 0; from < bytes.length && counts.length < decidingRows;) {
    const end = scan.row(from);
    if (end === undefined) break;
    const isBlank = end === from || (end === from + 1 && bytes[from] === carriageReturn);
    if (!isBlank) counts.push(scan.cells.length / 4);
    from = end + 1;
  }
  return counts;
}

/** Finds the end of one row after the other in a window. */
class RowScan {
  readonly #bytes: Buffer;
  readonly #isLast: boolean;
  readonly #delimiter: number;
  readonly #isImpatient: boolean;
  cells: number[] = [];
  hasStrayQuote = false;
  /** Line ends that the row takes, its own one included. */
  lines = 1;

  /** @param isImpatient takes a quote as stray when its end is not in the window, although more may follow */
  constructor({ bytes, isLast }: Window, delimiter: number, isImpatient = false) {
    this.#bytes = bytes;
    this.#isLast = isLast;
    this.#delimiter = delimiter;
    this.#isImpatient = isImpatient;
  }

  /** @returns where its line feed is, or the end of the file; undefined when that is not there yet */
  row(from: number): number | undefined {
    const bytes = this.#bytes;
    const delimiter = this.#delimiter;
    this.cells = [];
    this.hasStrayQuote = false;
    this.lines = 1;
    let index = from;
    for (;;) {
      const behind = bytes[index] === quote ? this.#quoted(index, from) : "stray";
      if (behind === "incomplete") return undefined;
      if (behind === "stray") {
        const start = index;
        let byte = bytes[index];
        while (byte !== delimiter && byte !== lineFeed && byte !== undefined) {
          if (byte === quote) this.hasStrayQuote = true;
          index += 1;
          byte = bytes[index];
        }
        if (byte === undefined && !this.#isLast) return undefined;
        const hasReturn = byte !== delimiter && index > start && bytes[index - 1] === carriageReturn;
        this.cells.push(start - from, (hasReturn ? index - 1 : index) - from, 0, 0);
      } else {
        index = behind;
        if (bytes[index] === carriageReturn) index += 1; // before the line feed
      }
      if (bytes[index] !== delimiter) return index;
      index += 1;
    }
  }

  /** The cell whose opening quote is at `open`: where it is behind its closing quote. */
  #quoted(open: number, rowStart: number): number | "incomplete" | "stray" {
    const bytes = this.#bytes;
    let hasStrayQuote = false;
    let hasDoubled = 0;
    let from = open + 1;
    for (;;) {
      const close = bytes.indexOf(quote, from);
      if (close === -1) return this.#isLast || this.#isImpatient ? "stray" : "incomplete";
      const next = bytes[close + 1];
      if (next === quote) {
        hasDoubled = 1;
        from = close + 2;
        continue;
      }
      const after = next === carriageReturn ? bytes[close + 2] : next;
      if (after === undefined && !this.#isLast) return "incomplete";
      if (next === this.#delimiter || after === lineFeed || after === undefined) {
        this.cells.push(open + 1 - rowStart, close - rowStart, 1, hasDoubled);
        this.lines += countLineFeeds(bytes, open + 1, close);
        this.hasStrayQuote ||= hasStrayQuote;
        return close + 1;
      }
      const lineEnd = bytes.indexOf(lineFeed, open);
      if (lineEnd !== -1 && lineEnd < close) return "stray";
      hasStrayQuote = true;
      from = close + 1;
    }
  }
}

function countLineFeeds(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (
    let index = bytes.indexOf(lineFeed, from);
    index !== -1 && index < to;
    index = bytes.indexOf(lineFeed, index + 1)
  ) {
    count += 1;
  }
  return count;
}
