import { basename } from "node:path";
import { seededRandom } from "../../base/random.ts";
import type { Random } from "../../base/random.ts";
import { holm } from "../../evaluation/holm.ts";
import { meanLosses } from "../../evaluation/meanLosses.ts";
import { corpusSimilarity } from "../../evaluation/tradeOff/similarity.ts";
import { meanOver, pairedChange, unitCount, worstRise } from "../../evaluation/unitLosses.ts";
import type { PairedChange, TextUnits } from "../../evaluation/unitLosses.ts";
import { architectureOf } from "../../lm/architecture.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import type { ConstraintStrategy, LossLine, TradeOffRun, TradeOffSection } from "../../report/studySections.ts";
import { guardedEngine } from "../../training/constraint/guardedEngine.ts";
import {
  copyOf,
  distanceBetween,
  moveTo,
  placeAround,
  placeOnLine,
  projectOntoBall,
} from "../../training/constraint/parameterSpace.ts";
import type { Point } from "../../training/constraint/parameterSpace.ts";
import type { TrainingRecord } from "../../training/gradientEngine.ts";
import { seededStreams } from "../../training/privacy/randomStream.ts";
import type { JobContext } from "../context.ts";
import { prepareUnits } from "../prepareUnits.ts";
import { bundledGuard, readGuard, readTexts } from "./guardSet.ts";
import type { GuardSet } from "./guardSet.ts";
import type { StudyRun } from "./liveModel.ts";
import { drawnTexts, finite, invalidStudy, recordUnprotected, runStudy } from "./study.ts";
import type { Study, StudyResult } from "./study.ts";
import { studyDefaults } from "./studyOptions.ts";
import type { TradeOffOptions } from "./studyOptions.ts";

/** Models around one that the worst is looked for among, and their distance as a share of what the free run went. */
const ball = { draws: 5, share: 0.5 } as const;

/** Where on the line from the base model (0) to the tuned one (1) the losses are measured. */
const linePlaces = [-0.25, 0, 0.25, 0.5, 0.75, 1, 1.25] as const;

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

/** The texts that every model is measured on. */
interface Measured {
  readonly guard: TextUnits;
  readonly task: TextUnits;
}

interface Losses {
  readonly guard: Float64Array;
  readonly task: Float64Array;
}

async function tradeOff(
  study: Study,
  options: TradeOffOptions & Required<Pick<TradeOffOptions, "lambdas" | "radii">>,
  context: JobContext,
): Promise<StudyResult> {
  const { settings, corpus, model, maximumTexts } = study;
  const guard = options.guard === undefined ? bundledGuard() : await readGuard(options.guard, maximumTexts, context);
  const taskTexts = drawnTexts(
    corpus.heldOut.map(({ text }) => text).filter((text) => study.tokenizer.encode(text).length > 0),
    maximumTexts,
  );
  const measured: Measured = {
    guard: guard.heldOut,
    task: { texts: taskTexts, unitOf: taskTexts.map((_, index) => index), unit: "held-out records" },
  };
  const similarity = await similarities(study, guard, options.reference, context);
  await recordUnprotected(study, "study tradeoff");

  const measure = (label: string): Promise<Losses> => lossesOf(study, measured, label, context);
  const around = await measure("base");
  const { records, skipped } = recordsOf(
    study,
    corpus.training.flat().map(({ text }) => text),
  );
  const guards = recordsOf(study, guard.training).records;
  const free = await trained(study, { label: "no constraint", records }, context);
  const freeLosses = await measure("no constraint");
  const radius = ball.share * free.distance;
  const base = await inBall(study, measured, { centre: model.base, losses: around, radius, label: "base" }, context);
  const runs: TradeOffRun[] = [];
  const lines: LossLine[] = [];
  const add = async (
    strategy: ConstraintStrategy,
    strength: number,
    distance: number,
    own: Losses,
    isLast: boolean,
  ) => {
    const label = labelOf(strategy, strength);
    const tuned = copyOf(model.weights);
    runs.push({
      strategy,
      strength,
      distance,
      ...changes(measured, around, own, settings.seed),
      ...(strategy === "none" ? {} : { againstNone: changes(measured, freeLosses, own, settings.seed) }),
      ball: await inBall(study, measured, { centre: tuned, losses: own, radius, label }, context),
    });
    if (isLast) lines.push({ strategy, strength, points: await onLine(study, measured, tuned, label, context) });
  };
  moveTo(model.weights, free.weights);
  await add("none", 0, free.distance, freeLosses, true);
  for (const [strategy, strengths] of [
    ["loss", options.lambdas.toSorted((a, b) => a - b)],
    ["parameters", options.radii.toSorted((a, b) => b - a)],
  ] as const) {
    for (const [place, strength] of strengths.entries()) {
      const label = labelOf(strategy, strength);
      const run =
        strategy === "loss"
          ? { label, records, around: guardAround(study, guards, strength, expectedLotSize(study, records)) }
          : { label, records, onUpdate: () => projectOntoBall(model.weights, model.base, strength * free.distance) };
      const { distance } = await trained(study, run, context);
      await add(strategy, strength, distance, await measure(label), place === strengths.length - 1);
    }
  }
  const section: TradeOffSection = {
    guard: {
      name: guard.name,
      isBundled: guard.isBundled,
      trainingTexts: guard.training.length,
      heldOutTexts: guard.heldOut.texts.length,
      heldOutUnits: unitCount(guard.heldOut),
    },
    task: { records: records.length, heldOutTexts: taskTexts.length },
    base: {
      guardLoss: meanOver(measured.guard, around.guard, seededRandom(settings.seed)),
      taskLoss: meanOver(measured.task, around.task, seededRandom(settings.seed)),
    },
    runs: adjusted(runs),
    ball: { radius, draws: ball.draws, base },
    lines,
    similarity,
  };
  return {
    title: "What constraints keep and cost: fine-tuning on",
    tradeOff: section,
    warnings: skipped,
    settings: { trainingRecords: records.length, guard: guard.name, guardLot: guardLot(guards) },
  };
}

