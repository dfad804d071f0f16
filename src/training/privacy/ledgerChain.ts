import { createHash } from "node:crypto";

/** What a chained line says about the lines before it. */
export interface Link {
  /** Lines that stood before it when it was written; another process may have added some since. */
  readonly seen: number;
  /** SHA-256 over those lines and this one's own content. */
  readonly chain: string;
}

/**
 * Hashes of a text that grows line by line, each over the one before and the line: a line changed, added or taken out
 * changes all that follow. It is no signature: who edits a line and recalculates every later one is not found out.
 */
export class ChainHashes {
  /** After 0, 1, 2, … lines. */
  readonly #hashes = [""];

  get lines(): number {
    return this.#hashes.length - 1;
  }

  add(text: string): void {
    this.#hashes.push(next(this.last, text));
  }

  get last(): string {
    return this.#hashes[this.lines] as string;
  }

  /** Undefined for more lines than there are. */
  after(lines: number): string | undefined {
    return this.#hashes[lines];
  }

  /** The text of a new line: its content, and the link to all lines up to now. */
  linked(content: object): string {
    const { lines: seen } = this;
    const body = JSON.stringify({ ...content, seen }).slice(0, -1);
    return `${body},"chain":"${next(this.last, body)}"}`;
  }

  /** Whether a line that carries a link follows from lines that stand before position `index`, as they are now. */
  follows(text: string, index: number): boolean {
    const found = linkPattern.exec(text);
    if (found === null) return false;
    const seen = Number(found[1]);
    const before = seen <= index ? this.after(seen) : undefined;
    return before !== undefined && found[2] === next(before, text.slice(0, found.index + found[0].indexOf(',"chain"')));
  }
}

const linkPattern = /,"seen":(\d+),"chain":"([0-9a-f]{64})"\}$/u;

function next(before: string, text: string): string {
  return createHash("sha256").update(`${before}\n${text}`).digest("hex");
}
