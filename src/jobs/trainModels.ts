import { rm } from "node:fs/promises";
import { neutralLosses } from "../evaluation/evaluateScorer.ts";
import type { Document } from "../corpus/document.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import type { Tokenizer } from "../lm/tokenizer.ts";
import { probePasses } from "../training/groupProbe.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import { evaluateArm } from "./armSections.ts";
import type { BaseScores } from "./armSections.ts";
import type { Canaries } from "./canaries.ts";
import type { JobContext } from "./context.ts";
import { brokenBy } from "./divergedModels.ts";
import type { MadeModels } from "./divergedModels.ts";
import { isPrivateKind, modelSettings, plannedModels } from "./experiment.ts";
import { groupedUnits } from "./groupedTexts.ts";
import { keptMeasures, keepMeasures } from "./measuredModel.ts";
import { membershipTexts, scoreForAttack } from "./membership.ts";
import type { MembershipTexts } from "./membership.ts";
import { tunePastArm } from "./pastArm.ts";
import { prepareUnits } from "./prepareUnits.ts";
import type { PreparedUnits, UnitTexts } from "./prepareUnits.ts";
import { RunClock } from "./runClock.ts";
import type { ModelWork } from "./runClock.ts";
import { writeRun } from "./runFolder.ts";
import type { FinishedArm, RunRecord } from "./runFolder.ts";
import { readFinishedArm, stepCost, trainArm } from "./trainArm.ts";
import type { ArmInputs, RunInputs } from "./trainArm.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";
import type { PrivacySetting, TrainingSettings } from "./trainingSettings.ts";
import type { TrainingUnits } from "./trainingUnits.ts";

/** What the models are trained on; each is made when it is first asked for, and once. */
export interface PreparedRecords {
  readonly originals: () => PreparedUnits;
  readonly withCounterfactuals: () => PreparedUnits;
  /** What PAST knows of beside. */
  readonly reference: () => PreparedUnits;
}

/** @param reference the texts that were set aside for PAST */
export function preparedRecords(
  { originals, withCounterfactuals = originals }: TrainingUnits,
  tokenizer: Tokenizer,
  settings: TrainingSettings,
  reference: () => readonly UnitTexts[],
): PreparedRecords {
  return {
    originals: once(() => prepareUnits(originals, tokenizer, settings)),
    withCounterfactuals: once(() => prepareUnits(withCounterfactuals, tokenizer, settings)),
    reference: once(() => prepareUnits(reference(), tokenizer, settings)),
  };
}

/** What each model of the run is made from, in the order that they are made; models of one privacy have one price a step. */
export function plannedInputs(run: RunInputs): readonly ArmInputs[] {
  const costs = new Map<PrivacySetting, NonNullable<ArmInputs["cost"]>>();
  return plannedModels(run.settings).map((model) => {
    const settings = modelSettings(run.settings, model);
    if (!isPrivateKind(model.arm.kind)) return { ...run, model, settings };
    const cost = costs.get(settings.privacy) ?? stepCost({ ...run, settings });
    costs.set(settings.privacy, cost);
    return { ...run, model, settings, cost };
  });
}

/** What the models of a run are measured on. */
export interface MeasuredCorpus {
  readonly corpus: TrainingCorpus;
  /** The held-out records that figures are of, by unit of privacy. */
  readonly heldOut: readonly (readonly Document[])[];
  readonly canaries: Canaries | undefined;
  /** Of the records, those that have a counterfactual. */
  readonly swappedShare: number;
}

/**
 * Trains and measures one model after the other. What an earlier segment of the run has finished is read back, and what it has
 * measured is not measured again. A training that loses its numbers takes nothing from the others, unless they are held against it.
 *
 * @throws EvenhandError `training.diverged` for `plain`, before a private arm spends epsilon
 */
export async function allModels(
  run: RunRecord,
  inputs: RunInputs,
  models: readonly ArmInputs[],
  records: PreparedRecords,
  { corpus, heldOut, canaries, swappedShare }: MeasuredCorpus,
  context: JobContext,
): Promise<MadeModels> {
  const attacked = membershipTexts(corpus, inputs.settings.maximumTokens);
  const base = once(() => baseScores(inputs, attacked, context));
  const texts = groupedUnits(heldOut);
  const shared = { texts, attacked, ...(canaries === undefined ? {} : { canaries }) };
  const measured: MadeModels["measured"][number][] = [];
  const broken: MadeModels["broken"][number][] = [];
  let record = run;
  const clock = new RunClock(models.map((model) => workOf(model, inputs.units, swappedShare)));
  const timed = withTimeLeft(context, clock);
  for (const [index, own] of models.entries()) {
    const numbered = withPlace(timed, index + 1, inputs, models.length);
    clock.begin(index);
    const { model, folder } = own;
    const { name } = model;
    const made = await modelOrProblem(own, record, records, numbered);
    const known = "problem" in made ? record.brokenArms?.[name] : record.finishedArms[name];
    if (known === undefined) {
      record = withModel(record, name, made);
      await writeRun(folder, record);
    }
    // Only now: a crash before would leave a model that has neither a state nor an end.
    if (model.arm.kind !== "base") await rm(folder.stateDirectory(name), { recursive: true, force: true });
    if ("problem" in made) {
      broken.push({ model, problem: made.problem });
      clock.measured();
      continue;
    }
    const { checkpoint, finished } = made;
    const kept = await keptMeasures(folder, name, finished.parametersSha256);
    if (kept === undefined) clock.measuring();
    const measures =
      kept ?? (await evaluateArm(model, checkpoint, finished, { ...shared, base: await base() }, inputs, numbered));
    if (kept === undefined) await keepMeasures(folder, name, measures);
    const { sentences } = finished;
    measured.push({ model, ...measures, ...(sentences === undefined ? {} : { sentences }) });
    clock.measured();
  }
  return { measured, broken };
}