function labelOf(strategy: ConstraintStrategy, strength: number): string {
  switch (strategy) {
    case "none":
      return "no constraint";
    case "loss":
      return `lambda ${strength}`;
    case "parameters":
      return `radius ${strength}`;
  }
}

function recordsOf(
  { tokenizer, settings }: Study,
  texts: readonly string[],
): { readonly records: readonly TrainingRecord[]; readonly skipped: string[] } {
  const units = texts.map((text, index) => ({ texts: [{ id: String(index + 1), views: [text] }] }));
  const { records, skipped } = prepareUnits(units, tokenizer, settings);
  return { records, skipped: skipped.map(({ reason, count }) => `Not trained on: ${reason} (${count}).`) };
}

async function trained(
  study: Study,
  run: Pick<StudyRun, "label" | "records" | "around" | "onUpdate">,
  context: JobContext,
): Promise<{ readonly distance: number; readonly weights: Point }> {
  const { model, settings } = study;
  await model.train(
    { ...run, expectedLotSize: expectedLotSize(study, run.records), streams: seededStreams(settings.seed) },
    context,
  );
  return { distance: distanceBetween(model.weights, model.base), weights: copyOf(model.weights) };
}

/** L of a run: no lot is expected to have more than all records. */
function expectedLotSize({ lotSize }: Study, records: readonly TrainingRecord[]): number {
  return Math.min(lotSize, records.length);
}

/** Guard records in a step, at most: their mean gradient is all that counts, and each costs as much as one of the task's. */
const mostGuards = 32;

function guardLot(guards: readonly TrainingRecord[]): number {
  return Math.min(mostGuards, guards.length);
}

/** Every strength draws the same guard records. */
function guardAround(
  study: Study,
  guards: readonly TrainingRecord[],
  strength: number,
  lot: number,
): NonNullable<StudyRun["around"]> {
  const random = seededRandom(study.settings.seed);
  const size = guardLot(guards);
  return (engine) =>
    guardedEngine(engine, { strength, expectedLotSize: lot, draw: () => drawSome(guards, size, random) });
}

/** Without repeats. */
function drawSome<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(random.integer(left.length), 1)[0] as T);
}

async function lossesOf(
  { model, settings }: Study,
  { guard, task }: Measured,
  label: string,
  { signal, onProgress }: JobContext,
): Promise<Losses> {
  const total = guard.texts.length + task.texts.length;
  const of = async (texts: readonly string[], before: number): Promise<Float64Array> => {
    const onScored = (done: number): void =>
      onProgress({ stage: `${label}: held-out loss`, done: before + done, total, unit: "items" });
    return finite(await meanLosses(model.scorer, texts, settings.maximumTokens, { signal, onScored }), label);
  };
  return { guard: await of(guard.texts, 0), task: await of(task.texts, guard.texts.length) };
}

function changes(measured: Measured, a: Losses, b: Losses, seed: number): { guard: PairedChange; task: PairedChange } {
  return {
    guard: pairedChange(measured.guard, a.guard, b.guard, seededRandom(seed)),
    task: pairedChange(measured.task, a.task, b.task, seededRandom(seed)),
  };
}

interface Centre {
  readonly centre: Point;
  /** Of the model at the centre. */
  readonly losses: Losses;
  readonly radius: number;
  readonly label: string;
}

/** Leaves the weights at the centre. Every model has the same directions around it. */
async function inBall(
  study: Study,
  measured: Measured,
  { centre, losses, radius, label }: Centre,
  context: JobContext,
): Promise<TradeOffRun["ball"]> {
  const { model, settings } = study;
  const directions = seededRandom(settings.seed);
  const around: Losses[] = [];
  for (let draw = 1; draw <= ball.draws; draw += 1) {
    placeAround(model.weights, centre, radius, directions);
    around.push(await lossesOf(study, measured, `${label}, ball ${draw} of ${ball.draws}`, context));
  }
  moveTo(model.weights, centre);
  const rise = (of: keyof Losses) =>
    worstRise(
      measured[of],
      losses[of],
      around.map((one) => one[of]),
      seededRandom(settings.seed),
    );
  return { guard: rise("guard"), task: rise("task") };
}

async function onLine(
  study: Study,
  measured: Measured,
  tuned: Point,
  label: string,
  context: JobContext,
): Promise<LossLine["points"]> {
  const { model, settings } = study;
  const points: LossLine["points"][number][] = [];
  for (const t of linePlaces) {
    placeOnLine(model.weights, model.base, tuned, t);
    const losses = await lossesOf(study, measured, `${label}, line at ${t}`, context);
    points.push({
      t,
      guard: meanOver(measured.guard, losses.guard, seededRandom(settings.seed)),
      task: meanOver(measured.task, losses.task, seededRandom(settings.seed)),
    });
  }
  moveTo(model.weights, tuned);
  return points;
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
  reference: string | undefined,
  context: JobContext,
): Promise<TradeOffSection["similarity"]> {
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
  if (reference === undefined) return [withTask];
  const other = await compared("reference texts", await readTexts(reference, "read reference texts", context));
  return [withTask, { to: "reference", name: basename(reference), figures: corpusSimilarity(own, other, embeddings) }];
}
