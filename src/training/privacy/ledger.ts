import { open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { EvenhandError, reasonOf } from "../../base/errors.ts";
import { makeFolder } from "../../base/makeFolder.ts";
import { mergedEntries } from "./accountant.ts";
import type { PrivacyEntry } from "./accountant.ts";
import { epsilonSpent } from "./epsilonSpent.ts";
import type { Accountant } from "./epsilonSpent.ts";

/** One line of `.evenhand/ledger.jsonl`: something that a corpus's records paid for. Lines are only ever added. */
export type LedgerLine = ProtectedLine | UnprotectedLine;

interface LedgerLineBase {
  readonly version: 1;
  /** ISO 8601. */
  readonly at: string;
  /** SHA-256 of the corpus's content. */
  readonly corpus: string;
  readonly run: string;
  readonly arm: string;
}

/** Steps of a private run, written before the update that they pay for is made. */
export interface ProtectedLine extends LedgerLineBase, PrivacyEntry {
  readonly kind: "protected";
  /** The first of the steps, from 1. */
  readonly step: number;
  readonly unit: string;
  readonly clipMode: string;
}

/** A run whose result tells without limit about the records: no noise, or noise from a known seed. */
export interface UnprotectedLine extends LedgerLineBase {
  readonly kind: "unprotected";
  readonly reason: "no noise" | "seeded noise";
}

export interface LedgerContent {
  readonly lines: readonly LedgerLine[];
  /** Line numbers, from 1, that could not be read, for example one that was cut short by a crash. */
  readonly damaged: readonly number[];
}

/** What a corpus has paid over all runs. */
export interface CorpusSpending {
  /** Of all protected runs together. */
  readonly epsilon: number;
  readonly delta: number;
  readonly protectedRuns: number;
  /** Runs that no epsilon covers. */
  readonly unprotectedRuns: number;
}

export interface Ledger {
  /** Returns once the line is on the disk. */
  append(line: LedgerLine): Promise<void>;
  close(): Promise<void>;
}

/** Opens the ledger for adding lines; the file and its folder are made when absent. */
export async function openLedger(path: string): Promise<Ledger> {
  const unwritable = (cause: unknown): EvenhandError =>
    new EvenhandError("output.unwritable", `${path}: the privacy ledger cannot be written: ${reasonOf(cause)}`, {
      hint: "Free disk space or choose another folder with --out; no step is taken that the ledger does not hold.",
      cause,
    });
  try {
    await makeFolder(dirname(path));
    const torn = await endsInTheMiddleOfALine(path);
    const file = await open(path, "a");
    if (torn) await file.write("\n");
    return {
      async append(line) {
        try {
          await file.write(`${JSON.stringify(line)}\n`);
          await file.sync();
        } catch (cause) {
          throw unwritable(cause);
        }
      },
      close: () => file.close(),
    };
  } catch (cause) {
    throw unwritable(cause);
  }
}

/** Reads the whole ledger; an absent file is an empty one. */
export async function readLedger(path: string): Promise<LedgerContent> {
  const lines: LedgerLine[] = [];
  const damaged: number[] = [];
  for (const [index, text] of (await textOrNothing(path)).split("\n").entries()) {
    if (text === "") continue;
    const line = parseLine(text);
    if (line === undefined) damaged.push(index + 1);
    else lines.push(line);
  }
  return { lines, damaged };
}

/** Everything that one corpus has paid, composed step by step: epsilons of single runs are never added up. */
export function spentOn(
  lines: readonly LedgerLine[],
  corpus: string,
  delta: number,
  accountant?: Accountant,
): CorpusSpending {
  const own = lines.filter((line) => line.corpus === corpus);
  const paid = own.filter((line) => line.kind === "protected");
  const runs = (of: readonly LedgerLine[]): number =>
    new Set(of.map((line) => JSON.stringify([line.run, line.arm]))).size;
  return {
    epsilon: epsilonSpent(paid, delta, accountant).epsilon,
    delta,
    protectedRuns: runs(paid),
    unprotectedRuns: runs(own.filter((line) => line.kind === "unprotected")),
  };
}

/** What one arm of one run has paid so far, also for steps that a crash took back. */
export function entriesOf(lines: readonly LedgerLine[], run: string, arm: string): PrivacyEntry[] {
  return mergedEntries(
    lines.filter((line) => line.kind === "protected").filter((line) => line.run === run && line.arm === arm),
  );
}

async function textOrNothing(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new EvenhandError("output.unwritable", `${path}: the privacy ledger cannot be read: ${reasonOf(cause)}`, {
      hint: "Check the file's permissions; without it nobody knows what the corpus has already paid.",
      cause,
    });
  }
}

async function endsInTheMiddleOfALine(path: string): Promise<boolean> {
  const text = await textOrNothing(path);
  return text !== "" && !text.endsWith("\n");
}

function parseLine(text: string): LedgerLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const line = value as Readonly<Record<string, unknown>>;
  const named = [line["at"], line["corpus"], line["run"], line["arm"]].every((field) => typeof field === "string");
  if (line["version"] !== 1 || !named) return undefined;
  if (line["kind"] === "unprotected") return value as UnprotectedLine;
  return line["kind"] === "protected" && isPayment(line) ? (value as ProtectedLine) : undefined;
}

function isPayment({ samplingRate, noiseMultiplier, steps }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof samplingRate === "number" &&
    samplingRate > 0 &&
    samplingRate <= 1 &&
    typeof noiseMultiplier === "number" &&
    noiseMultiplier > 0 &&
    typeof steps === "number" &&
    Number.isInteger(steps) &&
    steps > 0
  );
}
