import { mergedEntries } from "./accountant.ts";
import type { PrivacyEntry } from "./accountant.ts";
import { epsilonSpent } from "./epsilonSpent.ts";
import type { Accountant } from "./epsilonSpent.ts";
import type { BudgetLine, CorpusIdentity, CorpusLine, LedgerLine, ProtectedLine } from "./ledgerLine.ts";

/** What a corpus has paid over all runs. */
export interface CorpusSpending {
  /** Of all protected runs together. */
  readonly epsilon: number;
  readonly delta: number;
  readonly protectedRuns: number;
  /** Runs that no epsilon covers. */
  readonly unprotectedRuns: number;
  /** What the protected runs call a unit of privacy, each once. */
  readonly units: readonly string[];
}

/** The most that a corpus may spend. */
export interface Budget {
  readonly epsilon: number;
  readonly delta: number;
}

/**
 * Everything that one corpus has paid, composed step by step: epsilons of single runs are never added up. Runs on another
 * corpus that shares a file with it count in full: a record of that file has paid for both.
 */
export function spentOn(
  lines: readonly LedgerLine[],
  corpus: string,
  delta: number,
  accountant?: Accountant,
): CorpusSpending {
  const paid = paymentsOf(lines, corpus);
  const own = relatedTo(lines, corpus);
  const free = lines.filter((line) => line.kind === "unprotected").filter((line) => own.has(line.corpus));
  return {
    epsilon: epsilonSpent(paid, delta, accountant).epsilon,
    delta,
    protectedRuns: runsOf(paid),
    unprotectedRuns: runsOf(free),
    units: [...new Set(paid.map(({ unit }) => unit))],
  };
}

/** The steps that a corpus's records have paid for. */
export function paymentsOf(lines: readonly LedgerLine[], corpus: string): ProtectedLine[] {
  const own = relatedTo(lines, corpus);
  return lines.filter((line) => line.kind === "protected").filter((line) => own.has(line.corpus));
}

/** What one arm of one run has paid so far, also for steps that a crash took back. */
export function entriesOf(lines: readonly LedgerLine[], run: string, arm: string): PrivacyEntry[] {
  return mergedEntries(
    lines.filter((line) => line.kind === "protected").filter((line) => line.run === run && line.arm === arm),
  );
}

/** The corpora in the ledger, in the order in which they came; older lines name a corpus by its key only. */
export function corporaOf(lines: readonly LedgerLine[]): CorpusIdentity[] {
  const known = new Map<string, CorpusIdentity>();
  for (const line of lines) {
    if (line.kind === "accepted") continue;
    if (line.kind === "corpus") known.set(line.corpus, line);
    else if (!known.has(line.corpus)) known.set(line.corpus, { corpus: line.corpus, names: [], files: [] });
  }
  return [...known.values()];
}

/** The last that the ledger says about what a corpus is made of. */
export function identityOf(lines: readonly LedgerLine[], corpus: string): CorpusIdentity | undefined {
  return lines.findLast((line): line is CorpusLine => line.kind === "corpus" && line.corpus === corpus);
}

/** The lines, and what a corpus is made of that the ledger may not know yet. */
export function withCorpus(lines: readonly LedgerLine[], identity: CorpusIdentity): LedgerLine[] {
  return [...lines, { version: 2, kind: "corpus", at: "", ...identity }];
}

/** The budget that holds for a corpus itself; undefined when none was set or it was taken back. */
export function budgetOf(lines: readonly LedgerLine[], corpus: string): Budget | undefined {
  const last = lines.findLast((line): line is BudgetLine => line.kind === "budget" && line.corpus === corpus);
  return last === undefined || last.epsilon === null ? undefined : { epsilon: last.epsilon, delta: last.delta };
}

/** The corpus itself and those that share a file with it, by their keys. */
export function relatedTo(lines: readonly LedgerLine[], corpus: string): Set<string> {
  const identities = lines.filter((line): line is CorpusLine => line.kind === "corpus");
  const files = new Set(identities.filter((line) => line.corpus === corpus).flatMap((line) => line.files));
  const sharing = identities.filter((line) => line.files.some((file) => files.has(file)));
  return new Set([corpus, ...sharing.map((line) => line.corpus)]);
}

/** Corpora with a file of the same name and other content: perhaps an earlier edition of the same records. */
export function namesakesOf(lines: readonly LedgerLine[], corpus: string): CorpusIdentity[] {
  const corpora = corporaOf(lines);
  const names = new Set(corpora.find((one) => one.corpus === corpus)?.names);
  const related = relatedTo(lines, corpus);
  return corpora.filter((one) => !related.has(one.corpus) && one.names.some((name) => names.has(name)));
}

function runsOf(lines: readonly { readonly run: string; readonly arm: string }[]): number {
  return new Set(lines.map(({ run, arm }) => JSON.stringify([run, arm]))).size;
}
