import { EvenhandError } from "../base/errors.ts";
import { describeCorpus } from "../corpus/describeCorpus.ts";
import { findFiles } from "../corpus/findFiles.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import {
  budgetOf,
  corporaOf,
  entriesOf,
  namesakesOf,
  paymentsOf,
  relatedTo,
  spentOn,
  withCorpus,
} from "../training/privacy/corpusSpending.ts";
import type { Budget, CorpusSpending } from "../training/privacy/corpusSpending.ts";
import { acceptLedger, openLedger, readLedger } from "../training/privacy/ledger.ts";
import type { CorpusIdentity, LedgerLine, ProtectedLine } from "../training/privacy/ledgerLine.ts";
import { attackBounds } from "../training/privacy/tradeOff.ts";
import type { AttackBounds } from "../training/privacy/tradeOff.ts";
import { epsilonSpent } from "../training/privacy/epsilonSpent.ts";
import type { JobContext } from "./context.ts";
import { corpusIdentity, fileOrigins } from "./corpusIdentity.ts";
import type { BudgetOptions } from "./options.ts";
import { runFolder } from "./runFolder.ts";
import { recordCorpus } from "./trainingLedger.ts";

/** What the ledger knows about the corpora that were asked for; plain data. */
export interface BudgetReport {
  readonly ledgerPath: string;
  readonly corpora: readonly CorpusBudget[];
  /** How one sees that the ledger was changed by hand. */
  readonly problem?: string;
  /** Changes by hand that somebody has accepted. */
  readonly accepted: readonly { readonly at: string; readonly problem: string }[];
}

export interface CorpusBudget {
  /** The ledger's key. */
  readonly corpus: string;
  readonly names: readonly string[];
  readonly spent: CorpusSpending;
  readonly bounds: AttackBounds;
  readonly budget?: Budget;
  readonly runs: readonly RunSpending[];
  /** Other corpora that share a file with this one; what they paid is in `spent`. */
  readonly related: readonly string[];
  /** Other corpora with a file of the same name; what they paid is not. */
  readonly namesakes: readonly string[];
}

/** One private arm of one run. */
export interface RunSpending {
  readonly run: string;
  readonly arm: string;
  readonly steps: number;
  readonly epsilon: number;
  readonly delta: number;
  readonly unit: string;
}

/** For lines of older versions, which do not say at which delta their run told epsilon. */
const usualDelta = 1e-5;

/**
 * Shows what corpora have spent, after setting or taking back a budget or accepting a ledger that was changed by hand, where
 * that is asked for. Without paths all corpora of the ledger.
 *
 * @throws EvenhandError `arguments.invalid`, `privacy.ledgerEdited`, what reading throws
 */
export async function budget(options: BudgetOptions, { signal }: Pick<JobContext, "signal">): Promise<BudgetReport> {
  const { ledgerPath } = runFolder(options.outDirectory, "");
  if (options.acceptLedger === true) await acceptLedger(ledgerPath);
  const identity = options.paths.length === 0 ? undefined : await identityOfPaths(options.paths, signal);
  if (options.setEpsilon !== undefined || options.remove === true) await change(ledgerPath, identity, options);
  const { lines, problem } = await readLedger(ledgerPath);
  const known = identity === undefined ? lines : withCorpus(lines, identity);
  const corpora = identity === undefined ? corporaOf(lines) : [identity];
  return {
    ledgerPath,
    corpora: corpora.map((corpus) => spendingOf(known, corpus, options.delta)),
    ...(problem === undefined ? {} : { problem }),
    accepted: lines.flatMap((line) => (line.kind === "accepted" ? [{ at: line.at, problem: line.problem }] : [])),
  };
}

/** How the ledger knows the corpus of these paths. */
export async function identityOfPaths(paths: readonly string[], signal?: AbortSignal): Promise<CorpusIdentity> {
  const found = await findFiles(paths, new SkipLog());
  return corpusIdentity(await fileOrigins(found, await describeCorpus(paths, signal)));
}

async function change(
  ledgerPath: string,
  identity: CorpusIdentity | undefined,
  { setEpsilon, delta, remove }: BudgetOptions,
): Promise<void> {
  if (identity === undefined || (setEpsilon !== undefined) === (remove === true)) {
    throw new EvenhandError("arguments.invalid", "A budget is set or removed for the files of one corpus.", {
      hint: "For example: evenhand budget corpus.jsonl --set-epsilon 8 --delta 1e-6",
    });
  }
  const ledger = await openLedger(ledgerPath);
  try {
    const { lines } = await readLedger(ledgerPath);
    await recordCorpus(ledger, identity, lines);
    await ledger.append({
      kind: "budget",
      at: new Date().toISOString(),
      corpus: identity.corpus,
      epsilon: setEpsilon ?? null,
      delta: delta ?? deltaOf(lines, identity.corpus, undefined),
    });
  } finally {
    await ledger.close();
  }
}

function spendingOf(lines: readonly LedgerLine[], { corpus, names }: CorpusIdentity, asked?: number): CorpusBudget {
  const delta = deltaOf(lines, corpus, asked);
  const limit = budgetOf(lines, corpus);
  const paid = paymentsOf(lines, corpus);
  const nameOf = (one: CorpusIdentity): string => (one.names.length === 0 ? one.corpus : one.names.join(", "));
  const related = relatedTo(lines, corpus);
  return {
    corpus,
    names,
    spent: spentOn(lines, corpus, delta),
    bounds: attackBounds(paid, delta),
    ...(limit === undefined ? {} : { budget: limit }),
    runs: runsOf(lines, paid, delta),
    related: corporaOf(lines)
      .filter((one) => one.corpus !== corpus && related.has(one.corpus))
      .map(nameOf),
    namesakes: namesakesOf(lines, corpus).map(nameOf),
  };
}

function runsOf(lines: readonly LedgerLine[], paid: readonly ProtectedLine[], usual: number): RunSpending[] {
  const arms = new Map(paid.map((line) => [JSON.stringify([line.run, line.arm]), line]));
  return [...arms.values()].map(({ run, arm, unit, delta = usual }) => {
    const entries = entriesOf(lines, run, arm);
    const steps = entries.reduce((sum, entry) => sum + entry.steps, 0);
    return { run, arm, steps, epsilon: epsilonSpent(entries, delta).epsilon, delta, unit };
  });
}

/** What was asked for, what the budget says, or the smallest that a run told its epsilon at. */
function deltaOf(lines: readonly LedgerLine[], corpus: string, asked: number | undefined): number {
  if (asked !== undefined) return asked;
  const limit = budgetOf(lines, corpus);
  if (limit !== undefined) return limit.delta;
  const told = paymentsOf(lines, corpus).flatMap(({ delta }) => (delta === undefined ? [] : [delta]));
  return told.length === 0 ? usualDelta : told.reduce((least, delta) => Math.min(least, delta));
}
