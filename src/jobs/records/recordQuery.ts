import type { ShownSpan } from "./recordsProtocol.ts";

/** What records are looked for. */
export interface RecordQuery {
  /** What the text holds, whatever its case; anything when empty. */
  readonly text: string;
  /** Of which groups the text names one, by their ids or `axis:NAME`; any text when empty. */
  readonly groups: readonly string[];
}

/** Spans that are marked in one text. */
const mostSpans = 1000;

/** Where a text is found in another, whatever the case of the letters. Spans do not overlap. */
export function findText(text: string, wanted: string): ShownSpan[] {
  if (wanted === "") return [];
  const lower = text.toLowerCase();
  const needle = wanted.toLowerCase();
  const spans: ShownSpan[] = [];
  // A few letters change their length with their case: then places in one are not places in the other.
  const isAligned = lower.length === text.length;
  for (
    let at = lower.indexOf(needle);
    at !== -1 && spans.length < mostSpans;
    at = lower.indexOf(needle, at + needle.length)
  ) {
    spans.push(isAligned ? { start: at, end: at + needle.length } : { start: 0, end: text.length });
    if (!isAligned) break;
  }
  return spans;
}

/** Whether `findText` finds something; true when nothing is wanted. */
export function holdsText(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted.toLowerCase());
}
