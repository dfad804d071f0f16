import { seededRandom } from "../../base/random.ts";
import type { Random } from "../../base/random.ts";
import { meanLosses } from "../../evaluation/meanLosses.ts";
import type { TextUnits } from "../../evaluation/unitLosses.ts";
import type { ConstraintStrategy } from "../../report/studySections.ts";
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
import { seededStreams } from "../../training/privacy/randomStream.ts";
import type { TrainingRecord } from "../../training/gradientEngine.ts";
import type { JobContext } from "../context.ts";
import type { StudyRun } from "./liveModel.ts";
import { finite } from "./study.ts";
import type { Study } from "./study.ts";

/** Models around one that the worst is looked for among, and their distance as a share of what the first free run went. */
export const ball = { draws: 5, share: 0.5 } as const;

/** Where on the line from the base model (0) to the tuned one (1) the losses are measured. */
export const linePlaces = [-0.25, 0, 0.25, 0.5, 0.75, 1, 1.25] as const;

/** The texts that every model is measured on. */
export interface Measured {
  readonly guard: TextUnits;
  readonly task: TextUnits;
}

/** Of each text, nats per token. */
export interface Losses {
  readonly guard: Float64Array;
  readonly task: Float64Array;
}

export interface PlannedRun {
  readonly strategy: ConstraintStrategy;
  readonly strength: number;
  /** Whether the losses on the line from the base model are measured as well. */
  readonly hasLine: boolean;
}

export interface MeasuredRun {
  /** Of its weights from the base model's. */
  readonly distance: number;
  readonly losses: Losses;
  /** Of each model around it. */
  readonly ball: readonly Losses[];
  /** At each of `linePlaces`. */
  readonly line?: readonly Losses[];
}

interface Planned {
  readonly measured: Measured;
  readonly records: readonly TrainingRecord[];
  readonly guards: readonly TrainingRecord[];
  /** The run without a constraint first. */
  readonly planned: readonly PlannedRun[];
}

/**
 * Trains and measures every planned run with every seed, all from the same weights; what the study's journal has already is
 * taken from there.
 *
 * @returns `runs` by plan, then by seed
 */
export async function measureRuns(
  study: Study,
  { measured, records, guards, planned }: Planned,
  context: JobContext,
): Promise<{
  readonly base: Pick<MeasuredRun, "losses" | "ball">;
  readonly radius: number;
  readonly runs: readonly (readonly MeasuredRun[])[];
}> {
  const { model, settings, journal } = study;
  const { seed: firstSeed, seeds } = settings;
  const runs: MeasuredRun[][] = planned.map(() => []);
  let radius: number | undefined;
  for (const seed of seeds) {
    for (const [place, run] of planned.entries()) {
      const name = labelOf(run);
      const label = seeds.length === 1 ? name : `${name}, seed ${seed}`;
      const freeDistance = runs[0]?.at(-1)?.distance ?? 0;
      const one = await journal.of(name, seed, async () => {
        const training = { ...trainingOf(study, run, { guards, records, freeDistance, seed }), label, records };
        await model.train(
          { ...training, expectedLotSize: expectedLotSize(study, records), streams: seededStreams(seed) },
          context,
        );
        const distance = distanceBetween(model.weights, model.base);
        const around = { centre: copyOf(model.weights), radius: radius ?? ball.share * distance, label };
        return {
          distance,
          losses: await lossesOf(study, measured, label, context),
          ball: await lossesInBall(study, measured, around, context),
          ...(run.hasLine ? { line: await lossesOnLine(study, measured, around.centre, label, context) } : {}),
        };
      });
      (runs[place] as MeasuredRun[]).push(one);
      radius ??= ball.share * one.distance;
    }
  }
  const reach = radius ?? 0;
  const base = await journal.of("base", firstSeed, async () => {
    moveTo(model.weights, model.base);
    return {
      losses: await lossesOf(study, measured, "base", context),
      ball: await lossesInBall(study, measured, { centre: model.base, radius: reach, label: "base" }, context),
    };
  });
  return { base, radius: reach, runs };
}

function labelOf({ strategy, strength }: PlannedRun): string {
  switch (strategy) {
    case "none":
      return "no constraint";
    case "loss":
      return `lambda ${strength}`;
    case "parameters":
      return `radius ${strength}`;
  }
}

interface ConstraintInputs extends Pick<Planned, "guards" | "records"> {
  /** How far the run without a constraint went with the same seed. */
  readonly freeDistance: number;
  readonly seed: number;
}

/** What a constraint adds to a training. */
function trainingOf(
  study: Study,
  { strategy, strength }: PlannedRun,
  { guards, records, freeDistance, seed }: ConstraintInputs,
): Pick<StudyRun, "around" | "onUpdate"> {
  const { model } = study;
  switch (strategy) {
    case "none":
      return {};
    case "loss":
      return { around: guardAround(guards, strength, expectedLotSize(study, records), seed) };
    case "parameters":
      return { onUpdate: () => projectOntoBall(model.weights, model.base, strength * freeDistance) };
  }
}

/** L of a run: no lot is expected to have more than all records. */
function expectedLotSize({ lotSize }: Study, records: readonly TrainingRecord[]): number {
  return Math.min(lotSize, records.length);
}

/** Guard records in a step, at most: their mean gradient is all that counts, and each costs as much as one of the task's. */
const mostGuards = 32;

export function guardLot(guards: readonly TrainingRecord[]): number {
  return Math.min(mostGuards, guards.length);
}

/** Every strength draws the same guard records. */
function guardAround(
  guards: readonly TrainingRecord[],
  strength: number,
  lot: number,
  seed: number,
): NonNullable<StudyRun["around"]> {
  const random = seededRandom(seed);
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

/** Every model has the same directions around it. Leaves the weights at the centre. */
async function lossesInBall(
  study: Study,
  measured: Measured,
  { centre, radius, label }: { readonly centre: Point; readonly radius: number; readonly label: string },
  context: JobContext,
): Promise<Losses[]> {
  const { model, settings } = study;
  const directions = seededRandom(settings.seed);
  const around: Losses[] = [];
  for (let draw = 1; draw <= ball.draws; draw += 1) {
    placeAround(model.weights, centre, radius, directions);
    around.push(await lossesOf(study, measured, `${label}, ball ${draw} of ${ball.draws}`, context));
  }
  moveTo(model.weights, centre);
  return around;
}

async function lossesOnLine(
  study: Study,
  measured: Measured,
  tuned: Point,
  label: string,
  context: JobContext,
): Promise<Losses[]> {
  const { model } = study;
  const losses: Losses[] = [];
  for (const t of linePlaces) {
    placeOnLine(model.weights, model.base, tuned, t);
    losses.push(await lossesOf(study, measured, `${label}, line at ${t}`, context));
  }
  return losses;
}
