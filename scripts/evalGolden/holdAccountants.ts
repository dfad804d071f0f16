import { spentPrivacy } from "../../src/training/privacy/accountant.ts";
import type { PrivacyEntry } from "../../src/training/privacy/accountant.ts";
import { calibrateNoise } from "../../src/training/privacy/calibrateNoise.ts";
import { epsilonSpent } from "../../src/training/privacy/epsilonSpent.ts";
import { ComposedLosses } from "../../src/training/privacy/pldAccountant.ts";
import { subsampledGaussianRdp } from "../../src/training/privacy/subsampledGaussianRdp.ts";
import type { Deviations } from "./deviations.ts";

interface Mechanism {
  readonly q: number;
  readonly sigma: number;
  readonly steps: number;
}

/** A number, "Infinity" or "NaN", or an error that the peer gave. */
type PeerNumber = number | string | { readonly error: string } | undefined;

interface PeerEpsilons {
  readonly delta: number;
  readonly googleRdp: { readonly epsilon: PeerNumber };
  readonly opacusRdp: { readonly epsilon: PeerNumber };
  readonly googlePld: { readonly epsilon: PeerNumber };
  readonly msPrv: { readonly lower: PeerNumber };
}

/** SPEC.md section 17, and 1% for epsilon by loss distributions where the peer's grid is coarser than ours. */
const rdpTolerance = 1e-3;
const curveTolerance = 1e-9;
const pldTolerance = 0.01;
/** The largest order in both peers' lists; beyond it ours may find less. */
const largestSharedOrder = 63;

const entryOf = ({ q, sigma, steps }: Mechanism): PrivacyEntry => ({ samplingRate: q, noiseMultiplier: sigma, steps });

const nameOf = ({ q, sigma, steps }: Mechanism): string => `q ${q}, sigma ${sigma}, ${steps} steps`;

/** A peer's figure, undefined where it has none. */
function numberOf(value: PeerNumber): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && !Number.isNaN(number) ? number : undefined;
}

/** accountant-rdp-curves.json: Rényi privacy of one step, order by order. */
export function holdRdpCurves(json: unknown, deviations: Deviations): void {
  const { curves = [], curvesNoExact = [] } = json as {
    curves?: { q: number; sigma: number; orders: number[]; exact: number[] }[];
    curvesNoExact?: {
      q: number;
      sigma: number;
      orders: number[];
      googleRdpPerStep: PeerNumber[];
      opacusRdpPerStep: PeerNumber[];
    }[];
  };
  const hold = (q: number, sigma: number, order: number, expected: number): void =>
    deviations.relative(
      "Rényi privacy of a step",
      `q ${q}, sigma ${sigma}, order ${order}`,
      subsampledGaussianRdp(q, sigma, order),
      expected,
      curveTolerance,
    );
  for (const { q, sigma, orders, exact } of curves) {
    orders.forEach((order, index) => hold(q, sigma, order, exact[index] ?? Number.NaN));
  }
  let disagreeing = 0;
  for (const { q, sigma, orders, googleRdpPerStep, opacusRdpPerStep } of curvesNoExact) {
    orders.forEach((order, index) => {
      const google = numberOf(googleRdpPerStep[index]);
      const opacus = numberOf(opacusRdpPerStep[index]);
      if (google !== undefined && opacus !== undefined && Math.abs(google / opacus - 1) <= curveTolerance) {
        hold(q, sigma, order, opacus);
      } else disagreeing += 1;
    });
  }
  if (disagreeing > 0) {
    deviations.notHeld.push({ what: `${disagreeing} orders`, why: "the peers disagree and no exact value is given" });
  }
}

/** accountant-grid.json: epsilons of single runs and of ledgers, delta at given epsilons. */
export function holdAccountantGrid(json: unknown, deviations: Deviations): void {
  const { grid, ledgers, pldFine, pldDeltaCurves } = json as {
    grid: (Mechanism & PeerEpsilons & { exactGaussian?: PeerNumber })[];
    ledgers?: ({ name: string; runs: Mechanism[] } & PeerEpsilons)[];
    pldFine?: (Mechanism & { delta: number; epsilon: number; at1e_4: number })[];
    pldDeltaCurves?: (Mechanism & { epsilons: number[]; deltas: number[] })[];
  };
  for (const one of grid) {
    holdEpsilons(deviations, "", `${nameOf(one)}, delta ${one.delta}`, [entryOf(one)], one);
    const exact = numberOf(one.exactGaussian);
    if (exact === undefined) continue;
    const { epsilon } = epsilonSpent([entryOf(one)], one.delta);
    deviations.between("epsilon of the Gaussian, PLD", nameOf(one), epsilon, [exact, exact], pldTolerance);
  }
  for (const one of ledgers ?? []) holdEpsilons(deviations, " of several runs", one.name, one.runs.map(entryOf), one);
  for (const one of pldFine ?? []) {
    const { epsilon } = epsilonSpent([entryOf(one)], one.delta);
    // The peer rounds up on either grid; what the tenfold finer one gained bounds what it still has too much.
    const range = [one.epsilon - (one.at1e_4 - one.epsilon), one.epsilon] as const;
    deviations.between("epsilon, PLD, finer grid", `${nameOf(one)}, delta ${one.delta}`, epsilon, range, pldTolerance);
  }
  for (const one of pldDeltaCurves ?? []) holdDeltas(deviations, one);
  if (pldDeltaCurves !== undefined) {
    deviations.notHeld.push(
      { what: "rdpDeltas", why: "delta at an epsilon is asked of the loss distributions only" },
      { what: "deltasRemove, deltasAdd, singleStepRemove", why: "the larger direction is held; the grids differ" },
    );
  }
}

