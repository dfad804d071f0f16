import { spentPrivacy } from "../../src/training/privacy/accountant.ts";
import {
  type AdaptiveBound,
  gradientNoiseMultiplier,
  nextBound,
  noisyShortShare,
} from "../../src/training/privacy/adaptiveBound.ts";
import type { Deviations } from "./deviations.ts";

/** Plain arithmetic in double precision. */
const tolerance = 1e-9;

interface TraceStep {
  readonly batchSize?: number;
  readonly countBelow: number;
  readonly noise?: number;
  /** Null where they follow from a formula: the count says enough. */
  readonly norms?: readonly number[] | null;
  readonly fraction?: number;
  readonly C: number;
  readonly nextC: number;
}

interface Trace {
  readonly name: string;
  readonly C0: number;
  readonly quantile: number;
  readonly learningRate: number;
  readonly expectedBatch?: number;
  readonly sigmaB?: number;
  readonly minC?: number;
  readonly maxC?: number;
  /** The noisy share of short gradients of each step, and the bound after it. */
  readonly fractions?: readonly number[];
  readonly C?: readonly number[];
  readonly steps?: readonly TraceStep[];
}

/** adaptive-clip.json: how the bound moves. */
export function holdAdaptiveClip(json: unknown, deviations: Deviations): void {
  for (const trace of (json as { cases: Trace[] }).cases) {
    const rule: AdaptiveBound = {
      quantile: trace.quantile,
      rate: trace.learningRate,
      countDeviation: trace.sigmaB ?? 0,
      lowest: trace.minC ?? 0,
      highest: trace.maxC ?? Number.POSITIVE_INFINITY,
    };
    let bound = trace.C0;
    trace.fractions?.forEach((share, index) => {
      bound = nextBound(bound, share, rule);
      deviations.relative(
        "bounds",
        `${trace.name} step ${index + 1}`,
        bound,
        trace.C?.[index] ?? Number.NaN,
        tolerance,
      );
    });
    let lotSize = trace.expectedBatch ?? 0;
    trace.steps?.forEach((step, index) => {
      const where = `${trace.name} step ${index + 1}`;
      const norms = step.norms ?? normsWith(step.countBelow, step.batchSize ?? lotSize, bound);
      lotSize = trace.expectedBatch ?? norms.length;
      const share = noisyShortShare(norms, bound, rule, step.noise ?? 0, lotSize);
      deviations.exact("short gradients", where, norms.filter((norm) => norm <= bound).length, step.countBelow);
      deviations.relative("bounds", where, bound, step.C, tolerance);
      bound = nextBound(bound, share, rule);
      deviations.relative("bounds", `${where}, next`, bound, step.nextC, tolerance);
    });
    if (trace.fractions === undefined && trace.steps === undefined) {
      deviations.notHeld.push({ what: trace.name, why: "neither fractions nor steps" });
    }
  }
}

/** Norms of which `countBelow` are exactly as long as the bound, which counts as short, and the others longer. */
function normsWith(countBelow: number, size: number, bound: number): number[] {
  return Array.from({ length: size }, (_, index) => (index < countBelow ? bound : 2 * bound));
}

/** accountant-adaptive-split.json: the noise that is left for the gradients, and what both releases cost. */
export function holdAdaptiveSplit(json: unknown, deviations: Deviations): void {
  const { cases } = json as {
    cases: {
      z: number;
      sigmaB: number;
      zDelta: number | null;
      q?: number;
      steps?: number;
      delta?: number;
      epsilonRdpSingle?: number;
    }[];
  };
  for (const { z, sigmaB, zDelta, q = 1, steps = 1, delta = 1e-5, epsilonRdpSingle } of cases) {
    const where = `z ${z}, sigma_b ${sigmaB}`;
    if (zDelta === null) {
      deviations.exact("refused where z >= 2 sigma_b", where, isRefused(z, sigmaB), true);
      continue;
    }
    deviations.relative("noise on the gradients", where, gradientNoiseMultiplier(z, sigmaB), zDelta, tolerance);
    if (epsilonRdpSingle === undefined) continue;
    // The step is accounted for with z, as one Gaussian.
    const { epsilon } = spentPrivacy([{ samplingRate: q, noiseMultiplier: z, steps }], delta);
    deviations.relative("epsilon of both releases", where, epsilon, epsilonRdpSingle, 1e-3);
  }
  deviations.notHeld.push({ what: "epsilonIfQuantileIgnored", why: "what must not be done, for contrast" });
}

function isRefused(z: number, sigmaB: number): boolean {
  try {
    gradientNoiseMultiplier(z, sigmaB);
    return false;
  } catch {
    return true;
  }
}
