import type { PrivacyEntry } from "./accountant.ts";

/** One line of `.evenhand/ledger.jsonl`: something that a corpus's records paid for, or what is said about a corpus. */
export type LedgerLine = ProtectedLine | UnprotectedLine | CorpusLine | BudgetLine | AcceptedLine;

interface LedgerLineBase {
  /** 1: written before lines were chained. */
  readonly version: 1 | 2;
  /** ISO 8601. */
  readonly at: string;
}

interface RunLine extends LedgerLineBase {
  /** The key of the corpus: SHA-256 over the hashes of its files. */
  readonly corpus: string;
  readonly run: string;
  readonly arm: string;
}

/** Steps of a private run, written before the update that they pay for is made. */
export interface ProtectedLine extends RunLine, PrivacyEntry {
  readonly kind: "protected";
  /** The first of the steps, from 1. */
  readonly step: number;
  /** What one unit of privacy is, in words. */
  readonly unit: string;
  readonly clipMode: string;
  /** The delta that the run's epsilon is told at; absent in version 1, as are the next two. */
  readonly delta?: number;
  readonly adjacency?: "add or remove one unit";
  readonly sampling?: "Poisson";
}

/** A run whose result tells without limit about the records: no noise, or noise from a known seed. */
export interface UnprotectedLine extends RunLine {
  readonly kind: "unprotected";
  readonly reason: "no noise" | "seeded noise";
}

/** What a corpus is made of; stands before the first line that charges it. */
export interface CorpusLine extends LedgerLineBase, CorpusIdentity {
  readonly kind: "corpus";
}

/** How a corpus is known again. */
export interface CorpusIdentity {
  readonly corpus: string;
  /** Names of its files, without folders. */
  readonly names: readonly string[];
  /** SHA-256 of each file; for a counterfactual copy those of the files that it was made from. */
  readonly files: readonly string[];
}

/** The most that all private runs on a corpus may spend together; null: no longer. The last line holds. */
export interface BudgetLine extends LedgerLineBase {
  readonly kind: "budget";
  readonly corpus: string;
  readonly epsilon: number | null;
  readonly delta: number;
}

/** Somebody has seen that the lines before this one were changed by hand, and goes on with them as they are. */
export interface AcceptedLine extends LedgerLineBase {
  readonly kind: "accepted";
  readonly problem: string;
}

/** Undefined for a line that is none, for example one that was cut short by a crash. */
export function parseLedgerLine(text: string): LedgerLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const line = value as Readonly<Record<string, unknown>>;
  if ((line["version"] !== 1 && line["version"] !== 2) || typeof line["at"] !== "string") return undefined;
  return isComplete(line) ? (value as LedgerLine) : undefined;
}

function isComplete(line: Readonly<Record<string, unknown>>): boolean {
  const isText = (name: string): boolean => typeof line[name] === "string";
  const isRun = isText("corpus") && isText("run") && isText("arm");
  switch (line["kind"]) {
    case "protected":
      return isRun && isPayment(line);
    case "unprotected":
      return isRun;
    case "corpus":
      return isText("corpus") && isTexts(line["names"]) && isTexts(line["files"]);
    case "budget":
      return isText("corpus") && isBudget(line);
    case "accepted":
      return isText("problem");
    default:
      return false;
  }
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

function isBudget({ epsilon, delta }: Readonly<Record<string, unknown>>): boolean {
  const isLimit = epsilon === null || (typeof epsilon === "number" && epsilon > 0);
  return isLimit && typeof delta === "number" && delta > 0 && delta < 1;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
