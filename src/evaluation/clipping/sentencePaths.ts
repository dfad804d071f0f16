/**
 * What a probe saw of one group at one step; lists have one entry a sentence, the same sentences at every step and in the
 * same order for every group of an axis, whatever it is called in them.
 */
export interface GroupLook {
  readonly group: string;
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
  readonly sentences?: {
    readonly losses: readonly number[];
    readonly norms: readonly number[];
    readonly clippedNorms: readonly number[];
    /** Both misalignments with a block of the sentences left out, the same block in every group of an axis. */
    readonly without?: readonly { readonly misalignment: number; readonly misalignmentUnclipped: number }[];
  };
}

export interface Look {
  readonly step: number;
  /** The bound of the step. */
  readonly clipNorm?: number;
  readonly groups: readonly GroupLook[];
}

/** Looks at the end of a training that say how fast a group still learns. */
export const lastLooks = 5;

/** A line through fewer says nothing. */
const fewestLooks = 3;

/** One training's sentences, by group: plain data, so that it can be kept until other trainings of the arm are done. */
export interface SentencePaths {
  readonly looks: number;
  readonly groups: readonly GroupPath[];
}

/** One group's sentences, each summed up over the looks; lists have one entry a sentence. */
export interface GroupPath {
  readonly group: string;
  readonly norm: readonly number[];
  readonly clippedNorm: readonly number[];
  readonly shareClipped: readonly number[];
  readonly slope?: readonly number[];
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
  /** `misalignment` without each block of sentences, at the looks that tried. */
  readonly misalignmentWithout?: readonly number[];
}

/** What the looks of one training say about each sentence. */
export function sentencePaths(looks: readonly Look[]): SentencePaths {
  return {
    looks: looks.length,
    groups: (looks[0]?.groups ?? []).flatMap(({ group }) => pathOf(group, looks) ?? []),
  };
}

function pathOf(group: string, looks: readonly Look[]): GroupPath | undefined {
  const own = looks.flatMap(({ step, clipNorm = Number.POSITIVE_INFINITY, groups }) => {
    const look = groups.find((one) => one.group === group);
    return look?.sentences === undefined ? [] : [{ step, clipNorm, ...look, sentences: look.sentences }];
  });
  const n = own[0]?.sentences.losses.length ?? 0;
  if (n === 0) return undefined;
  const overLooks = (of: (look: (typeof own)[number], at: number) => number): number[] =>
    Array.from({ length: n }, (_, at) => own.reduce((sum, look) => sum + of(look, at), 0));
  const last = own.slice(-lastLooks);
  const misalignment = meanOfAll(own.map((look) => look.misalignment));
  const misalignmentUnclipped = meanOfAll(own.map((look) => look.misalignmentUnclipped));
  const withBlocks = own.flatMap(({ sentences: { without } }) => (without === undefined ? [] : [without]));
  const misalignmentWithout = (withBlocks[0] ?? []).flatMap(
    (_, block) => meanOfAll(withBlocks.map((without) => without[block]?.misalignment)) ?? [],
  );
  return {
    group,
    norm: overLooks(({ sentences }, at) => sentences.norms[at] as number),
    clippedNorm: overLooks(({ sentences }, at) => sentences.clippedNorms[at] as number),
    shareClipped: overLooks(({ sentences, clipNorm }, at) => Number((sentences.norms[at] as number) > clipNorm)).map(
      (clipped) => clipped / own.length,
    ),
    ...(last.length < fewestLooks
      ? {}
      : {
          slope: Array.from({ length: n }, (_, at) =>
            slope(
              last.map(({ step }) => step),
              last.map(({ sentences }) => sentences.losses[at] as number),
            ),
          ),
        }),
    ...(misalignment === undefined ? {} : { misalignment }),
    ...(misalignmentUnclipped === undefined ? {} : { misalignmentUnclipped }),
    ...(misalignmentWithout.length === 0 ? {} : { misalignmentWithout }),
  };
}

/** Several trainings as one: sums of lengths, means of the rest. */
export function together(paths: readonly GroupPath[]): Path {
  const [{ group, norm: sentences }] = paths as readonly [GroupPath, ...GroupPath[]];
  const n = sentences.length;
  const lists = (of: (path: GroupPath) => readonly number[] | undefined): (readonly number[])[] =>
    paths.flatMap((path) => {
      const list = of(path);
      return list === undefined ? [] : [list];
    });
  const mean = (of: (path: GroupPath) => readonly number[] | undefined): Float64Array | undefined => {
    const all = lists(of);
    if (all.length < paths.length) return undefined;
    return Float64Array.from(
      all[0] ?? [],
      (_, at) => all.reduce((sum, list) => sum + (list[at] as number), 0) / all.length,
    );
  };
  const slopes = mean((path) => path.slope);
  const without = mean((path) => path.misalignmentWithout);
  const misalignment = meanOfAll(paths.map((path) => path.misalignment));
  const misalignmentUnclipped = meanOfAll(paths.map((path) => path.misalignmentUnclipped));
  return {
    group,
    n,
    norm: mean((path) => path.norm) ?? new Float64Array(),
    clippedNorm: mean((path) => path.clippedNorm) ?? new Float64Array(),
    shareClipped: mean((path) => path.shareClipped) ?? new Float64Array(),
    ...(slopes === undefined ? {} : { slope: slopes }),
    ...(misalignment === undefined ? {} : { misalignment }),
    ...(misalignmentUnclipped === undefined ? {} : { misalignmentUnclipped }),
    misalignmentWithout: [...(without ?? [])],
  };
}

/** One group's sentences over all looks of all trainings. */
export interface Path {
  readonly group: string;
  readonly n: number;
  readonly norm: Float64Array;
  readonly clippedNorm: Float64Array;
  readonly shareClipped: Float64Array;
  readonly slope?: Float64Array;
  readonly misalignment?: number;
  readonly misalignmentUnclipped?: number;
  readonly misalignmentWithout: readonly number[];
}

/** Undefined where one of them is. */
function meanOfAll(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length || known.length === 0
    ? undefined
    : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Least squares. */
function slope(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [xs, ys].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length) as [
    number,
    number,
  ];
  const squares = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const products = xs.reduce((sum, x, at) => sum + (x - meanX) * ((ys[at] as number) - meanY), 0);
  return products / squares;
}
