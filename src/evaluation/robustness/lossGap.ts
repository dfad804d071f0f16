import type { Random } from "../../base/random.ts";
import { bootstrapInterval } from "../bootstrap.ts";
import type { CountedStatistic } from "../bootstrap.ts";
import { estimate } from "../estimate.ts";
import type { Estimate } from "../estimate.ts";
import { meanOfArrays } from "../meanOfArrays.ts";
import { meanAreaUnderCurve } from "../membership/rocCurve.ts";

/** One model's losses of texts that it was trained on and of texts that it was not, nats per token. */
export interface SplitLosses {
  readonly train: Float64Array;
  readonly test: Float64Array;
}

/** How far a model tells its training texts from others, under one kind of loss. */
export interface LossGap {
  /** Mean losses. */
  readonly train: number;
  readonly test: number;
  /** Test less train: 0 is no overfitting. */
  readonly gap: Estimate;
  /** Area under the curve of membership inference by that loss alone: 0.5 is guessing. */
  readonly lossAttack: Estimate;
  /** The same by the loss less that of the base model. */
  readonly ratioAttack: Estimate;
}

/**
 * @param trainings one model, or models that differ in the seed of their training: losses are then means over them, and so are
 *   areas, each of them of one model: the mean loss of several would be a stronger attack than any has to fear
 * @param base the base model's losses of the same texts, under the same kind of loss
 */
export function lossGap(trainings: readonly SplitLosses[], base: SplitLosses, random: Random): LossGap {
  const lower = (losses: Float64Array): Float64Array => losses.map((loss) => -loss);
  const fall = (own: SplitLosses, of: keyof SplitLosses): Float64Array =>
    base[of].map((loss, index) => loss - (own[of][index] as number));
  const own = meanOf(trainings);
  return {
    train: mean(own.train),
    test: mean(own.test),
    gap: gapBetween(own, random, trainings.length),
    lossAttack: meanAreaUnderCurve(
      trainings.map(({ train, test }) => ({ members: lower(train), nonMembers: lower(test) })),
    ),
    ratioAttack: meanAreaUnderCurve(
      trainings.map((one) => ({ members: fall(one, "train"), nonMembers: fall(one, "test") })),
    ),
  };
}

/** Of each text, over trainings. */
function meanOf(trainings: readonly SplitLosses[]): SplitLosses {
  return {
    train: meanOfArrays(trainings.map(({ train }) => train)),
    test: meanOfArrays(trainings.map(({ test }) => test)),
  };
}

/**
 * Mean test loss less mean training loss, an interval with both kinds of texts resampled to their own number.
 *
 * @param trainings that the losses are means over
 */
export function gapBetween({ train, test }: SplitLosses, random: Random, trainings = 1): Estimate {
  const unit = trainings === 1 ? "texts of either kind" : `texts of either kind, means over ${trainings} trainings`;
  const values = Float64Array.from([...train, ...test]);
  const strata = Uint32Array.from(values, (_, index) => Number(index >= train.length));
  const statistic: CountedStatistic = (counts) => {
    const sums = [0, 0];
    const numbers = [0, 0];
    for (let index = 0; index < counts.length; index += 1) {
      const side = strata[index] as number;
      sums[side] = (sums[side] as number) + (counts[index] as number) * (values[index] as number);
      numbers[side] = (numbers[side] as number) + (counts[index] as number);
    }
    return (sums[1] as number) / (numbers[1] as number) - (sums[0] as number) / (numbers[0] as number);
  };
  return estimate(mean(test) - mean(train), bootstrapInterval(values.length, statistic, random, { unit }, strata));
}

/** How the gap of b differs from that of a on the very same texts, each over its trainings. */
export function gapChange(a: readonly SplitLosses[], b: readonly SplitLosses[], random: Random): Estimate {
  const [before, after] = [meanOf(a), meanOf(b)];
  const less = (of: keyof SplitLosses): Float64Array =>
    after[of].map((loss, index) => loss - (before[of][index] as number));
  return gapBetween({ train: less("train"), test: less("test") }, random, b.length);
}

/**
 * The largest loss over the forms of a text, form by form: the text as it is and every perturbation of it.
 *
 * @param forms one array a form, each with one loss a text; NaN where a text has no such form
 */
export function worstForm(forms: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0), ...others] = forms;
  return first.map((loss, index) =>
    others.reduce((worst, form) => {
      const other = form[index] as number;
      return other > worst ? other : worst;
    }, loss),
  );
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
