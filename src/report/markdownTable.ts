export interface MarkdownColumn {
  readonly head: string;
  /** Numbers go to the right. */
  readonly numeric?: boolean;
}

/** A GitHub-flavoured table; cells are taken as they are, so escape foreign text with {@link escapeMarkdown}. */
export function markdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map((column) => column.head)),
    line(columns.map((column) => (column.numeric === true ? "--:" : "---"))),
    ...rows.map(line),
  ].join("\n");
}

/** Text of the corpus or of file names as literal Markdown on one line: no markup, links, HTML or cell ends of its own. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\r\n\t\u2028\u2029]+/g, " ")
      .replace(/[\\`*_{}[\]<>#|~$&]/g, "\\$&")
      .replace(/:\/\//g, ":\\//")
      .replace(/\b(www)\./gi, "$1\\.")
      // Where it begins a line, as in a list of texts, it would be a list of its own.
      .replace(/^(\s*)([-+])(?=\s)/, "$1\\$2")
      .replace(/^(\s*\d{1,9})([.)])(?=\s)/, "$1\\$2")
      .replace(/@(?=\w)/g, "@\u200b")
  );
}
