import { isRecordsQuestion } from "../jobs/records/recordsProtocol.ts";
import type { OpenedRecords, RecordsAnswers, RecordsEvent, RecordsQuestion } from "../jobs/records/recordsProtocol.ts";

export type {
  AnswerTo,
  GroupChoice,
  OpenedRecords,
  RecordList,
  RecordsEvent,
  RecordsQuestion,
  ShownPage,
  ShownRecord,
  ShownSpan,
  ShownTerm,
  WholeRecord,
} from "../jobs/records/recordsProtocol.ts";

/** What the page of the record viewer tells the editor. */
export type RecordsPageMessage =
  /** The page is drawn and waits for its file. */
  | { readonly kind: "ready" }
  | { readonly kind: "ask"; readonly id: number; readonly question: RecordsQuestion }
  | { readonly kind: "copy"; readonly text: string }
  /** Open the file anew: it changed, or its process ended. */
  | { readonly kind: "reopen" }
  /** Show a line, from 1, in the text editor. */
  | { readonly kind: "openText"; readonly line: number };

/** What the editor tells the page. */
export type RecordsHostMessage =
  | { readonly kind: "opened"; readonly file: OpenedFile }
  /** There is nothing to show, for a reason in one sentence, with what to do. */
  | { readonly kind: "notOpened"; readonly message: string; readonly hint: string }
  | { readonly kind: "answer"; readonly id: number; readonly answer: RecordsAnswers[RecordsQuestion["kind"]] }
  | { readonly kind: "failed"; readonly id: number; readonly message: string; readonly hint: string }
  | { readonly kind: "event"; readonly event: RecordsEvent }
  | { readonly kind: "reveal"; readonly target: RevealTarget }
  /** The file on disk is another one now. */
  | { readonly kind: "changed" };

export interface OpenedFile extends OpenedRecords {
  readonly name: string;
  readonly bytes: number;
  /** Whether terms are to be underlined. */
  readonly highlight: boolean;
  /** Small enough for the text editor, and no Parquet. */
  readonly opensAsText: boolean;
}

/** A place of the file: by a byte where that is known, else by the line or row, from 1. */
export interface RevealTarget {
  readonly line: number;
  readonly byte?: number;
}

/** True for a well-formed message from the page; the editor drops everything else. */
export function isRecordsPageMessage(value: unknown): value is RecordsPageMessage {
  if (!isObject(value)) return false;
  switch (value["kind"]) {
    case "ready":
    case "reopen":
      return true;
    case "copy":
      return typeof value["text"] === "string";
    case "openText":
      return isWhole(value["line"]) && value["line"] >= 1;
    case "ask":
      return isWhole(value["id"]) && isRecordsQuestion(value["question"]);
    default:
      return false;
  }
}

const hostKinds: Readonly<Record<RecordsHostMessage["kind"], true>> = {
  opened: true,
  notOpened: true,
  answer: true,
  failed: true,
  event: true,
  reveal: true,
  changed: true,
};

/** True for a message of one of the editor's kinds; this guards against other senders, not against the editor. */
export function isRecordsHostMessage(value: unknown): value is RecordsHostMessage {
  return isObject(value) && typeof value["kind"] === "string" && Object.hasOwn(hostKinds, value["kind"]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
