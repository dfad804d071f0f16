import type * as vscode from "vscode";

/** Lines drawn above and below what is visible, so that scrolling a little needs no new drawing. */
export const visibleMargin = 40;

/** The lines to decorate: the visible ranges plus a margin, each once, in order. From 0. */
export function visibleLines(editor: vscode.TextEditor, margin = visibleMargin): number[] {
  const last = editor.document.lineCount - 1;
  const lines = new Set<number>();
  for (const range of editor.visibleRanges) {
    const end = Math.min(last, range.end.line + margin);
    for (let line = Math.max(0, range.start.line - margin); line <= end; line += 1) lines.add(line);
  }
  return [...lines].sort((a, b) => a - b);
}
