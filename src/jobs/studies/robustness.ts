import { seededRandom } from "../../base/random.ts";
import { meanLosses } from "../../evaluation/meanLosses.ts";
import { gapChange, lossGap, worstForm } from "../../evaluation/robustness/lossGap.ts";
import type { SplitLosses } from "../../evaluation/robustness/lossGap.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import type { RobustnessArm, RobustnessRun, SeedGap } from "../../report/studySections.ts";
import { worstViewEngine } from "../../training/constraint/worstViewEngine.ts";
import { moveTo } from "../../training/constraint/parameterSpace.ts";
import { seededStreams } from "../../training/privacy/randomStream.ts";
import type { GradientEngine } from "../../training/gradientEngine.ts";
import type { PrivacyEntry } from "../../training/privacy/accountant.ts";
import type { JobContext } from "../context.ts";
import { countPerturbations, leftOutPerturbations, perturbationNames, textForms } from "./perturbedTexts.ts";
import type { TextForms } from "./perturbedTexts.ts";
import { openPrivateRuns } from "./privateRuns.ts";
import type { PrivateRuns } from "./privateRuns.ts";
import { finite, invalidStudy, recordUnprotected, runStudy } from "./study.ts";
import type { Study, StudyResult } from "./study.ts";
import { studyDefaults } from "./studyOptions.ts";
import type { RobustnessOptions } from "./studyOptions.ts";
import { trainingSets } from "./trainingSets.ts";
import type { TrainingSet } from "./trainingSets.ts";

/**
 * How much models overfit and give their training records away as the training set grows, under the loss of the texts as
 * they are and under that of their worst perturbation: for an ordinary training, for one on the worst form of each record,
 * and, with an epsilon, for a private one. Every training has the same number of steps and starts from the same weights.
 *
 * @throws EvenhandError `training.invalid` for shares that make no sense or leave too little; what reading and training throw
 * @see Hayes (2020), arXiv 2006.04622
 */
export async function studyRobustness(options: RobustnessOptions, context: JobContext): Promise<BiasReport> {
  const { shares = studyDefaults.shares } = options;
  const wrong = shares.find((share) => !(share > 0 && share <= 1));
  if (wrong !== undefined) {
    throw invalidStudy(
      `The share ${wrong} of the training records must lie above 0 and not above 1.`,
      "See: evenhand study robustness --help",
    );
  }
  const makeForms = textForms(options.seed ?? studyDefaults.seed, options.swaps); // a mistake there is told at once
  const ascending = [...new Set(shares)].sort((a, b) => a - b);
  return runStudy("robustness", options, (study) => robustness(study, options, ascending, makeForms, context), context);
}

/** Losses of the texts under each form, NaN where a text has no such form; the text as it is first. */
interface FormLosses {
  readonly train: readonly Float64Array[];
  readonly test: readonly Float64Array[];
}

async function robustness(
  study: Study,
  options: RobustnessOptions,
  shares: readonly number[],
  makeForms: (text: string) => TextForms,
  context: JobContext,
): Promise<StudyResult> {
  const { model, settings, maximumTexts } = study;
  const { sets, warnings } = await trainingSets(study, shares, makeForms, context);
  const { seed, seeds } = settings;
  const trainings = sets.flatMap((set) => seeds.map((of) => ({ set, seed: of })));
  const privateRuns = await openPrivateRuns(
    study,
    options,
    trainings.map(({ set, seed: of }) => ({
      records: set.records.length,
      isDone: study.journal.has(journalName("private", set), of),
    })),
    context,
  );
  await recordUnprotected(study, "study robustness");

  const arms: readonly RobustnessArm[] = [
    "standard",
    "robust",
    ...(privateRuns === undefined ? [] : (["private"] as const)),
  ];
  const runs: RobustnessRun[] = [];
  for (const set of sets) {
    const base = await study.journal.of(journalName("base", set), seed, () => {
      moveTo(model.weights, model.base);
      return lossesOf(study, set, `base, ${sizeWords(set)}`, context);
    });
    const byArm = new Map<RobustnessArm, readonly TrainedRun[]>();
    for (const arm of arms) {
      const trained: TrainedRun[] = [];
      for (const of of seeds) {
        const place = trainings.findIndex((training) => training.set === set && training.seed === of);
        const protecting = arm === "private" ? privateRuns && { runs: privateRuns, place } : undefined;
        const run = { arm, set, seed: of, ...(protecting === undefined ? {} : { protecting }) };
        trained.push(await study.journal.of(journalName(arm, set), of, () => trainedRun(study, run, context)));
      }
      byArm.set(arm, trained);
    }
    const standard = (byArm.get("standard") ?? []).map(({ losses }) => losses);
    for (const [arm, trained] of byArm) {
      const own = trained.map(({ losses }) => losses);
      const place = trainings.findIndex((training) => training.set === set);
      runs.push({
        arm,
        share: set.share,
        records: set.records.length,
        passes: (settings.steps * Math.min(study.lotSize, set.records.length)) / set.records.length,
        trainTexts: set.measured.train.length,
        testTexts: set.measured.test.length,
        clean: lossGap(own.map(asTheyAre), asTheyAre(base), seededRandom(seed)),
        perturbed: lossGap(own.map(atWorst), atWorst(base), seededRandom(seed)),
        ...(arm === "standard"
          ? {}
          : {
              againstStandard: {
                clean: gapChange(standard.map(asTheyAre), own.map(asTheyAre), seededRandom(seed)),
                perturbed: gapChange(standard.map(atWorst), own.map(atWorst), seededRandom(seed)),
              },
            }),
        ...(seeds.length === 1 ? {} : { bySeed: seeds.map((of, index) => ofSeed(of, own[index])) }),
        ...(privateRuns === undefined || arm !== "private"
          ? {}
          : { privacy: privateRuns.sectionOf(place, trained[0]?.entries ?? []) }),
      });
    }
  }
  const largest = sets.at(-1)?.measured ?? { train: [], test: [] };
  return {
    title: "Private against robust: fine-tuning on",
    robustness: {
      perturbations: countPerturbations(
        [...largest.train, ...largest.test],
        options.noText === true ? undefined : largest.test,
      ),
      leftOut: leftOutPerturbations,
      runs,
    },
    warnings: [...warnings, ...((await privateRuns?.warnings()) ?? [])],
    settings: {
      shares: shares.join(", "),
      swaps: (options.swaps ?? ["gender:swap"]).join(", "),
      measuredTexts: maximumTexts,
      ...(privateRuns === undefined ? {} : privateRuns.settings),
    },
  };
}

