import type { GradientEngine, TrainingRecord } from "../gradientEngine.ts";

export interface GuardOptions {
  /** lambda, at least 0: how much the guard's loss counts beside the task's. */
  readonly strength: number;
  /** L of the task's lots, which the sum will be divided by. */
  readonly expectedLotSize: number;
  /** The guard records of the next lot, at least one: public texts, never clipped. */
  readonly draw: () => readonly TrainingRecord[];
}

/**
 * An engine whose sum is that of the loss "task + lambda guard": to the task's sum come lambda L / G times the gradients of
 * G guard records, so that dividing by L leaves their mean times lambda. What it tells of records are the task's.
 *
 * The task's part is as it would be without a guard, clipping too: what is added depends on public texts and on the model alone.
 *
 * An empty lot is never asked for (`trainLoop`), so that the guard does not pull in such a step: one in e^L. Not for private
 * training, therefore: whether it pulled would tell, past all noise, that nobody was drawn.
 *
 * @see Chen et al. (2025), arXiv 2503.20807, the "alignment loss constraint"
 */
export function guardedEngine(
  engine: GradientEngine,
  { strength, expectedLotSize, draw }: GuardOptions,
): GradientEngine {
  return {
    parameters: engine.parameters,
    trainable: engine.trainable,
    gradientSum: engine.gradientSum,
    beginLot: () => engine.beginLot(),
    async accumulate(records, clip, signal) {
      const guards = draw();
      engine.beginLot();
      await engine.accumulate(guards, { mode: "none" }, signal);
      const scale = (strength * expectedLotSize) / guards.length;
      const added = [...engine.gradientSum].map(([name, sum]) => [name, sum.map((value) => scale * value)] as const);
      // From here on as without a guard: an engine that runs out of memory adds up again what came since `beginLot`.
      engine.beginLot();
      const statistics = await engine.accumulate(records, clip, signal);
      for (const [name, values] of added) {
        const sum = engine.gradientSum.get(name) as Float32Array;
        for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] as number) + (values[at] as number);
      }
      return statistics;
    },
    dispose: () => engine.dispose(),
  };
}
