/**
 * Text as a Markdown code span on one line. Nothing is escaped in one: a backslash would be shown. So its fence is longer than
 * every run of backticks in the text. Not for cells of tables, where a bar would end the cell.
 *
 * @see https://spec.commonmark.org/0.31.2/#code-spans
 */
export function codeSpan(text: string): string {
  const line = text.replace(/[\r\n\t\u2028\u2029]+/g, " ");
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // A backtick beside the fence would be part of it; and of spaces on both sides readers take one away.
  const pad = /^[` ]|[` ]$/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}
