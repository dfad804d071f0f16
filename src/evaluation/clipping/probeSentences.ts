/** One sentence of the probe set over all looks of a training: what the means of its group are made of. */
export interface ProbeSentence {
  /** Name of the sentence, as in the items of metrics on neutral sentences. */
  readonly key: string;
  readonly group: string;
  /** Nats per token after the first look and after the last. */
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** Mean length of its gradient over the looks, before clipping and after. */
  readonly norm: number;
  readonly clippedNorm: number;
  /** Share of the looks in which its gradient was longer than the bound; 0 without clipping. */
  readonly shareClipped: number;
}

interface SeenGroup {
  readonly group: string;
  readonly sentences?: {
    readonly losses: readonly number[];
    readonly norms: readonly number[];
    readonly clippedNorms: readonly number[];
  };
}

interface SeenStep {
  /** Only where the arm clips. */
  readonly clipNorm?: number;
  readonly groups: readonly SeenGroup[];
}

/**
 * The sentences behind the means of a probe.
 *
 * @param keys of each group's sentences, in the order of the probe set
 * @returns nothing where a look has not kept its sentences, or others than are named
 */
export function probeSentences(
  looks: readonly SeenStep[],
  keys: ReadonlyMap<string, readonly string[]>,
): readonly ProbeSentence[] {
  return (looks[0]?.groups ?? []).flatMap(({ group }) => {
    const names = keys.get(group) ?? [];
    const seen = looks.flatMap(({ clipNorm = Number.POSITIVE_INFINITY, groups }) => {
      const own = groups.find((one) => one.group === group)?.sentences;
      return own === undefined ? [] : [{ clipNorm, ...own }];
    });
    const [first, last] = [seen[0], seen.at(-1)];
    if (first === undefined || last === undefined || seen.length < looks.length) return [];
    if (first.losses.length !== names.length) return [];
    return names.map((key, index): ProbeSentence => {
      const mean = (of: (look: (typeof seen)[number]) => number | undefined): number =>
        seen.reduce((sum, look) => sum + (of(look) ?? 0), 0) / seen.length;
      return {
        key,
        group,
        firstLoss: first.losses[index] ?? 0,
        lastLoss: last.losses[index] ?? 0,
        norm: mean(({ norms }) => norms[index]),
        clippedNorm: mean(({ clippedNorms }) => clippedNorms[index]),
        shareClipped: mean(({ norms, clipNorm }) => ((norms[index] ?? 0) > clipNorm ? 1 : 0)),
      };
    });
  });
}