/** What one training of a set gave. */
interface TrainedRun {
  readonly losses: FormLosses;
  /** What its steps cost; none without privacy. */
  readonly entries: readonly PrivacyEntry[];
}

interface PlannedTraining {
  readonly arm: RobustnessArm;
  readonly set: TrainingSet;
  readonly seed: number;
  readonly protecting?: { readonly runs: PrivateRuns; readonly place: number };
}

async function trainedRun(
  study: Study,
  { arm, set, seed, protecting }: PlannedTraining,
  context: JobContext,
): Promise<TrainedRun> {
  const { model, settings, lotSize } = study;
  const label = `${arm}, ${sizeWords(set)}${settings.seeds.length === 1 ? "" : `, seed ${seed}`}`;
  const own = (engine: GradientEngine): GradientEngine =>
    worstViewEngine(engine, (rows, signal) => model.scorer.logProbabilities(rows, { signal }));
  const { entries } = await model.train(
    {
      label,
      records: arm === "robust" ? set.withForms : set.records,
      expectedLotSize: Math.min(lotSize, set.records.length),
      streams: protecting?.runs.streamsOf(seed) ?? seededStreams(seed),
      ...(protecting === undefined ? {} : { protection: protecting.runs.protectionOf(protecting.place) }),
      ...(arm === "robust" ? { around: own } : {}),
    },
    context,
  );
  return { losses: await lossesOf(study, set, label, context), entries };
}

/** In the study's journal: the same for every seed. */
function journalName(what: RobustnessArm | "base", set: TrainingSet): string {
  return `${what}, share ${set.share}`;
}

function ofSeed(seed: number, losses: FormLosses | undefined): SeedGap {
  const gap = ({ train, test }: SplitLosses): number => mean(test) - mean(train);
  const none: FormLosses = { train: [], test: [] };
  return { seed, clean: gap(asTheyAre(losses ?? none)), perturbed: gap(atWorst(losses ?? none)) };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sizeWords({ records }: TrainingSet): string {
  return `${records.length} records`;
}

async function lossesOf(
  { model, settings }: Study,
  { measured }: TrainingSet,
  label: string,
  { signal, onProgress }: JobContext,
): Promise<FormLosses> {
  const total = measured.train.length + measured.test.length;
  const train: Float64Array[] = [];
  const test: Float64Array[] = [];
  for (const name of [undefined, ...perturbationNames]) {
    const stage = `${label}: loss of ${name ?? "the texts as they are"}`;
    const of = async (texts: readonly TextForms[], before: number): Promise<Float64Array> => {
      const forms = texts.map(({ text, perturbed }) => (name === undefined ? text : (perturbed[name] ?? "")));
      const onScored = (done: number): void => onProgress({ stage, done: before + done, total, unit: "items" });
      const losses = await meanLosses(model.scorer, forms, settings.maximumTokens, { signal, onScored });
      return name === undefined ? finite(losses, label) : losses;
    };
    train.push(await of(measured.train, 0));
    test.push(await of(measured.test, measured.train.length));
  }
  return { train, test };
}

function asTheyAre({ train: [train], test: [test] }: FormLosses): SplitLosses {
  return { train: train ?? new Float64Array(), test: test ?? new Float64Array() };
}

function atWorst({ train, test }: FormLosses): SplitLosses {
  return { train: worstForm(train), test: worstForm(test) };
}
