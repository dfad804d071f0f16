import { EvenhandError } from "../base/errors.ts";
import type { ClipRule, RecordStatistics } from "./gradientEngine.ts";
import type { LoopOptions, LoopState, Protection } from "./loop.ts";
import { gradientNoiseMultiplier, nextBound, noisyShortShare } from "./privacy/adaptiveBound.ts";
import type { AdaptiveBound } from "./privacy/adaptiveBound.ts";
import { StandardNormal } from "./privacy/standardNormal.ts";

/** How this step clips: with an adaptive bound, as the counts before it left the bound. */
export function clipOf(protection: Protection | undefined, { clipBounds }: LoopState): ClipRule {
  if (protection === undefined) return { mode: "none" };
  return { ...protection.clip, clipNorm: clipBounds?.at(-1) ?? protection.clip.clipNorm };
}

/** Of the noise on the clipped sum: z, or z_D where the step pays for a count as well. */
export function sumNoiseMultiplier({ noiseMultiplier, adaptive }: Protection): number {
  return adaptive === undefined ? noiseMultiplier : gradientNoiseMultiplier(noiseMultiplier, adaptive.countDeviation);
}

/** The next step's bound, from this lot's norms and a noise of its own; the step's payment covers it. */
export function boundAfter(
  { protection, noiseOfStep, streams, expectedLotSize }: LoopOptions,
  state: LoopState,
  statistics: readonly RecordStatistics[],
): number {
  const clip = clipOf(protection, state);
  if (protection?.adaptive === undefined || clip.mode === "none") throw new RangeError("no adaptive bound");
  const step = state.step + 1;
  const noise = new Float64Array(1);
  if (noiseOfStep === undefined) noise[0] = new StandardNormal(streams.open("bound", step)).next();
  else noiseOfStep(step, "bound").draw(noise);
  const norms = statistics.map(({ norm }) => norm);
  const share = noisyShortShare(norms, clip.clipNorm, protection.adaptive, noise[0] as number, expectedLotSize);
  return nextBound(clip.clipNorm, share, protection.adaptive);
}

/** @throws EvenhandError `training.invalid` where too little noise falls on the count, or the limits exclude the first bound */
export function checkBound(adaptive: AdaptiveBound, { noiseMultiplier, clip }: Protection): void {
  gradientNoiseMultiplier(noiseMultiplier, adaptive.countDeviation); // refuses too little noise before anything is paid
  const { quantile, lowest, highest } = adaptive;
  if (!(quantile > 0 && quantile < 1)) throw new RangeError(`quantile ${quantile}: must lie between 0 and 1`);
  if (lowest > 0 && lowest <= clip.clipNorm && clip.clipNorm <= highest) return;
  throw new EvenhandError(
    "training.invalid",
    `The clipping bound cannot start at ${clip.clipNorm} and stay between ${lowest} and ${highest}.`,
    { hint: "Choose a lower bound of at most the clipping norm." },
  );
}