interface FinishedModel {
  readonly checkpoint: Checkpoint;
  readonly finished: FinishedArm;
}

/** What broke the training where it is not one that others are compared with. */
async function modelOrProblem(
  inputs: ArmInputs,
  { finishedArms, brokenArms }: RunRecord,
  records: PreparedRecords,
  context: JobContext,
): Promise<FinishedModel | { readonly problem: string }> {
  const { name, arm } = inputs.model;
  const earlier = brokenArms?.[name];
  if (earlier !== undefined) return { problem: earlier };
  try {
    return await finishedModel(inputs, finishedArms, records, context);
  } catch (error) {
    const problem = arm.kind === "plain" ? undefined : brokenBy(error);
    if (problem === undefined) throw error;
    return { problem };
  }
}

function withModel(
  record: RunRecord,
  name: string,
  made: Pick<FinishedModel, "finished"> | { readonly problem: string },
): RunRecord {
  if ("problem" in made) return { ...record, brokenArms: { ...record.brokenArms, [name]: made.problem } };
  return { ...record, finishedArms: { ...record.finishedArms, [name]: made.finished } };
}

async function finishedModel(
  inputs: ArmInputs,
  finishedArms: RunRecord["finishedArms"],
  records: PreparedRecords,
  context: JobContext,
): Promise<FinishedModel> {
  const { base, baseHash, folder, model } = inputs;
  const { kind } = model.arm;
  if (kind === "base") return { checkpoint: base, finished: { parametersSha256: baseHash } };
  const finished = finishedArms[model.name];
  if (finished !== undefined) {
    return { checkpoint: await readFinishedArm(folder, model.name, finished.parametersSha256), finished };
  }
  if (kind === "plain+past" || kind === "plain+past-control") {
    const plain = plannedModels(inputs.settings).find(({ arm, seed }) => arm.kind === "plain" && seed === model.seed);
    const trained = plain === undefined ? undefined : finishedArms[plain.name];
    if (plain === undefined || trained === undefined) throw new RangeError("the arm plain comes first");
    const { originals, reference } = records;
    return tunePastArm({ ...trained, name: plain.name }, originals(), reference(), inputs, context);
  }
  const prepared = kind === "dp+cda" ? records.withCounterfactuals() : records.originals();
  const { checkpoint, ...rest } = await trainArm(prepared, inputs, context);
  return { checkpoint, finished: rest };
}

/** What an attacker knows beforehand, and what tuning is held against. */
async function baseScores(
  { base, threads }: RunInputs,
  attacked: MembershipTexts,
  context: JobContext,
): Promise<BaseScores> {
  const scorer = await createTokenScorer(base, threads === undefined ? {} : { threads });
  try {
    return {
      attacked: await scoreForAttack("base", scorer, attacked, context),
      neutral: await neutralLosses(scorer, { ...context, label: "base" }),
    };
  } finally {
    await scorer.dispose();
  }
}

/**
 * What a model of the run takes. PAST weighs two losses in each of its steps.
 *
 * @param swappedShare of the records that have a counterfactual
 */
export function workOf(
  { model, settings, expectedLotSize }: ArmInputs,
  units: number,
  swappedShare: number,
): ModelWork {
  const { kind } = model.arm;
  switch (kind) {
    case "base":
      return { steps: 0, views: 1, probePasses: 0 };
    case "plain":
    case "dp":
      return { steps: settings.steps, views: 1, probePasses: probePasses(settings.steps, kind === "dp") };
    case "dp+cda":
      return { steps: settings.steps, views: 1 + swappedShare, probePasses: probePasses(settings.steps, true) };
    case "plain+past":
    case "plain+past-control":
      return { steps: Math.ceil(((settings.past?.epochs ?? 0) * units) / expectedLotSize), views: 2, probePasses: 0 };
  }
}

function withTimeLeft(context: JobContext, clock: RunClock): JobContext {
  return {
    ...context,
    onProgress(progress) {
      if (progress.unit === "steps") clock.stepped(progress.done);
      const secondsLeft = clock.secondsLeft();
      context.onProgress(secondsLeft === undefined ? progress : { ...progress, secondsLeft });
    },
  };
}

/** In a run of many models, progress says which of them it is. */
function withPlace(context: JobContext, place: number, { settings }: RunInputs, models: number): JobContext {
  if (models <= settings.arms.length) return context;
  return {
    ...context,
    onProgress: ({ stage, ...rest }) => context.onProgress({ stage: `${place} of ${models}, ${stage}`, ...rest }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
