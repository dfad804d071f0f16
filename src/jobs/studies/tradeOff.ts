import { basename } from "node:path";
import { inTurn } from "../../base/inTurn.ts";
import { seededRandom } from "../../base/random.ts";
import type { Estimate } from "../../evaluation/estimate.ts";
import { holm } from "../../evaluation/holm.ts";
import { meanLosses } from "../../evaluation/meanLosses.ts";
import { meanOfArrays } from "../../evaluation/meanOfArrays.ts";
import { corpusSimilarity } from "../../evaluation/tradeOff/similarity.ts";
import { meanOver, pairedChange, unitCount, worstRise } from "../../evaluation/unitLosses.ts";
import type { PairedChange } from "../../evaluation/unitLosses.ts";
import { architectureOf } from "../../lm/architecture.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import type {
  ConstraintStrategy,
  LossLine,
  SeedChange,
  TradeOffRun,
  TradeOffSection,
} from "../../report/studySections.ts";
import type { TrainingRecord } from "../../training/gradientEngine.ts";
import type { JobContext } from "../context.ts";
import { bundledGuard, readGuard } from "./guardSet.ts";
import type { GuardSet } from "./guardSet.ts";
import { notTrainedOn, preparedText, withTokens } from "./preparedTexts.ts";
import type { PreparedText } from "./preparedTexts.ts";
import { drawnTexts, invalidStudy, recordUnprotected, runStudy } from "./study.ts";
import type { Study, StudyResult } from "./study.ts";
import { studyDefaults } from "./studyOptions.ts";
import type { TradeOffOptions } from "./studyOptions.ts";
import { passedOverIn, readTexts } from "./readTexts.ts";
import { ball, guardLot, linePlaces, measureRuns } from "./tradeOffRuns.ts";
import type { Losses, Measured, MeasuredRun, PlannedRun } from "./tradeOffRuns.ts";

/** Texts of each corpus that its likeness to another is computed from, at most. */
const mostCompared = 2000;

/**
 * How much a guard set suffers from fine-tuning on a corpus, and what a constraint against it costs: one run without a
 * constraint, then each strategy at each strength, all from the same weights with the same lots. No run is private.
 *
 * @throws EvenhandError `training.invalid` for a strength or a guard set that makes no sense; what reading and training throw
 * @see Chen et al. (2025), arXiv 2503.20807
 */
export async function studyTradeOff(options: TradeOffOptions, context: JobContext): Promise<BiasReport> {
  const { lambdas = studyDefaults.lambdas, radii = studyDefaults.radii } = options;
  checkStrengths(lambdas, radii);
  return runStudy("tradeoff", options, (study) => tradeOff(study, { ...options, lambdas, radii }, context), context);
}

function checkStrengths(lambdas: readonly number[], radii: readonly number[]): void {
  const hint = "See: evenhand study tradeoff --help";
  const lambda = lambdas.find((value) => !(value > 0 && value < Infinity));
  if (lambda !== undefined) throw invalidStudy(`lambda ${lambda} must be a number above 0.`, hint);
  const radius = radii.find((value) => !(value > 0 && value < 1));
  if (radius !== undefined) throw invalidStudy(`the radius ${radius} must lie between 0 and 1: it is a share.`, hint);
}

