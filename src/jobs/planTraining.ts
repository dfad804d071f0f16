import { noStratum, stratumOf } from "../corpus/stratumOf.ts";
import type { Document } from "../corpus/document.ts";
import { parametersHash } from "../training/parametersHash.ts";
import type { Ledger } from "../training/privacy/ledger.ts";
import { checkLedger, readLedger } from "../training/privacy/ledger.ts";
import { availableBytes } from "../training/runtime/fittingMicrobatch.ts";
import { budgetForecast, plannedRun } from "./budgetForecast.ts";
import type { BudgetForecast } from "./budgetForecast.ts";
import type { JobContext } from "./context.ts";
import { runOptions } from "./runOptions.ts";
import { measuredRates } from "./measuredRates.ts";
import type { MeasuredRates } from "./measuredRates.ts";
import type { PlanOptions } from "./options.ts";
import { openModel, prepareCorpus } from "./preparedRun.ts";
import type { PreparedCorpus } from "./preparedRun.ts";
import { unitWords } from "./privacyUnit.ts";
import { promisedSteps } from "./promisedSteps.ts";
import { secondsFor } from "./runClock.ts";
import { runFolder } from "./runFolder.ts";
import { plannedInputs, workOf } from "./trainModels.ts";
import { chosenDelta, expectedLotSize } from "./trainingSettings.ts";
import { swappedShareOf } from "./trainingUnits.ts";

/** What a run will take and cost, told before it starts; plain data. */
export interface TrainingPlan {
  /** N units of privacy, and one in words. */
  readonly units: number;
  readonly unit: string;
  readonly delta: number;
  /** Models that are made and measured. */
  readonly models: number;
  /** Those of them that spend privacy. */
  readonly privateModels: number;
  /** Absent where no model spends. */
  readonly forecast?: BudgetForecast;
  readonly seconds: number;
  readonly rates: MeasuredRates;
  readonly availableBytes: number;
  /** Fields of the records that could be a unit, with the number of their values. */
  readonly fields: readonly { readonly name: string; readonly values: number }[];
}

/**
 * Finds out what `train` with the same options would take and cost, by a step that is thrown away. Writes nothing and spends
 * nothing.
 *
 * @throws EvenhandError what `train` would throw before it begins, `privacy.budgetExceeded` among it
 */
export async function planTraining(options: PlanOptions, context: JobContext): Promise<TrainingPlan> {
  const asked = await runOptions(options);
  const opened = await openModel(asked);
  const { settings, base, engine, toxicity, benchmarks } = opened;
  const prepared = await prepareCorpus(asked, opened, context);
  const { corpus, units, count } = prepared;
  const folder = runFolder(asked.outDirectory, "");
  const others = await promisedSteps(folder);
  const ledger = await readLedger(folder.ledgerPath);
  checkLedger(folder.ledgerPath, ledger);
  const delta = chosenDelta(asked, count, settings);
  const inputs = {
    settings,
    units: count,
    expectedLotSize: expectedLotSize(asked, count),
    delta,
    folder,
    base,
    baseHash: parametersHash(base.parameters),
    contentHash: corpus.contentHash,
    corpus: corpus.identity,
    recordName: corpus.recordName,
    toxicity,
    benchmarks,
    threads: asked.threads,
    engine,
    ledger: unwritten,
  };
  const models = plannedInputs(inputs);
  const planned = plannedRun(inputs, models);
  const forecast = planned === undefined ? undefined : budgetForecast(ledger.lines, planned, others);
  const trained =
    models.find(({ cost }) => cost !== undefined) ?? models.find(({ model }) => model.arm.kind !== "base");
  const rates = knownRates(options) ?? (await measuredRates(opened, prepared, trained, context));
  const swappedShare = swappedShareOf(units);
  return {
    units: count,
    unit: unitWords(settings.unit, corpus.recordName, settings.maximumTokens),
    delta,
    models: models.length,
    privateModels: models.filter(({ cost }) => cost !== undefined).length,
    ...(forecast === undefined ? {} : { forecast }),
    seconds:
      rates.once +
      secondsFor(
        models.map((model) => workOf(model, count, swappedShare)),
        rates,
      ),
    rates,
    availableBytes: availableBytes(),
    fields: unitFields(prepared),
  };
}

/** A plan pays for nothing. */
const unwritten: Ledger = {
  append: () => Promise.reject(new RangeError("a plan writes no ledger")),
  close: () => Promise.resolve(),
};

/** What an earlier plan for the same corpus, model and lots has measured. */
function knownRates(options: PlanOptions): MeasuredRates | undefined {
  const { stepSeconds, probePassSeconds, measuringSeconds, onceSeconds, memoryBytes } = options;
  if (stepSeconds === undefined || probePassSeconds === undefined) return undefined;
  if (measuringSeconds === undefined || onceSeconds === undefined || memoryBytes === undefined) return undefined;
  const isMemoryShort = false;
  return {
    step: stepSeconds,
    probePass: probePassSeconds,
    measuring: measuringSeconds,
    once: onceSeconds,
    memoryBytes,
    isMemoryShort,
  };
}

/** Fields whose values tell whose a record is: at least two values, and one of them on more than one record. */
function unitFields({ corpus }: PreparedCorpus): TrainingPlan["fields"] {
  const documents = [corpus.training, corpus.heldOut].flat(2);
  const names = new Set(documents.flatMap(({ fields }) => Object.keys(fields ?? {})));
  return [...names].flatMap((name) => {
    const values = valuesOf(documents, name);
    return values > 1 && values < documents.length ? [{ name, values }] : [];
  });
}

/** Different values of the field; 0 where a value is longer than a name would be. */
function valuesOf(documents: readonly Document[], name: string): number {
  const values = new Set<string>();
  for (const document of documents) {
    const value = stratumOf(document, name);
    if (value.length > 100) return 0;
    if (value !== noStratum) values.add(value);
  }
  return values.size;
}
