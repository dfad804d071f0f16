import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseSync } from "oxc-parser";

/** A place in the source, `FILE:LINE`. */
export interface StringUse {
  readonly text: string;
  readonly place: string;
}

export interface EditorStrings {
  /** First arguments of `vscode.l10n.t`. */
  readonly localised: readonly StringUse[];
  /** Calls of `vscode.l10n.t` whose message is no literal, or under another name: a translator would never see it. */
  readonly unseen: readonly StringUse[];
  /** Texts with words that the editor shows as they stand. */
  readonly bare: readonly StringUse[];
}

/** Rooms that speak through the editor's own interface; the page in the panel has its own strings, shared with the HTML report. */
const shell = ["src/editor", "src/webview", "src/extension.ts"];

/** Functions of the editor whose text arguments are shown. */
const showing =
  /^(?:showInformationMessage|showWarningMessage|showErrorMessage|setStatusBarMessage|TreeItem|MarkdownString|appendMarkdown|TestMessage)$/u;

/** Properties that the editor shows, in objects given to it and in assignments. */
const shownProperties =
  /^(?:title|label|description|detail|placeHolder|placeholder|prompt|tooltip|text|message|validationMessage|ariaLabel|openLabel|saveLabel|accessibilityInformation)$/u;

/** What holds words that a person reads, icons such as `$(mute)` and the product's name apart: at least one of two letters. */
const words = /\p{L}{2}/u;

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

/** Every text that the extension gives the editor to show. */
export function editorStrings(root: string): EditorStrings {
  const found = { localised: [] as StringUse[], unseen: [] as StringUse[], bare: [] as StringUse[] };
  for (const file of shell.flatMap((place) => sourcesIn(join(root, place)))) {
    const source = readFileSync(file, "utf8");
    const { program, errors } = parseSync(file, source);
    if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message ?? ""}`);
    const use = (text: string, { start }: Node): StringUse => ({
      text,
      place: `${relative(root, file)}:${source.slice(0, start).split("\n").length}`,
    });
    walk(program as unknown as Node, (node, parents) => {
      if (node.type === "CallExpression" && source.slice(calleeStart(node), calleeEnd(node)) === "vscode.l10n.t") {
        const [message] = node["arguments"] as readonly Node[];
        const text = message === undefined ? undefined : literalText(message);
        if (text === undefined) found.unseen.push(use(source.slice(node.start, node.start + 60), node));
        else found.localised.push(use(text, node));
      }
      if (
        node.type === "VariableDeclarator" &&
        /=\s*vscode\.l10n(?:\.t)?$/u.test(source.slice(node.start, endOf(node)))
      )
        found.unseen.push(use(source.slice(node.start, endOf(node)), node));
      const text = literalText(node) ?? templateText(node);
      if (text !== undefined && words.test(text.replaceAll(/\$\([\w~-]+\)|Evenhand/gu, "")) && isShown(node, parents))
        found.bare.push(use(text, node));
    });
  }
  return found;
}

/** The bundle of messages for translators, as the editor wants it: each message is its own key. */
export function messageBundle({ localised }: EditorStrings): string {
  const messages = [...new Set(localised.map(({ text }) => text))].sort();
  return `${JSON.stringify(Object.fromEntries(messages.map((message) => [message, message])), undefined, 2)}\n`;
}

function sourcesIn(place: string): string[] {
  if (place.endsWith(".ts")) return [place];
  // Not deeper: what lies in `webview/app` runs in the page.
  return readdirSync(place)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(place, name));
}

/** A text counts as shown where the nearest thing around it hands it to the editor. */
function isShown(node: Node, parents: readonly Node[]): boolean {
  let child = node;
  for (const parent of parents.toReversed()) {
    switch (parent.type) {
      // Whatever these choose or join, they hand on.
      case "ConditionalExpression":
        if (parent["test"] === child) return false;
        break;
      case "LogicalExpression":
      case "ArrayExpression":
      case "TemplateLiteral":
      case "ParenthesizedExpression":
        break;
      case "BinaryExpression":
        if (parent["operator"] !== "+") return false;
        break;
      case "CallExpression":
      case "NewExpression":
        return (
          (parent["arguments"] as readonly Node[]).includes(child) && showing.test(nameOf(parent["callee"] as Node))
        );
      case "Property":
        return parent["value"] === child && shownProperties.test(nameOf(parent["key"] as Node)) && !isForError(parents);
      case "AssignmentExpression":
        return parent["right"] === child && shownProperties.test(nameOf(parent["left"] as Node));
      default:
        return false;
    }
    child = parent;
  }
  return false;
}

/** Errors of the core and of the shell are English everywhere: people search for them, and logs and the command line have them too. */
function isForError(parents: readonly Node[]): boolean {
  return parents.some(
    (parent) => parent.type === "NewExpression" && nameOf(parent["callee"] as Node).endsWith("Error"),
  );
}

/** `TreeItem` of `new vscode.TreeItem`, `title` of a key. */
function nameOf(node: Node): string {
  if (node.type === "MemberExpression") return nameOf(node["property"] as Node);
  const name = node["name"] ?? node["value"];
  return typeof name === "string" ? name : "";
}

function literalText(node: Node): string | undefined {
  return node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined;
}

/** The words of a template between its expressions. */
function templateText(node: Node): string | undefined {
  if (node.type !== "TemplateLiteral") return undefined;
  const quasis = node["quasis"] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join("…");
}

const calleeStart = (node: Node): number => (node["callee"] as Node).start;
const calleeEnd = (node: Node): number => endOf(node["callee"] as Node);
const endOf = (node: Node): number => node["end"] as number;

function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  visit(node, parents);
  const inside = [...parents, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "type" in child) walk(child as Node, visit, inside);
    }
  }
}
