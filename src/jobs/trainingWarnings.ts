import type { MetricComparison, MetricResult } from "../evaluation/metricResult.ts";
import { fewestTexts } from "../evaluation/membership/membershipInference.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import type { SharedSentences } from "./sharedSentences.ts";
import type { MeasuredModel } from "./armSections.ts";
import { mixedUnits } from "./privacyUnit.ts";
import type { ArmSection } from "../report/biasReport.ts";
import { isFew } from "../report/fewItems.ts";
import { formatCount, formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import { coversZero, metricWords } from "../report/wording.ts";
import type { CorpusSpending } from "../training/privacy/corpusSpending.ts";

export interface WarningInputs {
  readonly arms: readonly ArmSection[];
  /** Every training, also the repeats that an arm does not show. */
  readonly trainings: readonly MeasuredModel[];
  readonly comparisons: readonly MetricComparison[];
  /** Held-out sentences that stand in the text trained on as well. */
  readonly shared: SharedSentences;
  /** False where there were too few texts for attacks by membership. */
  readonly isAttacked: boolean;
  /** N */
  readonly units: number;
  /** Records that lack the field whose values are the units; none where the unit is another. */
  readonly withoutField: { readonly field: string; readonly records: number };
  readonly spending: CorpusSpending;
  /** Ledger lines that could not be read. */
  readonly damagedLedgerLines: readonly number[];
  readonly seededNoise: boolean;
}

/** Sentences that a reader must see before the figures of a training report. */
export function trainingWarnings(inputs: WarningInputs): string[] {
  return [
    ...spoiltArms(inputs.arms),
    ...privacyWarnings(inputs),
    ...inputs.trainings.flatMap(lostSteps),
    ...inputs.arms.flatMap(unpooled),
    ...sharedText(inputs.shared),
    ...(inputs.isAttacked ? [] : [unattacked]),
    ...withoutField(inputs),
    ...ledgerWarnings(inputs),
    ...armsThatDoNotDiffer(inputs.comparisons),
    ...smallGroups(inputs.arms.find(({ metrics }) => metrics.length > 0)?.metrics ?? []),
  ];
}

/** Below this share repeated sentences are what people write, not how the corpus was made. */
const manyShared = 0.05;

function sharedText({ sentences, shared }: SharedSentences): string[] {
  if (sentences === 0 || shared / sentences < manyShared) return [];
  return [
    `${formatCount(shared)} of the ${formatCount(sentences)} held-out sentences of five words and more stand word for word in the text that was trained on: ` +
      "perplexity, losses and attacks by membership say less than they would on text that is new to the models.",
  ];
}

const unattacked = `No membership attack was tried: that takes ${fewestTexts} different texts that were trained on and ${fewestTexts} that were held out, each of a unit of privacy of its own.`;

/** Figures that some repeats of an arm lack, so that the arm has none. */
function unpooled({ arm, metrics, seeds = [] }: ArmSection): string[] {
  const named = seeds.flatMap(({ values }) => values.map(({ metric, axis }) => JSON.stringify([metric, axis])));
  const lacking = [...new Set(named)]
    .map((name) => JSON.parse(name) as [MetricResult["metric"], MetricResult["axis"] | null])
    .filter(([metric, axis]) => !metrics.some((one) => one.metric === metric && (one.axis ?? null) === axis));
  return lacking.map(([metric, axis]) => {
    const { name } = metricWords[metric];
    const of = axis === null ? name : `${name}, ${axis}`;
    return `${arm}: ${of} could not be measured for every training and is left out; each training's own value is in the report.`;
  });
}

/** Above this multiple of the base model's perplexity, an arm says more about its training than about the corpus. */
const spoiltPerplexity = 10;

function spoiltArms(arms: readonly ArmSection[]): string[] {
  const perplexityOf = ({ metrics }: ArmSection): number =>
    metrics.find(({ metric }) => metric === "perplexity")?.value ?? Number.NaN;
  const base = arms.find(({ arm }) => arm === "base");
  if (base === undefined) return [];
  return arms
    .filter((arm) => perplexityOf(arm) > spoiltPerplexity * perplexityOf(base))
    .map(({ arm }) => `${arm} predicts held-out text worse than before training; its bias figures say little.`);
}

function privacyWarnings({ arms, units, seededNoise }: WarningInputs): string[] {
  const warnings: string[] = [];
  const privacy = arms.find((arm) => arm.privacy !== undefined)?.privacy;
  if (privacy === undefined) return warnings;
  if (seededNoise) {
    warnings.push("The noise came from a seed: whoever knows it can take it away. The private arms are not private.");
  }
  if (privacy.delta >= 1 / units) {
    warnings.push(
      `Delta ${privacy.delta} is not below 1/N (N = ${units}): a mechanism that publishes one unit whole ` +
        "would satisfy it.",
    );
  }
  return warnings;
}

/** Steps that a crash took back stay paid, and are left out so that the arm keeps its epsilon. */
function lostSteps(
  { model, section: { arm, training, privacy } }: MeasuredModel,
  _at: number,
  all: readonly MeasuredModel[],
): string[] {
  const lost = (privacy?.steps ?? 0) - (training?.steps ?? 0);
  if (training === undefined || privacy === undefined || lost <= 0) return [];
  const isRepeated = all.some(({ model: other }) => other.arm.id === model.arm.id && other.seed !== model.seed);
  const name = isRepeated ? `${arm}, seed ${model.seed},` : arm;
  return [
    `${name} was stopped in the middle of its work: ${lost} of the ${privacy.steps} steps that it paid for were lost, and it was trained with ${training.steps}.`,
  ];
}

function withoutField({ withoutField: { field, records } }: WarningInputs): string[] {
  if (records === 0) return [];
  const [have, each] = records === 1 ? ["record has", "it is"] : ["records have", "each is"];
  return [`${records} ${have} no "${field}": ${each} a unit of privacy of its own, protected as one record only.`];
}

/** What the trainings on a corpus cost together. */
export function ledgerWarnings({
  spending,
  damagedLedgerLines,
}: Pick<WarningInputs, "spending" | "damagedLedgerLines">): string[] {
  const warnings: string[] = [];
  const { epsilon, delta, protectedRuns, unprotectedRuns, units } = spending;
  if (protectedRuns > 1) {
    warnings.push(
      `${protectedRuns} private trainings on this corpus are in the ledger. Whoever sees all of them is held to ` +
        `epsilon ${formatEpsilon(epsilon)} at delta ${formatSmall(delta)}, not to the figure of one arm.`,
      ...mixedUnits(units),
    );
  }
  if (unprotectedRuns > 0 && protectedRuns > 0) {
    warnings.push(
      `${unprotectedRuns} ${unprotectedRuns === 1 ? "training" : "trainings"} on this corpus had no privacy: do not ` +
        "hand out that model or its figures where the epsilon of a private arm is meant to protect the records.",
    );
  }
  if (damagedLedgerLines.length > 0) {
    warnings.push(
      `The privacy ledger has unreadable lines (${damagedLedgerLines.join(", ")}); the total may be too small.`,
    );
  }
  return warnings;
}

/** One sentence for each pair of arms that no metric tells apart. */
function armsThatDoNotDiffer(comparisons: readonly MetricComparison[]): string[] {
  const pairs = new Map<string, { a: string; b: string; differs: boolean }>();
  for (const { a, b, interval } of comparisons) {
    const key = JSON.stringify([a, b]);
    const differs = (pairs.get(key)?.differs ?? false) || !coversZero(interval);
    pairs.set(key, { a, b, differs });
  }
  return [...pairs.values()]
    .filter(({ differs }) => !differs)
    .map(({ a, b }) => `No metric differs between the arms ${a} and ${b} by more than chance explains on this data.`);
}

function smallGroups(metrics: readonly MetricResult[]): string[] {
  const labels = new Map(bundledLexicon().groups.map(({ id, label }) => [id, label]));
  const small = metrics
    .filter(({ metric }) => metric === "group-loss")
    .flatMap(({ groups = [] }) => groups)
    .filter(isFew)
    .map(({ group, n }) => `${labels.get(group) ?? group} (${n})`);
  if (small.length === 0) return [];
  return [`Few held-out texts mention these groups, so their figures are unsure: ${small.join(", ")}.`];
}
