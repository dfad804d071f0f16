import type { Document } from "../corpus/document.ts";
import { jsonStringSpan } from "../corpus/jsonStringSpan.ts";

/** Where a record of a counterfactual corpus comes from; stored in its `evenhand` field. */
export interface Provenance {
  /** File name as in the corpus description. */
  readonly source: string;
  /** Record number in the source, from 0. */
  readonly record: number;
  /** Line in the source, from 1. */
  readonly line: number;
  readonly view: "original" | "counterfactual";
  /** Equal for the two views of one record and for nothing else. */
  readonly pairId: string;
  /** Rules that changed the text, each once, in order of first use. */
  readonly rules: readonly string[];
}

/**
 * One line of a counterfactual corpus. A JSONL record is spliced, not written anew: every other field, down to the
 * digits of its numbers, stays as it stands in the source.
 */
export function augmentedRecord(document: Document, text: string, evenhand: Provenance): string {
  const { fields, field, raw } = document;
  if (fields === undefined || field === undefined) return `${JSON.stringify({ text, evenhand })}\n`;
  const span = text === document.text ? undefined : jsonStringSpan(raw, field);
  const changed =
    span === undefined ? raw : raw.slice(0, span.start) + JSON.stringify(text).slice(1, -1) + raw.slice(span.end);
  const body = changed.slice(changed.indexOf("{"), changed.lastIndexOf("}")).trimEnd();
  const comma = body.endsWith("{") ? "" : ",";
  return `${body}${comma}"evenhand":${JSON.stringify(evenhand)}}\n`;
}
