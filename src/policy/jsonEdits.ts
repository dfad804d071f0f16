import { findNodeAtLocation, parseTree } from "jsonc-parser";
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
 * character of the last item where the list ends right behind it.
 *
 * @throws RangeError when there is no such item
 */
export function withoutListItem(text: string, list: JSONPath, index: number): string {
  const root = parseTree(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, list);
  const item = node?.children?.[index];
  if (node?.children === undefined || item === undefined) throw new RangeError(`no item ${index} in ${list.join(".")}`);
  const endOf = ({ offset, length }: { readonly offset: number; readonly length: number }): number => offset + length;
  const [previous, next] = [node.children[index - 1], node.children[index + 1]];
  const [start, end] =
    previous !== undefined
      ? [endOf(previous), endOf(item)]
      : next !== undefined
        ? [item.offset, next.offset]
        : [node.offset + 1, endOf(node) - 1];
  return text.slice(0, start) + text.slice(end);
}
