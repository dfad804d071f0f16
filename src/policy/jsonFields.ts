import { findNodeAtLocation, getNodePath, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Node, ParseError } from "jsonc-parser";
import { EvenhandError } from "../base/errors.ts";
import type { Placed } from "./policy.ts";

/** A mistake in evenhand.json with its place, for a message or a squiggle. */
export class PolicyError extends EvenhandError {
  readonly place: Placed;

  constructor(message: string, hint: string, place: Placed) {
    super("configuration.invalid", message, { hint });
    this.name = "PolicyError";
    this.place = place;
  }
}

/** Reads fields of a JSON text with comments; whatever is wrong is told with file, line and field. */
export class JsonFields {
  readonly #name: string;
  readonly #root: Node;
  readonly #lineStarts: readonly number[];

  /** @param name of the file, for messages */
  constructor(text: string, name: string) {
    this.#name = name;
    this.#lineStarts = [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
    const [first] = errors;
    if (first !== undefined || root === undefined) {
      const { offset, length, error } = first ?? { offset: 0, length: 0, error: undefined };
      const what = error === undefined ? "it is empty" : syntaxWords(printParseErrorCode(error));
      const place = this.#placed(offset, offset + length);
      throw new PolicyError(
        `${name}, line ${place.line}: not JSON (${what})`,
        "Correct it; comments and commas at the end are allowed.",
        place,
      );
    }
    this.#root = root;
  }

  get root(): Node {
    return this.#root;
  }

  placeOf({ offset, length }: Node): Placed {
    return this.#placed(offset, offset + length);
  }

  /** `evenhand.json, line 12: gates[1].below must be a number`. @param what `must be …` */
  error(node: Node, what: string, hint: string): PolicyError {
    const place = this.placeOf(node);
    const field = fieldName(getNodePath(node));
    return new PolicyError(`${this.#name}, line ${place.line}: ${field} ${what}`, hint, place);
  }

  /** Refuses what is no object, and fields with other names: a field that is misspelt would be passed over. */
  checkObject(node: Node, known: readonly string[]): void {
    if (node.type !== "object") throw this.error(node, "must be an object", `Write { … } with ${known.join(", ")}.`);
    for (const property of node.children ?? []) {
      const [key] = property.children ?? [];
      if (key === undefined || known.includes(key.value as string)) continue;
      throw this.error(key, "is no field of this file", `Known here: ${known.join(", ")}.`);
    }
  }

  /** The items of a list; none when the field is absent. */
  list(parent: Node, key: string): readonly Node[] {
    const node = field(parent, key);
    if (node === undefined) return [];
    if (node.type !== "array") throw this.error(node, "must be a list", "Write [ … ].");
    return node.children ?? [];
  }

  text(parent: Node, key: string): string | undefined {
    const node = field(parent, key);
    return node === undefined ? undefined : this.textOf(node);
  }

  textOf(node: Node): string {
    if (node.type !== "string" || (node.value as string).trim() === "") {
      throw this.error(node, "must be a text that is not empty", 'Write it in "quotes".');
    }
    return node.value as string;
  }

  /** One text, or a list of texts. */
  texts(parent: Node, key: string): readonly string[] {
    const node = field(parent, key);
    if (node === undefined) return [];
    return node.type === "array" ? (node.children ?? []).map((item) => this.textOf(item)) : [this.textOf(node)];
  }

  choice<T extends string>(parent: Node, key: string, choices: readonly T[]): T | undefined {
    const node = field(parent, key);
    if (node === undefined) return undefined;
    const found = choices.find((choice) => choice === node.value);
    if (found === undefined) throw this.error(node, `must be one of ${choices.join(", ")}`, "Correct the spelling.");
    return found;
  }

  number(parent: Node, key: string, isAllowed: (value: number) => boolean, what: string): number | undefined {
    const node = field(parent, key);
    if (node === undefined) return undefined;
    if (node.type !== "number" || !isAllowed(node.value as number)) {
      throw this.error(node, `must be ${what}`, "Write it without quotes.");
    }
    return node.value as number;
  }

  flag(parent: Node, key: string): boolean {
    const node = field(parent, key);
    if (node !== undefined && node.type !== "boolean") throw this.error(node, "must be true or false", "Correct it.");
    return node?.value === true;
  }

  #placed(start: number, end: number): Placed {
    return { line: this.#lineStarts.findLastIndex((lineStart) => lineStart <= start) + 1, start, end };
  }
}

/** The value of an object's field. */
export function field(parent: Node, key: string): Node | undefined {
  return findNodeAtLocation(parent, [key]);
}

/** `gates[1].below`. */
function fieldName(path: readonly (string | number)[]): string {
  const name = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return name === "" ? "the file" : name.replace(/^\./u, "");
}

/** `CommaExpected` as `comma expected`. */
function syntaxWords(code: string): string {
  return code.replaceAll(/(?!^)([A-Z])/gu, " $1").toLowerCase();
}
