import { ChainHashes } from "./ledgerChain.ts";
import { parseLedgerLine } from "./ledgerLine.ts";
import type { LedgerLine } from "./ledgerLine.ts";

export interface LedgerContent {
  readonly lines: readonly LedgerLine[];
  /** Line numbers, from 1, that could not be read, for example one that was cut short by a crash. */
  readonly damaged: readonly number[];
  /** How one sees that the file was changed by hand, a sentence's end; absent when every line follows from those before. */
  readonly problem?: string;
}

/** How long the ledger is, kept beside it, so that lines missing at its end are noticed. */
export interface LedgerHead {
  readonly lines: number;
  readonly chain: string;
}

/**
 * Reads a ledger and checks its chain.
 *
 * @param head undefined when it is not there
 */
export function parseLedger(content: string, head: LedgerHead | undefined): LedgerContent {
  const texts = linesOf(content);
  const hashes = new ChainHashes();
  const lines: LedgerLine[] = [];
  const damaged: number[] = [];
  let problem: string | undefined;
  let chained = 0;
  for (const [index, text] of texts.entries()) {
    const line = parseLedgerLine(text);
    if (line === undefined) damaged.push(index + 1);
    else lines.push(line);
    if (line?.version === 2) {
      chained += 1;
      const follows = hashes.follows(text, index);
      if (follows && line.kind === "accepted") problem = undefined;
      if (!follows) problem ??= `line ${index + 1} does not follow from the lines before it`;
    }
    hashes.add(text);
  }
  problem ??= endProblem(hashes, chained, head);
  return { lines, damaged, ...(problem === undefined ? {} : { problem }) };
}

function endProblem(hashes: ChainHashes, chained: number, head: LedgerHead | undefined): string | undefined {
  // A crash between the very first line and its head leaves a ledger without one.
  if (head === undefined)
    return chained > 1 ? "the file that holds its length (ledger.head.json) is missing" : undefined;
  const there = hashes.after(head.lines);
  if (there === undefined) return `it has ${hashes.lines} of ${head.lines} lines`;
  return there === head.chain ? undefined : `line ${head.lines} or one before it is not as it was written`;
}

/** Blank lines mean nothing. */
export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Undefined for what is none. */
export function parseHead(text: string): LedgerHead | undefined {
  try {
    const { lines, chain } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return Number.isInteger(lines) && typeof chain === "string" ? { lines: lines as number, chain } : undefined;
  } catch {
    return undefined;
  }
}