function holdEpsilons(
  deviations: Deviations,
  suffix: string,
  where: string,
  entries: readonly PrivacyEntry[],
  { delta, googleRdp, opacusRdp, googlePld, msPrv }: PeerEpsilons,
): void {
  const { epsilon, order } = spentPrivacy(entries, delta);
  const rdp = [numberOf(googleRdp.epsilon), numberOf(opacusRdp.epsilon)].filter((value) => value !== undefined);
  const pld = numberOf(googlePld.epsilon);
  const lower = numberOf(msPrv.lower);
  if (rdp.length > 0) {
    // The peers' lists of orders are shorter: with an order outside of them ours may be lower, but not below the truth.
    const least = order <= largestSharedOrder ? Math.min(...rdp) : Math.min(...rdp, lower ?? 0);
    deviations.between(`epsilon${suffix}, RDP`, where, epsilon, [least, Math.max(...rdp)], rdpTolerance);
  }
  if (pld !== undefined) {
    const ours = epsilonSpent(entries, delta).epsilon;
    const range = [Math.min(lower ?? pld, pld), pld + 1e-3] as const;
    deviations.between(`epsilon${suffix}, PLD`, where, ours, range, pldTolerance);
  }
  if (rdp.length < 2 || pld === undefined) {
    deviations.notHeld.push({ what: where, why: "a peer gives no figure; held against the others" });
  }
}

/** Below this the peer's own delta is the rounding of its transform (SPEC.md section 13). */
const smallestDelta = 1e-11;

function holdDeltas(deviations: Deviations, one: Mechanism & { epsilons: number[]; deltas: number[] }): void {
  const asked = one.epsilons.map((epsilon, index) => ({ epsilon, delta: one.deltas[index] ?? Number.NaN }));
  const meaningful = asked.filter(({ delta }) => delta >= smallestDelta);
  const losses = new ComposedLosses([entryOf(one)], Math.min(...meaningful.map(({ delta }) => delta)));
  for (const { epsilon, delta } of meaningful) {
    const where = `${nameOf(one)}, epsilon ${epsilon}`;
    deviations.relative("delta, PLD", where, losses.delta(epsilon), delta, pldTolerance);
  }
  if (meaningful.length < asked.length) {
    const count = asked.length - meaningful.length;
    deviations.notHeld.push({ what: `${nameOf(one)}: ${count} deltas`, why: `below ${smallestDelta}, rounding` });
  }
}

/** accountant-calibration.json: the noise for a target. */
export function holdCalibration(json: unknown, deviations: Deviations): void {
  const { cases } = json as {
    cases: ({ q: number; steps: number; delta: number; targetEpsilon: number } & Readonly<
      Record<"googleRdp" | "opacusRdp" | "googlePld", { sigma: PeerNumber }>
    >)[];
  };
  for (const { q, steps, delta, targetEpsilon, googleRdp, opacusRdp, googlePld } of cases) {
    const where = `q ${q}, ${steps} steps, delta ${delta}, epsilon ${targetEpsilon}`;
    const target = { samplingRate: q, steps, delta, targetEpsilon };
    const rdp = [numberOf(googleRdp.sigma), numberOf(opacusRdp.sigma)].filter((value) => value !== undefined);
    const pld = numberOf(googlePld.sigma);
    const hold = (accountant: "rdp" | "pld", range: readonly [number, number], tolerance: number): void => {
      const { noiseMultiplier, epsilon } = calibrateNoise({ ...target, accountant });
      const name = accountant.toUpperCase();
      deviations.between(`noise for a target, ${name}`, where, noiseMultiplier, range, tolerance);
      deviations.between(`its epsilon, at most the target, ${name}`, where, epsilon, [0, targetEpsilon], 0);
    };
    if (rdp.length > 0) hold("rdp", [Math.min(...rdp), Math.max(...rdp)], rdpTolerance);
    if (pld !== undefined) hold("pld", [pld, pld], pldTolerance);
    if (rdp.length < 2 || pld === undefined) {
      deviations.notHeld.push({ what: where, why: "a peer gives no figure; held against the others" });
    }
  }
}
