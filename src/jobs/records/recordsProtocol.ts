import type { ErrorCode } from "../../base/errors.ts";
import { axes } from "../../lexicon/axis.ts";
import type { Axis } from "../../lexicon/axis.ts";

/** What the record viewer opens. Paths are the shell's business: the page never sees them. */
export interface RecordsFile {
  readonly path: string;
  /** For people. */
  readonly name: string;
  /** Field that holds the text; guessed when absent. */
  readonly field?: string;
  readonly axes: readonly Axis[];
  /** A team's lexicon. */
  readonly lexiconFile?: string;
}

/** The list that is looked at: every record, or those that the filter found. */
export type RecordList = "all" | "matches";

/**
 * What a shell asks. Positions in the list `all` are bytes of the file (rows of a Parquet file); in the list `matches`,
 * the number of the match from 0.
 */
export type RecordsQuestion =
  /** Records from a position on, or those before it. */
  | {
      readonly kind: "page";
      readonly list: RecordList;
      readonly from: number;
      readonly toward: "after" | "before";
      readonly most: number;
      readonly field: string;
    }
  /** Where a record begins, by the line or row it is in (from 1), or by any byte of it. */
  | { readonly kind: "find"; readonly by: "line" | "byte"; readonly value: number }
  /** One record with everything that it has. */
  | { readonly kind: "whole"; readonly start: number; readonly field: string }
  /** Begins to look for records; ends an earlier search. Ignores upper and lower case. */
  | {
      readonly kind: "filter";
      /** What the text has to hold; anything when empty. */
      readonly text: string;
      /** Groups of which the text has to name one, by their ids or `axis:NAME` for all of an axis; any text when empty. */
      readonly groups: readonly string[];
      readonly field: string;
    }
  /** Ends the search; what was found stays. */
  | { readonly kind: "stop" };

/** A span of the shown text, in UTF-16 units. */
export interface ShownSpan {
  readonly start: number;
  readonly end: number;
}

export interface ShownTerm extends ShownSpan {
  readonly axis: Axis;
  /** The group's label. */
  readonly group: string;
}

export interface ShownRecord {
  /** In the list that was asked for. */
  readonly position: number;
  /** In the file: a byte, or a row from 0. */
  readonly start: number;
  /** From 1; absent while the lines before it are not counted. */
  readonly line?: number;
  /** The record's own id. */
  readonly id?: string;
  /** The text or a part of it; the raw record where it has no text. */
  readonly text: string;
  /** UTF-16 units of the text left out before and after what is shown. */
  readonly cutBefore: number;
  readonly cutAfter: number;
  /** Absent until the lexicon is loaded. */
  readonly terms?: readonly ShownTerm[];
  /** What the filter looked for. */
  readonly found: readonly ShownSpan[];
  /** Why the record has no text. */
  readonly problem?: string;
}

export interface ShownPage {
  readonly records: readonly ShownRecord[];
  /** Positions in the list: of the first record, and behind the last. */
  readonly start: number;
  readonly end: number;
}

export interface WholeRecord {
  /** The text from its beginning to its end, cut only when it is longer than a page can hold. */
  readonly record: ShownRecord;
  /** The other fields, each as text. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

export interface GroupChoice {
  readonly id: string;
  readonly axis: Axis;
  readonly label: string;
}

/** The answer to opening a file. */
export interface OpenedRecords {
  /** Bytes; rows of a Parquet file. */
  readonly extent: number;
  readonly unit: "bytes" | "rows";
  /** Position of the first record. */
  readonly first: number;
  /** Fields that hold strings; empty for plain text. */
  readonly fields: readonly string[];
  /** The one that is read; empty for plain text. */
  readonly field: string;
}

export interface RecordsAnswers {
  readonly page: ShownPage;
  /** Undefined where the lines have not been counted so far. */
  readonly find: { readonly start?: number };
  readonly whole: WholeRecord;
  readonly filter: object;
  readonly stop: object;
}

export type AnswerTo<Question extends RecordsQuestion> = RecordsAnswers[Question["kind"]];

/** What the reading process says without being asked. */
export type RecordsEvent =
  /** How far lines have been counted. */
  | { readonly kind: "indexed"; readonly reached: number; readonly lines: number }
  /** How far the search has come. */
  | { readonly kind: "filtered"; readonly reached: number; readonly found: number; readonly isDone: boolean }
  /** The lexicon is loaded: pages have their terms from now on, and groups can be chosen. */
  | { readonly kind: "lexicon"; readonly groups: readonly GroupChoice[] }
  /** Something that goes on in the background failed. */
  | { readonly kind: "trouble"; readonly message: string; readonly hint: string };

/** From the shell to the process. */
export type RecordsRequest =
  | { readonly kind: "open"; readonly id: number; readonly file: RecordsFile }
  | { readonly kind: "ask"; readonly id: number; readonly question: RecordsQuestion };

/** From the process to the shell. */
export type RecordsReply =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
    }
  | { readonly kind: "event"; readonly event: RecordsEvent };

/** Records on one page, at most. */
export const mostOnPage = 200;

/** True for a well-formed question; whoever receives one from a page drops everything else. */
export function isRecordsQuestion(value: unknown): value is RecordsQuestion {
  if (!isObject(value)) return false;
  switch (value["kind"]) {
    case "page":
      return (
        (value["list"] === "all" || value["list"] === "matches") &&
        isCount(value["from"]) &&
        (value["toward"] === "after" || value["toward"] === "before") &&
        isCount(value["most"]) &&
        value["most"] <= mostOnPage &&
        isText(value["field"])
      );
    case "find":
      return (value["by"] === "line" || value["by"] === "byte") && isCount(value["value"]);
    case "whole":
      return isCount(value["start"]) && isText(value["field"]);
    case "filter": {
      const groups = value["groups"];
      return isText(value["text"]) && isText(value["field"]) && Array.isArray(groups) && groups.every(isText);
    }
    case "stop":
      return true;
    default:
      return false;
  }
}

/** Reads a message from the shell; a `TypeError` says what is wrong with it. */
export function parseRecordsRequest(value: unknown): RecordsRequest {
  if (!isObject(value) || !isCount(value["id"])) throw new TypeError("a request for records needs an id");
  const { kind, id, file, question } = value;
  if (kind === "open" && isRecordsFile(file)) return { kind, id: id as number, file };
  if (kind === "ask" && isRecordsQuestion(question)) return { kind, id: id as number, question };
  throw new TypeError("a request for records that cannot be read");
}

function isRecordsFile(value: unknown): value is RecordsFile {
  if (!isObject(value)) return false;
  const { path, name, field, lexiconFile, axes: wanted } = value;
  const areTexts = [field, lexiconFile].every((text) => text === undefined || isText(text));
  return (
    isText(path) && isText(name) && areTexts && Array.isArray(wanted) && wanted.every((axis) => axes.includes(axis))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
