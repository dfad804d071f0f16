import type { PrivacyEntry } from "../../training/privacy/accountant.ts";
import { spentOn } from "../../training/privacy/corpusSpending.ts";
import { defaultAccountant, epsilonSpent } from "../../training/privacy/epsilonSpent.ts";
import { calibrateNoise } from "../../training/privacy/calibrateNoise.ts";
import { readLedger } from "../../training/privacy/ledger.ts";
import { secureStreams, seededStreams } from "../../training/privacy/randomStream.ts";
import type { RandomStreams } from "../../training/privacy/randomStream.ts";
import type { Protection } from "../../training/loop.ts";
import type { RobustnessRun } from "../../report/studySections.ts";
import { budgetForecast, forecastWords } from "../budgetForecast.ts";
import type { JobContext } from "../context.ts";
import { ledgerNotes } from "../ledgerNotes.ts";
import { trainingDefaults } from "../trainingDefaults.ts";
import { chargeOf, recordArm } from "../trainingLedger.ts";
import { ledgerWarnings } from "../trainingWarnings.ts";
import { invalidStudy } from "./study.ts";
import type { Study } from "./study.ts";
import type { RobustnessOptions } from "./studyOptions.ts";

/** The private trainings of a study: one for each training set, each with the whole of epsilon and its own price. */
export interface PrivateRuns {
  readonly streams: RandomStreams;
  /** @param place of the training set */
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
 * @param sizes records of each training set
 * @returns undefined without an epsilon
 * @throws EvenhandError `training.invalid`, `privacy.budgetExceeded`
 */
export async function openPrivateRuns(
  study: Study,
  { epsilon, delta: asked, clipNorm = trainingDefaults.clipNorm, seededNoiseNotPrivate }: RobustnessOptions,
  sizes: readonly number[],
  { onNotice }: JobContext,
): Promise<PrivateRuns | undefined> {
  if (epsilon === undefined) return undefined;
  const { settings, folder, corpus, ledger, lotSize } = study;
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
  const payments = costs.map((cost, place) => ({
    folder,
    corpus: corpus.identity,
    recordName: corpus.recordName,
    delta,
    ledger,
    model: { name: modelName(place) },
    settings: { unit, maximumTokens, clip: "hard", seededNoise: isSeeded } as const,
    cost,
  }));
  if (!isSeeded) await checkBudget(study, costs, delta, onNotice);
  for (const payment of payments) await recordArm(payment);
  return {
    streams: isSeeded ? seededStreams(settings.seed) : secureStreams(),
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
      const { lines, damaged } = await readLedger(folder.ledgerPath);
      const spending = spentOn(lines, corpus.identity.corpus, delta);
      return [
        ...ledgerWarnings({ spending, damagedLedgerLines: damaged }),
        ...ledgerNotes(lines, corpus.identity.corpus),
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

/** Every training set's steps together, beside what the corpus has spent already. */
async function checkBudget(
  { folder, corpus, settings }: Study,
  costs: readonly Omit<PrivacyEntry, "steps">[],
  delta: number,
  onNotice: JobContext["onNotice"],
): Promise<void> {
  const { lines } = await readLedger(folder.ledgerPath);
  const forecast = budgetForecast(lines, {
    corpus: corpus.identity,
    run: folder.id,
    models: costs.map((cost, place) => ({ name: modelName(place), cost })),
    steps: settings.steps,
    delta,
    accountant: defaultAccountant,
  });
  onNotice?.(forecastWords(forecast));
}

/** In the ledger. */
function modelName(place: number): string {
  return `study robustness, private ${place + 1}`;
}
