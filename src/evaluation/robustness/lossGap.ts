import type { Random } from "../../base/random.ts";
import { bootstrapInterval } from "../bootstrap.ts";
import type { CountedStatistic } from "../bootstrap.ts";
import { estimate } from "../estimate.ts";
import type { Estimate } from "../estimate.ts";
import { areaUnderCurve } from "../membership/rocCurve.ts";

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

/** @param base the base model's losses of the same texts, under the same kind of loss */
export function lossGap(own: SplitLosses, base: SplitLosses, random: Random): LossGap {
  const fall = (of: keyof SplitLosses): Float64Array =>
    base[of].map((loss, index) => loss - (own[of][index] as number));
  const lower = (losses: Float64Array): Float64Array => losses.map((loss) => -loss);
  return {
    train: mean(own.train),
    test: mean(own.test),
    gap: gapBetween(own, random),
    lossAttack: areaUnderCurve(lower(own.train), lower(own.test)),
    ratioAttack: areaUnderCurve(fall("train"), fall("test")),
  };
}

/** Mean test loss less mean training loss, an interval with both kinds of texts resampled to their own number. */
export function gapBetween({ train, test }: SplitLosses, random: Random): Estimate {
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
  return estimate(
    mean(test) - mean(train),
    bootstrapInterval(values.length, statistic, random, { unit: "texts of either kind" }, strata),
  );
}

/** How the gap of b differs from that of a on the very same texts. */
export function gapChange(a: SplitLosses, b: SplitLosses, random: Random): Estimate {
  const less = (of: keyof SplitLosses): Float64Array => b[of].map((loss, index) => loss - (a[of][index] as number));
  return gapBetween({ train: less("train"), test: less("test") }, random);
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