async function tradeOff(
  study: Study,
  options: TradeOffOptions & Required<Pick<TradeOffOptions, "lambdas" | "radii">>,
  context: JobContext,
): Promise<StudyResult> {
  const { settings, corpus, maximumTexts } = study;
  const { seed, seeds } = settings;
  const guard =
    options.guard === undefined
      ? bundledGuard()
      : await readGuard(options.guard, { ...options, maximum: maximumTexts }, context);
  const heldOut = await withTokens(study, corpus.heldOut.flat(), "held-out records", context);
  const taskTexts = drawnTexts(heldOut.texts, maximumTexts);
  const means = seeds.length === 1 ? "" : `, means over ${seeds.length} trainings`;
  const measured: Measured = {
    guard: { ...guard.heldOut, unit: `${guard.heldOut.unit}${means}` },
    task: { texts: taskTexts, unitOf: taskTexts.map((_, index) => index), unit: `held-out records${means}` },
  };
  const { similarity, warnings: ofReference } = await similarities(study, guard, options, context);
  await recordUnprotected(study, "study tradeoff");
  const prepare = (what: string, texts: readonly string[]): Promise<PreparedText[]> =>
    inTurn(texts, (text) => preparedText(study, [text]), { ...context, stage: `prepare ${what}` });
  const preparedTask = await prepare(
    "training records",
    corpus.training.flat().map(({ text }) => text),
  );
  const preparedGuards = await prepare("guard texts", guard.training);
  const [records, guards] = [recordsOf(preparedTask), recordsOf(preparedGuards)];
  const planned = plannedRuns(options);
  const { base, radius, runs: bySeed } = await measureRuns(study, { measured, records, guards, planned }, context);

  const [free] = bySeed as readonly [readonly MeasuredRun[]];
  const freeLosses = meanLossesOf(free);
  const runs = planned.map(({ strategy, strength }, place): TradeOffRun => {
    const trainings = bySeed[place] as readonly MeasuredRun[];
    const own = meanLossesOf(trainings);
    return {
      strategy,
      strength,
      distance: mean(trainings.map(({ distance }) => distance)),
      ...changes(measured, base.losses, own, seed),
      ...(strategy === "none" ? {} : { againstNone: changes(measured, freeLosses, own, seed) }),
      ball: rises(measured, own, meanByPlace(trainings.map(({ ball: around }) => around)), seed),
      ...(seeds.length === 1 ? {} : { bySeed: seeds.map((of, index) => ofSeed(of, base, trainings[index])) }),
    };
  });
  const lines = planned.flatMap(({ strategy, strength, hasLine }, place): LossLine[] => {
    if (!hasLine) return [];
    const losses = meanByPlace((bySeed[place] ?? []).map(({ line = [] }) => line));
    const points = linePlaces.map((t, index) => ({ t, ...levels(measured, losses[index] as Losses, seed) }));
    return [{ strategy, strength, points }];
  });
  const baseLevels = levels(measured, base.losses, seed);
  const section: TradeOffSection = {
    guard: {
      name: guard.name,
      isBundled: guard.isBundled,
      trainingTexts: guard.training.length,
      heldOutTexts: guard.heldOut.texts.length,
      heldOutUnits: unitCount(guard.heldOut),
    },
    task: { records: records.length, heldOutTexts: taskTexts.length },
    base: { guardLoss: baseLevels.guard, taskLoss: baseLevels.task },
    runs: adjusted(runs),
    ball: { radius, draws: ball.draws, base: rises(measured, base.losses, base.ball, seed) },
    lines,
    similarity,
  };
  return {
    title: "What constraints keep and cost: fine-tuning on",
    tradeOff: section,
    warnings: [
      ...guard.warnings,
      ...ofReference,
      ...heldOut.warnings,
      ...notTrainedOn("training records", preparedTask),
      ...notTrainedOn("guard texts", preparedGuards),
    ],
    settings: { trainingRecords: records.length, guard: guard.name, guardLot: guardLot(guards) },
  };
}

/** The run without a constraint first, then each strategy with its constraint growing stronger. */
function plannedRuns({ lambdas, radii }: Required<Pick<TradeOffOptions, "lambdas" | "radii">>): PlannedRun[] {
  const strongestLast = (strategy: ConstraintStrategy, strengths: readonly number[]): PlannedRun[] =>
    strengths.map((strength, place) => ({ strategy, strength, hasLine: place === strengths.length - 1 }));
  return [
    ...strongestLast("none", [0]),
    ...strongestLast(
      "loss",
      [...new Set(lambdas)].toSorted((a, b) => a - b),
    ),
    ...strongestLast(
      "parameters",
      [...new Set(radii)].toSorted((a, b) => b - a),
    ),
  ];
}

function recordsOf(prepared: readonly PreparedText[]): TrainingRecord[] {
  return prepared.map(({ views }, index) => ({ index, views }));
}

/** Of each text, over trainings. */
function meanLossesOf(trainings: readonly { readonly losses: Losses }[]): Losses {
  const of = (set: keyof Losses): Float64Array => meanOfArrays(trainings.map(({ losses }) => losses[set]));
  return { guard: of("guard"), task: of("task") };
}

