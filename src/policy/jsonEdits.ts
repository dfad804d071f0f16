import { createScanner, findNodeAtLocation, parseTree } from "jsonc-parser";
import type { JSONPath, ModificationOptions } from "jsonc-parser";

/** New lines of a JSON text are indented as the text is. */
export function jsonFormatting(text: string): ModificationOptions {
  const indent = /^([ \t]+)\S/mu.exec(text)?.[1];
  const insertSpaces = indent?.startsWith("\t") !== true;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return { formattingOptions: { insertSpaces, tabSize: insertSpaces ? (indent?.length ?? 2) : 1, eol } };
}

/**
 * The text without one item of a list; the list stays where it was the only one. `modify` of jsonc-parser 3.3 leaves the last
 * character of the last item where the list ends right behind it, and takes comments of its neighbours along. A comment behind
 * the item on its line goes with it; all others stay.
 *
 * @throws RangeError when there is no such item
 */
export function withoutListItem(text: string, list: JSONPath, index: number): string {
  const root = parseTree(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, list);
  const item = node?.children?.[index];
  if (node?.children === undefined || item === undefined) throw new RangeError(`no item ${index} in ${list.join(".")}`);
  const endOf = ({ offset, length }: { readonly offset: number; readonly length: number }): number => offset + length;
  const previous = node.children[index - 1];
  const commaBehind = commaAfter(text, endOf(item));
  // Of the last item, the comma before it goes.
  const commaBefore =
    commaBehind !== undefined || previous === undefined ? undefined : commaAfter(text, endOf(previous));
  const end = restOfLine(text, commaBehind === undefined ? endOf(item) : commaBehind + 1);
  const start = item.offset - (/(?:\r?\n)?[ \t]*$/u.exec(text.slice(0, item.offset))?.[0].length ?? 0);
  if (node.children.length === 1) {
    const [open, close] = [node.offset + 1, endOf(node) - 1];
    const left = text.slice(open, start) + text.slice(end, close);
    return text.slice(0, open) + (left.trim() === "" ? "" : left) + text.slice(close);
  }
  const before = text.slice(0, start);
  const kept = commaBefore === undefined ? before : before.slice(0, commaBefore) + before.slice(commaBefore + 1);
  return kept + text.slice(end);
}

/** The place of the comma that follows, with nothing but spaces and comments between. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const next = scanner.getTokenOffset();
  return text[next] === "," ? next : undefined;
}

/** Behind a comment on the same line, which is about what stands before it; the place itself where there is none. */
function restOfLine(text: string, offset: number): number {
  return offset + (/^[ \t]*\/\/[^\r\n]*/u.exec(text.slice(offset))?.[0].length ?? 0);
}
