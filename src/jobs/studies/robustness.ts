import { seededRandom } from "../../base/random.ts";
import { meanLosses } from "../../evaluation/meanLosses.ts";
import { gapChange, lossGap, worstForm } from "../../evaluation/robustness/lossGap.ts";
import type { SplitLosses } from "../../evaluation/robustness/lossGap.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import type { RobustnessArm, RobustnessRun } from "../../report/studySections.ts";
import { worstViewEngine } from "../../training/constraint/worstViewEngine.ts";
import { moveTo } from "../../training/constraint/parameterSpace.ts";
import { seededStreams } from "../../training/privacy/randomStream.ts";
import type { TrainingRecord } from "../../training/gradientEngine.ts";
import type { JobContext } from "../context.ts";
import { prepareUnits } from "../prepareUnits.ts";
import { countPerturbations, leftOutPerturbations, perturbationNames, textForms } from "./perturbedTexts.ts";
import type { TextForms } from "./perturbedTexts.ts";
import { openPrivateRuns } from "./privateRuns.ts";
import { drawnTexts, finite, invalidStudy, placeOf, recordUnprotected, runStudy } from "./study.ts";
import type { Study, StudyResult } from "./study.ts";
import { studyDefaults } from "./studyOptions.ts";
import type { RobustnessOptions } from "./studyOptions.ts";

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

/** Fewest texts of either kind that a gap is measured on. */
const fewestTexts = 20;

/** Losses of the texts under each form, NaN where a text has no such form; the text as it is first. */
interface FormLosses {
  readonly train: readonly Float64Array[];
  readonly test: readonly Float64Array[];
}

interface TrainingSet {
  readonly share: number;
  readonly records: readonly TrainingRecord[];
  readonly withForms: readonly TrainingRecord[];
  readonly measured: { readonly train: readonly TextForms[]; readonly test: readonly TextForms[] };
}

async function robustness(
  study: Study,
  options: RobustnessOptions,
  shares: readonly number[],
  makeForms: (text: string) => TextForms,
  context: JobContext,
): Promise<StudyResult> {
  const { model, settings, corpus, maximumTexts, tokenizer } = study;
  const hasTokens = (text: string): boolean => tokenizer.encode(text).length > 0;
  const textsOf = (documents: readonly { readonly text: string }[]): string[] =>
    documents.map(({ text }) => text).filter(hasTokens);
  const all = textsOf(corpus.training.flat());
  const test = drawnTexts(textsOf(corpus.heldOut), maximumTexts).map(makeForms);
  const sets = shares.map((share) => trainingSet(study, all, share, test, makeForms));
  for (const { share, measured } of sets) {
    if (Math.min(measured.train.length, measured.test.length) >= fewestTexts) continue;
    throw invalidStudy(
      `A share of ${share} leaves ${measured.train.length} training texts beside ${measured.test.length} held-out ones; ${fewestTexts} of either are the least that can be measured.`,
      "Give a larger corpus or larger shares.",
    );
  }
  const privateRuns = await openPrivateRuns(
    study,
    options,
    sets.map(({ records }) => records.length),
    context,
  );
  await recordUnprotected(study, "study robustness");

  const arms: readonly RobustnessArm[] = [
    "standard",
    "robust",
    ...(privateRuns === undefined ? [] : (["private"] as const)),
  ];
  const runs: RobustnessRun[] = [];
  for (const [place, set] of sets.entries()) {
    moveTo(model.weights, model.base);
    const base = await lossesOf(study, set, `base, ${sizeWords(set)}`, context);
    let standard: FormLosses | undefined;
    for (const arm of arms) {
      const label = `${arm}, ${sizeWords(set)}`;
      const expectedLotSize = Math.min(study.lotSize, set.records.length);
      const protection = arm === "private" ? privateRuns?.protectionOf(place) : undefined;
      const state = await model.train(
        {
          label,
          records: arm === "robust" ? set.withForms : set.records,
          expectedLotSize,
          streams: (protection && privateRuns?.streams) ?? seededStreams(settings.seed),
          ...(protection === undefined ? {} : { protection }),
          ...(arm === "robust"
            ? {
                around: (engine) =>
                  worstViewEngine(engine, (rows, signal) => model.scorer.logProbabilities(rows, signal)),
              }
            : {}),
        },
        context,
      );
      const own = await lossesOf(study, set, label, context);
      standard ??= own;
      runs.push({
        arm,
        share: set.share,
        records: set.records.length,
        passes: (settings.steps * expectedLotSize) / set.records.length,
        trainTexts: set.measured.train.length,
        testTexts: set.measured.test.length,
        clean: lossGap(asTheyAre(own), asTheyAre(base), seededRandom(settings.seed)),
        perturbed: lossGap(atWorst(own), atWorst(base), seededRandom(settings.seed)),
        ...(arm === "standard"
          ? {}
          : {
              againstStandard: {
                clean: gapChange(asTheyAre(standard), asTheyAre(own), seededRandom(settings.seed)),
                perturbed: gapChange(atWorst(standard), atWorst(own), seededRandom(settings.seed)),
              },
            }),
        ...(privateRuns === undefined || protection === undefined
          ? {}
          : { privacy: privateRuns.sectionOf(place, state.entries) }),
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
    warnings: (await privateRuns?.warnings()) ?? [],
    settings: {
      shares: shares.join(", "),
      swaps: (options.swaps ?? ["gender:swap"]).join(", "),
      measuredTexts: maximumTexts,
      ...(privateRuns === undefined ? {} : privateRuns.settings),
    },
  };
}

function sizeWords({ records }: TrainingSet): string {
  return `${records.length} records`;
}

/** Each record's side follows from its text alone, so that a smaller set lies within every larger one. */
function trainingSet(
  { tokenizer, settings, maximumTexts }: Study,
  texts: readonly string[],
  share: number,
  test: readonly TextForms[],
  makeForms: (text: string) => TextForms,
): TrainingSet {
  const own = texts.filter((text) => placeOf(text, `share ${settings.seed}`) < share);
  const recordsOf = (viewsOf: (text: string) => readonly string[]): readonly TrainingRecord[] =>
    prepareUnits(
      own.map((text, index) => ({ texts: [{ id: String(index + 1), views: viewsOf(text) }] })),
      tokenizer,
      settings,
    ).records;
  return {
    share,
    records: recordsOf((text) => [text]),
    withForms: recordsOf((text) => {
      const { perturbed } = makeForms(text);
      return [text, ...perturbationNames.flatMap((name) => perturbed[name] ?? [])];
    }),
    measured: { train: drawnTexts(own, maximumTexts).map(makeForms), test },
  };
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