/** @param trainings of each, its losses at the same places in the same order */
function meanByPlace(trainings: readonly (readonly Losses[])[]): Losses[] {
  return (trainings[0] ?? []).map((_, place) =>
    meanLossesOf(trainings.map((losses) => ({ losses: losses[place] as Losses }))),
  );
}

function ofSeed(seed: number, base: Pick<MeasuredRun, "losses">, run: MeasuredRun | undefined): SeedChange {
  const change = (set: keyof Losses): number => mean([...(run?.losses[set] ?? [])]) - mean([...base.losses[set]]);
  return { seed, guard: change("guard"), task: change("task") };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function levels(measured: Measured, losses: Losses, seed: number): { guard: Estimate; task: Estimate } {
  return {
    guard: meanOver(measured.guard, losses.guard, seededRandom(seed)),
    task: meanOver(measured.task, losses.task, seededRandom(seed)),
  };
}

function changes(measured: Measured, a: Losses, b: Losses, seed: number): { guard: PairedChange; task: PairedChange } {
  return {
    guard: pairedChange(measured.guard, a.guard, b.guard, seededRandom(seed)),
    task: pairedChange(measured.task, a.task, b.task, seededRandom(seed)),
  };
}

function rises(measured: Measured, centre: Losses, around: readonly Losses[], seed: number): TradeOffRun["ball"] {
  const rise = (set: keyof Losses): Estimate =>
    worstRise(
      measured[set],
      centre[set],
      around.map((one) => one[set]),
      seededRandom(seed),
    );
  return { guard: rise("guard"), task: rise("task") };
}

/** Holm's adjustment over every comparison with the run without a constraint. */
function adjusted(runs: readonly TradeOffRun[]): TradeOffRun[] {
  const adjustedP = holm(
    runs.flatMap(({ againstNone: it }) => (it === undefined ? [] : [it.guard.pValue, it.task.pValue])),
  );
  let next = 0;
  const withP = (change: PairedChange): PairedChange => ({ ...change, adjustedP: adjustedP[next++] as number });
  return runs.map((run) =>
    run.againstNone === undefined
      ? run
      : { ...run, againstNone: { guard: withP(run.againstNone.guard), task: withP(run.againstNone.task) } },
  );
}

/** Of the guard set with what is trained on, and with reference texts where there are any; the weights are the base's. */
async function similarities(
  study: Study,
  guard: GuardSet,
  { reference, ...reading }: Pick<TradeOffOptions, "reference" | "field" | "strict">,
  context: JobContext,
): Promise<{ readonly similarity: TradeOffSection["similarity"]; readonly warnings: readonly string[] }> {
  const { model, settings, base, tokenizer, corpus } = study;
  const { config } = base;
  const embeddings = {
    values: base.parameters.get(architectureOf(config).tokenEmbedding) as Float32Array,
    width: config.width,
    encode: (text: string) => tokenizer.encode(text),
  };
  const compared = async (name: string, all: readonly string[], sentences?: ReadonlyMap<string, string>) => {
    const texts = drawnTexts(all, mostCompared);
    const onScored = (done: number, total: number): void =>
      context.onProgress({ stage: `base: loss of ${name}`, done, total, unit: "items" });
    const { signal } = context;
    const losses = await meanLosses(model.scorer, texts, settings.maximumTokens, { signal, onScored });
    return {
      texts,
      losses,
      ...(sentences === undefined ? {} : { unitOf: texts.map((text) => sentences.get(text) ?? text) }),
    };
  };
  const own = await compared("guard texts", [...guard.training, ...guard.heldOut.texts], guard.sentences);
  const task = await compared(
    "task texts",
    corpus.training.flat().map(({ text }) => text),
  );
  const withTask = { to: "task", name: "training records", figures: corpusSimilarity(own, task, embeddings) } as const;
  if (reference === undefined) return { similarity: [withTask], warnings: [] };
  const { texts, skipped } = await readTexts(reference, "read reference texts", reading, context);
  const figures = corpusSimilarity(own, await compared("reference texts", texts), embeddings);
  return {
    similarity: [withTask, { to: "reference", name: basename(reference), figures }],
    warnings: passedOverIn(reference, skipped),
  };
}
