import type { GradientEngine, TrainingRecord } from "../gradientEngine.ts";

/** Log-probabilities of each sequence's tokens but the first, by the model as it is now. */
export type ScoreSequences = (
  sequences: readonly (readonly number[])[],
  signal?: AbortSignal,
) => Promise<readonly Float32Array[]>;

/**
 * An engine that trains on the worst view of each record, the one with the highest mean loss under the model as it is at
 * that step: the inner maximum of adversarial training, over a few given perturbations instead of a ball.
 *
 * Which view that is follows from the record and the model alone; a record is still one unit that is clipped as one.
 *
 * @see Madry et al. (2018), "Towards Deep Learning Models Resistant to Adversarial Attacks"
 */
export function worstViewEngine(engine: GradientEngine, score: ScoreSequences): GradientEngine {
  return {
    parameters: engine.parameters,
    trainable: engine.trainable,
    gradientSum: engine.gradientSum,
    beginLot: () => engine.beginLot(),
    accumulate: async (records, clip, signal) =>
      engine.accumulate(await worstViews(records, score, signal), clip, signal),
    dispose: () => engine.dispose(),
  };
}

async function worstViews(
  records: readonly TrainingRecord[],
  score: ScoreSequences,
  signal: AbortSignal | undefined,
): Promise<TrainingRecord[]> {
  const several = records.filter(({ views }) => views.length > 1);
  const scores = await score(
    several.flatMap(({ views }) => views.map(({ tokens }) => tokens)),
    signal,
  );
  let next = 0;
  return records.map((record) => {
    if (record.views.length < 2) return record;
    const losses = record.views.map(() => meanLoss(scores[next++] as Float32Array));
    const worst = losses.indexOf(Math.max(...losses));
    return { ...record, views: record.views.slice(worst, worst + 1) };
  });
}

function meanLoss(logProbabilities: Float32Array): number {
  return -logProbabilities.reduce((sum, value) => sum + value, 0) / logProbabilities.length;
}
