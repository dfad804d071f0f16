import { clipFactor } from "../training/privacy/clipFactor.ts";
import { clipFormulas, clipModes } from "../training/privacy/clipModes.ts";
import type { ArmSection } from "./biasReport.ts";

/** What a clip factor leaves of gradients of growing length. */
export interface ClipCurve {
  /** The modes that clip so: "hard", or "hard, adaptive". */
  readonly modes: string;
  /** Norm after clipping over the norm before, where the norm before is `ratio` times the bound. */
  readonly points: readonly { readonly ratio: number; readonly kept: number }[];
}

const longestRatio = 4;
const pointsPerBound = 20;

/** A curve for each clip factor that the arms use, beside that of hard clipping, by which the others are read. */
export function clipCurves(arms: readonly ArmSection[]): readonly ClipCurve[] {
  const used = arms.flatMap(({ privacy }) => clipModes.filter((mode) => mode === privacy?.clipMode));
  const clipNorm = arms.find(({ privacy }) => privacy !== undefined)?.privacy?.clipNorm;
  if (used.length === 0 || clipNorm === undefined) return [];
  const shown = clipModes.filter((mode) => mode === "hard" || used.includes(mode));
  return [...new Set(shown.map((mode) => clipFormulas[mode]))].map((formula) => ({
    modes: shown.filter((mode) => clipFormulas[mode] === formula).join(", "),
    points: Array.from({ length: pointsPerBound * longestRatio }, (_, index) => {
      const ratio = (index + 1) / pointsPerBound;
      return { ratio, kept: clipFactor(ratio * clipNorm, { mode: formula, clipNorm }) };
    }),
  }));
}

/** Lengths at which tables tell the curve, in units of the bound. */
export const toldRatios = [0.5, 1, 2, 3] as const;

/** The point of a curve at one of `toldRatios`. */
export function keptAt({ points }: ClipCurve, ratio: number): number {
  const found = points.find((point) => point.ratio === ratio);
  if (found === undefined) throw new RangeError(`a curve has no point at ${ratio}`);
  return found.kept;
}
