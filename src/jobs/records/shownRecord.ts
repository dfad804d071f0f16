import type { PagedRecord } from "../../corpus/pagedFile.ts";
import { findText } from "./recordQuery.ts";
import type { RecordQuery } from "./recordQuery.ts";
import type { ShownRecord, ShownSpan, ShownTerm, WholeRecord } from "./recordsProtocol.ts";
import type { RecordTerms } from "./recordTerms.ts";

/** UTF-16 units of a text on a page of many, and of one that is shown whole. */
export const shownUnits = { page: 1200, whole: 400_000 } as const;

/** Units before what the filter found, where the beginning of a text is left out. */
const unitsBefore = 300;

/** Longer values of other fields are cut. UTF-16 units. */
const valueUnits = 20_000;

export interface ShowOptions {
  readonly position: number;
  readonly units: number;
  readonly query: RecordQuery;
  /** Undefined until the lexicon is loaded. */
  readonly terms: RecordTerms | undefined;
}

/** A record as the viewer shows it: the part of its text around what was looked for, with what is marked in it. */
export function shownRecord(record: PagedRecord, { position, units, query, terms }: ShowOptions): ShownRecord {
  const { start, line, read, raw } = record;
  const whole = read.kind === "document" ? read.document.text : raw;
  const isText = read.kind === "document";
  const cut = cutAround(whole, units, isText ? firstFound(whole, query, terms) : 0);
  const text = whole.slice(cut.start, cut.end);
  const own = read.kind === "document" ? read.document.fields?.["id"] : undefined;
  const isId = typeof own === "string" || typeof own === "number" || typeof own === "bigint";
  const matches: ShownTerm[] | undefined = isText ? terms?.find(text) : [];
  return {
    position,
    start,
    ...(line === undefined ? {} : { line }),
    ...(isId && own !== "" ? { id: String(own).slice(0, 200) } : {}),
    text,
    cutBefore: cut.start,
    cutAfter: whole.length - cut.end,
    ...(matches === undefined ? {} : { terms: matches }),
    found: isText ? findText(text, query.text) : [],
    ...(read.kind === "skipped" ? { problem: read.reason } : {}),
  };
}

/** A record with its text and its other fields. */
export function wholeRecord(record: PagedRecord, field: string, options: ShowOptions): WholeRecord {
  const { read } = record;
  const fields = read.kind === "document" ? (read.document.fields ?? {}) : {};
  return {
    record: shownRecord(record, options),
    fields: Object.entries(fields)
      .filter(([name]) => name !== field)
      .map(([name, value]) => ({ name, value: valueText(value) })),
  };
}

/** Where what was looked for is found first; 0 when nothing was looked for. */
function firstFound(text: string, query: RecordQuery, terms: RecordTerms | undefined): number {
  if (text.length <= shownUnits.page) return 0;
  const [word] = findText(text, query.text);
  if (word !== undefined) return word.start;
  if (query.groups.length === 0 || terms === undefined) return 0;
  return terms.ofGroups(terms.find(text), query.groups)[0]?.start ?? 0;
}

function cutAround(text: string, units: number, first: number): ShownSpan {
  if (text.length <= units) return { start: 0, end: text.length };
  const start = first + unitsBefore < units ? 0 : Math.min(first - unitsBefore, text.length - units);
  return { start: wholeCharacter(text, start), end: wholeCharacter(text, start + units) };
}

/** Moves off the second half of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index + 1 : index;
}

function valueText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, plainValue, 1);
  return text.length > valueUnits ? `${text.slice(0, valueUnits)}…` : text;
}

/** JSON has no whole numbers beyond 53 bits and no bytes. */
function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? `${value.length} bytes` : value;
}
