import { randomUUID } from "node:crypto";
import { open, readFile, rename, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EvenhandError, codeOf, reasonOf } from "../../base/errors.ts";
import { makeFolder } from "../../base/makeFolder.ts";
import { ChainHashes } from "./ledgerChain.ts";
import { linesOf, parseHead, parseLedger } from "./ledgerContent.ts";
import type { LedgerContent, LedgerHead } from "./ledgerContent.ts";
import type { LedgerLine } from "./ledgerLine.ts";

/** What is written; the version is added. */
export type NewLedgerLine = LedgerLine extends infer Line
  ? Line extends LedgerLine
    ? Omit<Line, "version">
    : never
  : never;

export interface Ledger {
  /** Returns once the line is on the disk. */
  append(line: NewLedgerLine): Promise<void>;
  close(): Promise<void>;
}

/** Reads the whole ledger and checks its chain; an absent file is an empty one. */
export async function readLedger(path: string): Promise<LedgerContent> {
  // The head first: another process may be adding lines.
  const head = await readFile(headPath(path), "utf8").then(parseHead, () => undefined);
  return parseLedger(await textOrNothing(path), head);
}

/** @throws EvenhandError `privacy.ledgerEdited` for a ledger that was changed by hand */
export function checkLedger(path: string, { problem }: LedgerContent): void {
  if (problem === undefined) return;
  throw new EvenhandError("privacy.ledgerEdited", `${path}: the privacy ledger was changed by hand: ${problem}.`, {
    hint:
      "Put the file back as it was; or, when you know why it changed, go on with it as it is: " +
      "evenhand budget --accept-ledger, which writes that into the ledger.",
  });
}

/**
 * Opens the ledger for adding lines; the file and its folder are made when absent. Several processes may add at once.
 *
 * @throws EvenhandError `privacy.ledgerEdited` for a ledger that was changed by hand, `output.unwritable`
 */
export async function openLedger(path: string): Promise<Ledger> {
  checkLedger(path, await readLedger(path));
  return LedgerFile.open(path);
}

/** Goes on with a ledger that was changed by hand, and says so in it. Undefined when nothing was changed. */
export async function acceptLedger(path: string): Promise<string | undefined> {
  const { problem } = await readLedger(path);
  if (problem === undefined) return undefined;
  const ledger = await LedgerFile.open(path);
  try {
    await ledger.append({ kind: "accepted", at: new Date().toISOString(), problem });
  } finally {
    await ledger.close();
  }
  return problem;
}

class LedgerFile implements Ledger {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hashes = new ChainHashes();
  /** Bytes whose lines are in the hashes: up to the last line's end. */
  #read = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<LedgerFile> {
    try {
      await makeFolder(dirname(path));
      const ledger = new LedgerFile(path, await open(path, "a+"));
      await ledger.#readOn();
      return ledger;
    } catch (cause) {
      throw unwritable(path, cause);
    }
  }

  async append(line: NewLedgerLine): Promise<void> {
    try {
      await this.#endLine();
      await this.#file.write(`${this.#hashes.linked({ version: 2, ...line })}\n`);
      await this.#file.sync();
      await this.#readOn();
      await this.#writeHead({ lines: this.#hashes.lines, chain: this.#hashes.last });
    } catch (cause) {
      throw unwritable(this.#path, cause);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Takes in the lines that this process or another has added since; gives the bytes behind the last line's end. */
  async #readOn(): Promise<number> {
    const { size } = await this.#file.stat();
    if (size < this.#read) checkLedger(this.#path, { lines: [], damaged: [], problem: "it became shorter" });
    const bytes = Buffer.alloc(size - this.#read);
    await this.#file.read(bytes, 0, bytes.length, this.#read);
    const end = bytes.lastIndexOf(lineEnd) + 1;
    for (const text of linesOf(bytes.toString("utf8", 0, end))) this.#hashes.add(text);
    this.#read += end;
    return bytes.length - end;
  }

  /** A line without an end is being written by another process, or was cut short by a crash: then it ends here. */
  async #endLine(): Promise<void> {
    for (let tries = 0; tries < triesForALine; tries += 1) {
      if ((await this.#readOn()) === 0) return;
      await sleep(2);
    }
    await this.#file.write("\n");
    await this.#readOn();
  }

  /** The line itself is on the disk: a head that a crash keeps back is that of fewer lines, which are all there. */
  async #writeHead(head: LedgerHead): Promise<void> {
    const path = headPath(this.#path);
    const temporary = `${path}.${randomUUID()}.tmp`;
    await writeFile(temporary, `${JSON.stringify(head)}\n`);
    await rename(temporary, path);
  }
}

/** Beside the ledger. */
export function headPath(ledgerPath: string): string {
  return ledgerPath.replace(/(?:\.jsonl)?$/u, ".head.json");
}

async function textOrNothing(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return "";
    throw new EvenhandError("output.unwritable", `${path}: the privacy ledger cannot be read: ${reasonOf(cause)}`, {
      hint: "Check the file's permissions; without it nobody knows what the corpus has already paid.",
      cause,
    });
  }
}

const lineEnd = 10;
const triesForALine = 5;

function unwritable(path: string, cause: unknown): unknown {
  if (cause instanceof EvenhandError && cause.code === "privacy.ledgerEdited") return cause;
  return new EvenhandError("output.unwritable", `${path}: the privacy ledger cannot be written: ${reasonOf(cause)}`, {
    hint: "Free disk space or choose another folder with --out; no step is taken that the ledger does not hold.",
    cause,
  });
}
