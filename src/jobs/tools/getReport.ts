import { EvenhandError } from "../../base/errors.ts";
import { renderMarkdown } from "../../report/markdown.ts";
import { withoutText } from "../../report/withoutText.ts";
import { findReport } from "./findReport.ts";
import type { ToolAnswer, ToolContext } from "./toolContext.ts";

export interface GetReportInput {
  readonly report?: string;
  readonly section?: string;
}

const inWords = "In words";

/** A report as Markdown without the corpus's text: its head and what it says in words, or one section. */
export async function getReport({ report: path, section }: GetReportInput, context: ToolContext): Promise<ToolAnswer> {
  const { report } = await findReport(path, ["reports", "scans"], context);
  const [head = "", ...sections] = renderMarkdown(withoutText(report)).split(/^(?=## )/m);
  const named = sections.map((text) => ({ heading: text.slice(3, text.indexOf("\n")).trim(), text: text.trim() }));
  const headings = named.map(({ heading }) => heading);
  const find = (heading: string): string | undefined =>
    named.find((one) => one.heading.toLowerCase() === heading.toLowerCase())?.text;
  const figures = { title: report.title, createdAt: report.createdAt, sections: headings, warnings: report.warnings };
  if (section !== undefined) {
    const text = find(section);
    if (text !== undefined) return { text, figures };
    throw new EvenhandError("arguments.invalid", `The report has no section “${section}”.`, {
      hint: `Its sections: ${headings.join(", ")}.`,
    });
  }
  const parts = [head.trim(), find(inWords) ?? "", `Sections: ${headings.join(", ")}.`];
  return { text: parts.filter((part) => part !== "").join("\n\n"), figures };
}
