import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import type { BiasReport } from "../report/biasReport.ts";

/** Where a report goes without taking the place of one about something else. */
export interface ReportPlace {
  /** Without folder and ending. */
  readonly name: string;
  /** When the earlier report of the same source was made that this one replaces; undefined when there is none. */
  readonly replaces: string | undefined;
}

/** What a report was made from, as a hash: reports may be handed on, and folder names are nobody's business. */
export function sourceHash(paths: readonly string[]): string {
  const sorted = paths.map((path) => resolve(path)).sort();
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}

/** The report with the hash of what it was made from, by which `placeForReport` knows it again. */
export function withSource(report: BiasReport, paths: readonly string[]): BiasReport {
  return { ...report, method: { ...report.method, source: sourceHash(paths) } };
}

/** A file name for a report on these paths: the name without its last ending, `letters` of `letters.jsonl`. */
export function reportNameOf(paths: readonly string[]): string {
  const [first = "report", ...more] = paths;
  const base = resolve(first).split(/[\\/]/).at(-1) ?? "";
  const stem = base.slice(0, base.length - extname(base).length);
  // A pattern such as *.jsonl has no name of its own.
  const name = safeName(stem).replace(/^-+$/u, "") || "report";
  return more.length === 0 ? name : `${name}-and-${more.length}-more`;
}

/** A part of a file name that every system takes. */
export function safeName(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}+._-]+/gu, "-").slice(0, 80);
}

/**
 * A name that is free in the folder, or that of the earlier report of the same source, which the new one replaces. A
 * report of another source stays: the new one then gets a number behind its name.
 *
 * @param report with its source, see `withSource`
 */
export async function placeForReport(folder: string, wanted: string, report: BiasReport): Promise<ReportPlace> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    const earlier = await readFile(join(folder, `${name}.json`), "utf8").catch(() => undefined);
    if (earlier === undefined) return { name, replaces: undefined };
    const { source, createdAt } = identityOf(earlier);
    if (source !== undefined && source === report.method.source) return { name, replaces: createdAt };
  }
}

/** Of a file that need not be a report: one without a source is of another. */
function identityOf(json: string): { readonly source?: string; readonly createdAt: string } {
  try {
    const { createdAt, method } = JSON.parse(json) as { createdAt?: unknown; method?: { source?: unknown } };
    return {
      ...(typeof method?.source === "string" && { source: method.source }),
      createdAt: typeof createdAt === "string" ? createdAt : "",
    };
  } catch {
    return { createdAt: "" };
  }
}
