import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { PageContent } from "../report/pageContent.ts";
import { reportComparisonVersion } from "../report/comparison/reportComparison.ts";

/** What the page tells the editor. */
export type PageMessage =
  /** The page is drawn and waits for its report. */
  | { readonly kind: "ready" }
  /** Show a place of the corpus: a file name of the report (no folders), line from 1, column in UTF-16 from 0, byte of the file. */
  | {
      readonly kind: "openPlace";
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly byte: number;
    }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "saveHtml" }
  /** Save a picture, its file name proposed; `base64` of the file's bytes. */
  | { readonly kind: "saveImage"; readonly name: string; readonly base64: string };

/** What the editor tells the page. */
export type HostMessage = PageContent;

/** True for a well-formed message from the page; the editor drops everything else. */
export function isPageMessage(value: unknown): value is PageMessage {
  if (!isRecord(value)) return false;
  switch (value["kind"]) {
    case "ready":
    case "saveHtml":
      return true;
    case "copy":
      return typeof value["text"] === "string";
    case "saveImage":
      return isImageName(value["name"]) && typeof value["base64"] === "string";
    case "openPlace":
      return (
        typeof value["file"] === "string" &&
        isWhole(value["line"], 1) &&
        isWhole(value["column"], 0) &&
        isWhole(value["byte"], 0)
      );
    default:
      return false;
  }
}

/** True for a message that the page may act on. The host has validated the report; this guards against other senders. */
export function isHostMessage(value: unknown): value is HostMessage {
  if (!isRecord(value)) return false;
  const { kind, report, comparison } = value;
  if (kind === "comparison") {
    return isRecord(comparison) && comparison["comparisonVersion"] === reportComparisonVersion;
  }
  if (kind !== "report" || !isRecord(report)) return false;
  return report["schemaVersion"] === biasReportSchemaVersion && Array.isArray(report["warnings"]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** A name without folders, of one of the two kinds of picture. */
function isImageName(value: unknown): boolean {
  return typeof value === "string" && /^[^\\/]+\.(?:svg|png)$/u.test(value);
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}
