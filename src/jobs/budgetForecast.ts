import { EvenhandError } from "../base/errors.ts";
import { formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import type { PrivacyEntry } from "../training/privacy/accountant.ts";
import {
  budgetOf,
  entriesOf,
  identityOf,
  paymentsOf,
  relatedTo,
  withCorpus,
} from "../training/privacy/corpusSpending.ts";
import type { Budget } from "../training/privacy/corpusSpending.ts";
import { epsilonSpent } from "../training/privacy/epsilonSpent.ts";
import type { Accountant } from "../training/privacy/epsilonSpent.ts";
import type { CorpusIdentity, LedgerLine } from "../training/privacy/ledgerLine.ts";
import { mixedUnits, unitWords } from "./privacyUnit.ts";
import type { RecordName } from "./trainingCorpus.ts";
import type { TrainingSettings } from "./trainingSettings.ts";

/** A run that is about to start or to go on. */
export interface PlannedRun {
  readonly corpus: CorpusIdentity;
  readonly run: string;
  /** Every private model that the run makes, under its name in the ledger, and what a step of it costs. */
  readonly models: readonly { readonly name: string; readonly cost: Omit<PrivacyEntry, "steps"> }[];
  /** Of each model. */
  readonly steps: number;
  /** What the run's own epsilon is told at. */
  readonly delta: number;
  readonly accountant: Accountant;
  /** What it protects, in words; absent in the promises of an older version. */
  readonly unit?: string;
}

/** Epsilons of a corpus, all at one delta and composed, never added up. */
export interface BudgetForecast {
  readonly delta: number;
  /** By all runs until now. */
  readonly spent: number;
  /** By all runs until now and by what those that go on beside this one have still to make; absent when none does. */
  readonly promised?: number;
  /** By this run alone, what it has still to make. */
  readonly run: number;
  /** By all of these and this one. */
  readonly after: number;
  /** The most that is allowed, where a budget was set. */
  readonly budget?: number;
  /** That they protect different units, where they do. */
  readonly warning?: string;
}

/**
 * What a run will add to what its corpus has spent.
 *
 * @param others runs that go on now: their steps count as if they were made
 * @throws EvenhandError `privacy.budgetExceeded` when that is more than a budget allows, the corpus's own or that of a corpus
 *   which shares a file with it
 */
export function budgetForecast(
  ledger: readonly LedgerLine[],
  planned: PlannedRun,
  others: readonly PlannedRun[] = [],
): BudgetForecast {
  const paid = withCorpus(ledger, planned.corpus);
  const lines = withPromises(paid, others);
  const own = planned.corpus.corpus;
  const budgets = [...relatedTo(lines, own)].flatMap((corpus) => {
    const budget = budgetOf(lines, corpus);
    return budget === undefined ? [] : [{ corpus, budget }];
  });
  for (const { corpus, budget } of budgets) refuseExcess({ paid, lines }, corpus, budget, planned);
  const budget = budgets.find(({ corpus }) => corpus === own)?.budget;
  const delta = budget?.delta ?? planned.delta;
  const [warning] = mixedUnits(
    [...paymentsOf(lines, own), planned].flatMap(({ unit = "" }) => (unit === "" ? [] : [unit])),
  );
  return {
    ...epsilons({ paid, lines }, own, delta, planned),
    delta,
    ...(budget === undefined ? {} : { budget: budget.epsilon }),
    ...(warning === undefined ? {} : { warning }),
  };
}

/** What a run spends, from what its models are made from; undefined where none of them spends. */
export function plannedRun(
  { folder, settings, corpus, recordName, delta }: PricedRun,
  models: readonly { readonly model: { readonly name: string }; readonly cost?: Omit<PrivacyEntry, "steps"> }[],
): PlannedRun | undefined {
  const paying = models.flatMap(({ model: { name }, cost }) => (cost === undefined ? [] : [{ name, cost }]));
  if (paying.length === 0 || settings.seededNoise) return undefined;
  const { steps, accountant, unit, maximumTokens } = settings;
  const words = unitWords(unit, recordName, maximumTokens);
  return { corpus, run: folder.id, models: paying, steps, delta, accountant, unit: words };
}

interface PricedRun extends Pick<PlannedRun, "corpus" | "delta"> {
  readonly folder: { readonly id: string };
  readonly recordName: RecordName;
  readonly settings: Pick<TrainingSettings, "steps" | "accountant" | "seededNoise" | "unit" | "maximumTokens">;
}

/** The forecast in a sentence or two. */
export function forecastWords({ spent, promised, run, after, budget, delta, warning }: BudgetForecast): string {
  const others = promised === undefined ? "" : `, ${formatEpsilon(promised)} with the runs that go on now`;
  const of = budget === undefined ? "" : ` of ${formatEpsilon(budget)}`;
  const left = budget === undefined ? "no budget is set" : `${formatDown(budget - after)} left`;
  return (
    `Privacy budget of the corpus, at delta ${formatSmall(delta)}: epsilon ${formatEpsilon(spent)}${of} spent${others}; ` +
    `this run costs ${formatEpsilon(run)}, which makes ${formatEpsilon(after)} together; ${left}.` +
    (warning === undefined ? "" : ` ${warning}`)
  );
}

/** The ledger, and the ledger as it will be when the runs that go on now are done. */
interface Lines {
  readonly paid: readonly LedgerLine[];
  readonly lines: readonly LedgerLine[];
}

/** The lines, and those that other runs have still to write. */
function withPromises(ledger: readonly LedgerLine[], others: readonly PlannedRun[]): LedgerLine[] {
  return others.reduce<LedgerLine[]>(
    (lines, other) => {
      const left = entriesLeft(lines, other);
      const base = { version: 2, kind: "protected", at: "", corpus: other.corpus.corpus, run: other.run } as const;
      const { unit = "" } = other;
      const steps = left.map((entry) => ({ ...base, ...entry, arm: "promised", step: 1, unit, clipMode: "" }));
      return left.length === 0 ? lines : [...withCorpus(lines, other.corpus), ...steps];
    },
    [...ledger],
  );
}

function refuseExcess({ paid, lines }: Lines, corpus: string, budget: Budget, planned: PlannedRun): void {
  const { spent, promised, after } = epsilons({ paid, lines }, corpus, budget.delta, planned);
  if (after <= budget.epsilon || entriesLeft(lines, planned).length === 0) return;
  const others = promised === undefined ? "" : ` (${formatEpsilon(promised)} with the runs that go on now)`;
  const { names = [] } = identityOf(lines, corpus) ?? {};
  throw new EvenhandError(
    "privacy.budgetExceeded",
    `The budget of ${names.join(", ")} is epsilon ${formatEpsilon(budget.epsilon)} at delta ` +
      `${formatSmall(budget.delta)}; ${formatEpsilon(spent)} is spent${others}, and this run would make it ${formatEpsilon(after)}.`,
    { hint: fitting(lines, corpus, budget, planned) },
  );
}

/** What would still fit, with the same steps and lots. */
function fitting(lines: readonly LedgerLine[], corpus: string, budget: Budget, planned: PlannedRun): string {
  const another = "evenhand budget PATH --set-epsilon N sets another budget";
  const withNoise = (noiseMultiplier: number): PlannedRun => ({
    ...planned,
    models: planned.models.map(({ name, cost }) => ({ name, cost: { ...cost, noiseMultiplier } })),
  });
  const fits = (noiseMultiplier: number): boolean =>
    epsilonAfter(lines, corpus, budget.delta, withNoise(noiseMultiplier)) <= budget.epsilon;
  let enough = Math.min(...planned.models.map(({ cost }) => cost.noiseMultiplier));
  while (!fits(enough)) {
    enough *= 2;
    if (enough > mostNoise) return `Nothing that would help to train fits in what is left; ${another}.`;
  }
  let tooLittle = enough / 2;
  while (enough - tooLittle > 5e-3 * enough) {
    const middle = (enough + tooLittle) / 2;
    if (fits(middle)) enough = middle;
    else tooLittle = middle;
  }
  const [model] = withNoise(enough).models;
  if (model === undefined) throw new RangeError("a run without private models spends nothing");
  const { epsilon } = epsilonSpent([{ ...model.cost, steps: planned.steps }], planned.delta, planned.accountant);
  const each = planned.models.length === 1 ? "" : ` for each of ${planned.models.length} private models`;
  return `--epsilon ${formatDown(epsilon)}${each} would still fit; ${another}.`;
}

/** More noise than this trains nothing. */
const mostNoise = 1000;

function epsilons(
  { paid, lines }: Lines,
  corpus: string,
  delta: number,
  planned: PlannedRun,
): Pick<BudgetForecast, "spent" | "promised" | "run" | "after"> {
  const all = paymentsOf(lines, corpus);
  const done = paymentsOf(paid, corpus);
  const of = (entries: readonly PrivacyEntry[]): number => epsilonSpent(entries, delta, planned.accountant).epsilon;
  return {
    spent: of(done),
    ...(all.length === done.length ? {} : { promised: of(all) }),
    run: of(entriesLeft(lines, planned)),
    after: epsilonAfter(lines, corpus, delta, planned),
  };
}

function epsilonAfter(lines: readonly LedgerLine[], corpus: string, delta: number, planned: PlannedRun): number {
  const entries = [...paymentsOf(lines, corpus), ...entriesLeft(lines, planned)];
  return epsilonSpent(entries, delta, planned.accountant).epsilon;
}

/** What the run's models have still to make: a resumed run has paid for some. Steps of one price are one entry. */
function entriesLeft(lines: readonly LedgerLine[], { run, models, steps }: PlannedRun): PrivacyEntry[] {
  const entries: PrivacyEntry[] = [];
  for (const { name, cost } of models) {
    const paid = entriesOf(lines, run, name).reduce((sum, entry) => sum + entry.steps, 0);
    const left = Math.max(0, steps - paid);
    if (left === 0) continue;
    const same = entries.findIndex(
      ({ samplingRate, noiseMultiplier }) =>
        samplingRate === cost.samplingRate && noiseMultiplier === cost.noiseMultiplier,
    );
    if (same === -1) entries.push({ ...cost, steps: left });
    else entries[same] = { ...cost, steps: left + (entries[same] as PrivacyEntry).steps };
  }
  return entries;
}

/** What may be spent, rounded down. */
function formatDown(epsilon: number): string {
  const places = epsilon < 1 ? 1000 : 100;
  return formatSmall(Math.floor(epsilon * places) / places);
}
