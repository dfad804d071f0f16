import type { PrivacyEntry } from "../../training/privacy/accountant.ts";
import { entriesOf, spentOn } from "../../training/privacy/corpusSpending.ts";
import { defaultAccountant, epsilonSpent } from "../../training/privacy/epsilonSpent.ts";
import { calibrateNoise } from "../../training/privacy/calibrateNoise.ts";
import { readLedger } from "../../training/privacy/ledger.ts";
import type { LedgerLine } from "../../training/privacy/ledgerLine.ts";
import { secureStreams, seededStreams } from "../../training/privacy/randomStream.ts";
import type { RandomStreams } from "../../training/privacy/randomStream.ts";
import type { Protection } from "../../training/loop.ts";
import type { RobustnessRun } from "../../report/studySections.ts";
import { forecastWords } from "../budgetForecast.ts";
import type { PlannedRun } from "../budgetForecast.ts";
import type { JobContext } from "../context.ts";
import { ledgerNotes } from "../ledgerNotes.ts";
import { unitWords } from "../privacyUnit.ts";
import { promiseWithinBudget } from "../promisedSteps.ts";
import { trainingDefaults } from "../trainingDefaults.ts";
import { chargeOf, recordArm } from "../trainingLedger.ts";
import { ledgerWarnings } from "../trainingWarnings.ts";
import { invalidStudy } from "./study.ts";
import type { Study } from "./study.ts";
import type { RobustnessOptions } from "./studyOptions.ts";

/** The private trainings of a study: of each training set with each seed, each with the whole of epsilon and its own price. */
export interface PrivateRuns {
  /** The operating system's, unless noise is seeded. */
  streamsOf(seed: number): RandomStreams;
  /** @param place among the trainings */
  protectionOf(place: number): Protection;
  sectionOf(place: number, entries: readonly PrivacyEntry[]): NonNullable<RobustnessRun["privacy"]>;
  /** What all of them cost together, and what weakens them; for when they are done. */
  warnings(): Promise<string[]>;
  readonly settings: Readonly<Record<string, string | number>>;
}

/**
 * Says what the trainings will cost together, and stops where a budget does not allow it. They are composed as if every
 * record took part in each, which is more than they spend, because the smaller sets leave records out.
 *
 * @param trainings records of each, and whether an earlier process finished it, so that it costs nothing now
 * @returns undefined without an epsilon
 * @throws EvenhandError `training.invalid`, `privacy.budgetExceeded`
 */
export async function openPrivateRuns(
  study: Study,
  { epsilon, delta: asked, clipNorm = trainingDefaults.clipNorm, seededNoiseNotPrivate }: RobustnessOptions,
  trainings: readonly { readonly records: number; readonly isDone: boolean }[],
  { onNotice }: JobContext,
): Promise<PrivateRuns | undefined> {
  if (epsilon === undefined) return undefined;
  const { settings, folder, corpus, ledger, lotSize } = study;
  const sizes = trainings.map(({ records }) => records);
  const delta = asked ?? 1 / (trainingDefaults.deltaDivisor * Math.max(...sizes));
  const { steps } = settings;
  if (!(delta < 1 / Math.max(...sizes))) {
    throw invalidStudy(`Delta ${delta} is not below one over the number of records.`, "Choose a smaller --delta.");
  }
  const isSeeded = seededNoiseNotPrivate === true;
  const costs = sizes.map((size) => {
    const samplingRate = Math.min(lotSize, size) / size;
    const { noiseMultiplier } = calibrateNoise({
      targetEpsilon: epsilon,
      delta,
      samplingRate,
      steps,
      accountant: defaultAccountant,
    });
    return { samplingRate, noiseMultiplier };
  });
  const { unit, maximumTokens } = settings;
  const { lines } = await readLedger(folder.ledgerPath);
  const names = trainings.map(({ isDone }, place) => (isDone ? modelName(place) : unpaidName(lines, folder.id, place)));
  const payments = costs.map((cost, place) => ({
    folder,
    corpus: corpus.identity,
    recordName: corpus.recordName,
    delta,
    ledger,
    model: { name: names[place] as string },
    settings: { unit, maximumTokens, clip: "hard", seededNoise: isSeeded } as const,
    cost,
  }));
  const toCome = costs.flatMap((cost, place) =>
    trainings[place]?.isDone === true ? [] : [{ name: names[place] as string, cost }],
  );
  if (!isSeeded && toCome.length > 0) await checkBudget(study, toCome, delta, onNotice);
  for (const payment of payments) await recordArm(payment);
  return {
    streamsOf: (seed) => (isSeeded ? seededStreams(seed) : secureStreams()),
    settings: { epsilon, delta, clip: "hard", clipNorm, accountant: defaultAccountant },
    protectionOf(place) {
      return {
        clip: { mode: "hard", clipNorm },
        noiseMultiplier: (costs[place] as PrivacyEntry).noiseMultiplier,
        delta,
        charge: chargeOf(payments[place] as (typeof payments)[number]),
      };
    },
    async warnings() {
      const { lines: now, damaged } = await readLedger(folder.ledgerPath);
      const spending = spentOn(now, corpus.identity.corpus, delta);
      return [
        ...ledgerWarnings({ spending, damagedLedgerLines: damaged }),
        ...ledgerNotes(now, corpus.identity.corpus),
      ];
    },
    sectionOf: (place, entries) => ({
      epsilon: epsilonSpent(entries, delta, defaultAccountant).epsilon,
      delta,
      noiseMultiplier: (costs[place] as PrivacyEntry).noiseMultiplier,
      noiseSource: isSeeded ? "seeded, not private" : "operating system",
    }),
  };
}

/** The steps of all trainings that are to come together, beside what the corpus has spent already. */
async function checkBudget(
  { folder, corpus, settings: { steps, unit, maximumTokens } }: Study,
  models: PlannedRun["models"],
  delta: number,
  onNotice: JobContext["onNotice"],
): Promise<void> {
  const accountant = defaultAccountant;
  const words = unitWords(unit, corpus.recordName, maximumTokens);
  const planned = { corpus: corpus.identity, run: folder.id, models, steps, delta, accountant, unit: words };
  onNotice?.(forecastWords(await promiseWithinBudget(folder, planned)));
}

/** In the ledger. */
function modelName(place: number): string {
  return `study robustness, private ${place + 1}`;
}

/** Steps of a training that was cut off are paid for all the same; the training that takes its place is another model. */
function unpaidName(lines: readonly LedgerLine[], run: string, place: number): string {
  for (let time = 1; ; time += 1) {
    const name = time === 1 ? modelName(place) : `${modelName(place)}, time ${time}`;
    if (entriesOf(lines, run, name).length === 0) return name;
  }
}
