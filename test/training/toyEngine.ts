import { clipFactor } from "../../src/training/privacy/clipFactor.ts";
import type { ClipRule, GradientEngine, RecordStatistics, TrainingRecord } from "../../src/training/gradientEngine.ts";

/** The ridge of the toy: a record is a point, its loss half the squared distance of the parameters from it. */
export interface ToyEngine extends GradientEngine {
  readonly parameters: Map<string, Float32Array>;
  readonly trainable: Map<string, Float32Array>;
  readonly gradientSum: Map<string, Float32Array>;
  /** Records of every `accumulate` call so far. */
  readonly lots: number[][];
}

/**
 * An engine whose per-record gradients are checked by eye: the gradient of a record's view with tokens (a, b, ...) is
 * theta - (a, b, ...), the record's gradient is the mean over its views, and it is clipped once.
 */
export function toyEngine(start: readonly number[], microbatch = Number.POSITIVE_INFINITY): ToyEngine {
  const theta = Float32Array.from(start);
  const sum = new Float32Array(start.length);
  const half = Math.ceil(start.length / 2);
  const split = (values: Float32Array): Map<string, Float32Array> =>
    new Map([
      ["first", values.subarray(0, half)],
      ["second", values.subarray(half)],
    ]);
  const lots: number[][] = [];
  const addOne = ({ index, views }: TrainingRecord, clip: ClipRule): RecordStatistics => {
    const gradient = Array.from(theta, (value, at) => value - mean(views.map(({ tokens }) => tokens[at] as number)));
    const norm = Math.hypot(...gradient);
    const factor = clipFactor(norm, clip);
    for (const [at, value] of gradient.entries()) sum[at] = (sum[at] as number) + factor * value;
    return { index, loss: norm ** 2 / 2, norm: clip.mode === "none" ? Number.NaN : norm, clipFactor: factor };
  };
  const parameters = split(theta);
  return {
    parameters,
    trainable: parameters,
    gradientSum: split(sum),
    lots,
    beginLot: () => sum.fill(0),
    async accumulate(records, clip, signal) {
      signal?.throwIfAborted();
      lots.push(records.map(({ index }) => index));
      const statistics: RecordStatistics[] = [];
      for (let start = 0; start < records.length; start += Math.min(microbatch, records.length)) {
        statistics.push(...records.slice(start, start + microbatch).map((record) => addOne(record, clip)));
      }
      return statistics;
    },
    dispose: async () => {},
  };
}

/** Records with one view each, their tokens being the point that they pull the parameters to. */
export function toyRecords(points: readonly (readonly number[])[]): TrainingRecord[] {
  return points.map((tokens, index) => ({ index, views: [{ tokens }] }));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
