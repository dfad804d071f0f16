import type { RowLayout } from "./clip/parameterGradient.ts";
import type { TokenView, TrainingRecord } from "./gradientEngine.ts";

/** What is clipped as one: all views of a record; or, where nothing is clipped, each view for itself. */
export interface ClipUnit {
  /** Position of its record in the list it came from. */
  readonly position: number;
  readonly views: readonly TokenView[];
  /** 1 / K, K the record's number of views. */
  readonly viewShare: number;
}

/** Up to `layout.records` units of at most `layout.views` views each, the longest of at most `layout.length` predictions. */
export interface Microbatch {
  readonly layout: RowLayout;
  readonly units: readonly ClipUnit[];
}

/** The arrays that one micro-batch becomes; rows without a unit or a target have weight 0. */
export interface PackedMicrobatch {
  /** [R·K, T] */
  readonly tokens: Int32Array;
  /** [N, 1] */
  readonly targets: Int32Array;
  /** [N, 1] */
  readonly weights: Float32Array;
}

/** A label that is no target, as in transformers. */
export const ignoredLabel = -100;

/** Lengths that graphs are compiled for, in predictions (tokens less one). */
const lengths = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096];

/** Numbers of views that graphs are compiled for; what a unit has fewer is left empty and weighs nothing. */
const viewCounts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

/** @param splitViews true where nothing is clipped */
export function clipUnits(records: readonly TrainingRecord[], splitViews: boolean): ClipUnit[] {
  return records.flatMap(({ views }, position) => {
    const viewShare = 1 / views.length;
    return splitViews
      ? views.map((view) => ({ position, views: [view], viewShare }))
      : [{ position, views, viewShare }];
  });
}

/**
 * Groups units of like length and like number of views, so that few tokens are padding and few different shapes occur.
 * A unit is never split; `isLarge` says which had better be.
 *
 * @param options.tokens rows a micro-batch should have, R·K·T; exceeded only by a single unit that is larger itself
 * @param options.maximumLength longest view, in predictions; no shape is longer
 */
export function planMicrobatches(
  units: readonly ClipUnit[],
  options: { readonly tokens: number; readonly maximumLength: number },
): Microbatch[] {
  const byViews = new Map<number, ClipUnit[]>();
  for (const unit of units) {
    const views = viewCounts.find((count) => count >= unit.views.length) ?? unit.views.length;
    const others = byViews.get(views);
    if (others === undefined) byViews.set(views, [unit]);
    else others.push(unit);
  }
  const microbatches: Microbatch[] = [];
  for (const [views, group] of [...byViews].sort(([a], [b]) => a - b)) {
    const longestFirst = [...group].sort((a, b) => predictions(b) - predictions(a) || a.position - b.position);
    for (let start = 0; start < longestFirst.length;) {
      const longest = predictions(longestFirst[start] as ClipUnit);
      const length = Math.min(
        lengths.find((size) => size >= longest) ?? longest,
        Math.max(longest, options.maximumLength),
      );
      const records = recordsPerMicrobatch(longestFirst.length - start, options.tokens / (views * length));
      microbatches.push({ layout: { records, views, length }, units: longestFirst.slice(start, start + records) });
      start += records;
    }
  }
  return microbatches;
}

/** Whether a unit alone has more rows than a micro-batch should have, in several views that can be told apart. */
export function isLarge(unit: ClipUnit, tokens: number): boolean {
  return unit.views.length > 1 && unit.views.length * predictions(unit) > tokens;
}

/** The full size while enough are left, then the smallest of a half, a quarter or an eighth that holds the rest. */
function recordsPerMicrobatch(left: number, room: number): number {
  const full = 2 ** Math.floor(Math.log2(Math.max(1, room)));
  let records = full;
  while (records / 2 >= left && records / 2 >= Math.max(1, full / 8)) records /= 2;
  return records;
}

function predictions(unit: ClipUnit): number {
  return Math.max(...unit.views.map((view) => view.tokens.length - 1));
}

/**
 * Lays a micro-batch out, inputs and targets shifted against each other by one. Weights make the weighted sum of token
 * losses the unit's loss.
 *
 * @param reduction `mean` over a view's targets, or their `sum`
 */
export function packMicrobatch({ layout, units }: Microbatch, reduction: "mean" | "sum"): PackedMicrobatch {
  const { records, views, length } = layout;
  const size = records * views * length;
  const packed = {
    tokens: new Int32Array(size),
    targets: new Int32Array(size),
    weights: new Float32Array(size),
  };
  units.forEach((unit, record) => {
    unit.views.forEach((view, index) => {
      const start = (record * views + index) * length;
      const labels = view.labels ?? view.tokens;
      const targets = labels.reduce((count, label, t) => count + Number(t > 0 && label !== ignoredLabel), 0);
      const weight = unit.viewShare / (reduction === "mean" ? Math.max(1, targets) : 1);
      for (let t = 0; t + 1 < view.tokens.length; t += 1) {
        const target = labels[t + 1] as number;
        packed.tokens[start + t] = view.tokens[t] as number;
        if (target === ignoredLabel) continue;
        packed.targets[start + t] = target;
        packed.weights[start + t] = weight;
      }
    });
  });
  return packed;
}
