import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { renderHtml } from "../report/html.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { packageFile } from "./packageFiles.ts";

/** Where a job's report was written. */
export interface ReportFiles {
  readonly json: string;
  readonly markdown: string;
  /** Absent when the page has not been built. */
  readonly html?: string;
}

/** The places `writeReportFiles` uses for a report of that name. */
export function reportFilesOf(directory: string, name: string): Required<ReportFiles> {
  return {
    json: join(directory, `${name}.json`),
    markdown: join(directory, `${name}.md`),
    html: join(directory, `${name}.html`),
  };
}

/** Writes a report as JSON, Markdown and, where the page is built, one self-contained HTML file. */
export async function writeReportFiles(report: BiasReport, directory: string, name: string): Promise<ReportFiles> {
  const { json, markdown, html } = reportFilesOf(directory, name);
  await writeAtomically(json, `${JSON.stringify(report, undefined, 1)}\n`, { force: true });
  await writeAtomically(markdown, renderMarkdown(report), { force: true });
  const script = await readFile(packageFile("dist", "page.js"), "utf8").catch(() => undefined);
  const style = await readFile(packageFile("dist", "page.css"), "utf8").catch(() => undefined);
  if (script === undefined || style === undefined) return { json, markdown };
  await writeAtomically(html, renderHtml(report, { script, style }), { force: true });
  return { json, markdown, html };
}
