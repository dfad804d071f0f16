import type { ProtectedLine, UnprotectedLine } from "../../../src/training/privacy/ledgerLine.ts";

/** Ten steps of a private run, as `openLedger` is given them. */
export function payment(changes: Partial<Omit<ProtectedLine, "version">> = {}): Omit<ProtectedLine, "version"> {
  return {
    kind: "protected",
    at: "2026-01-01T00:00:00.000Z",
    corpus: "abc",
    run: "run-1",
    arm: "dp",
    step: 1,
    samplingRate: 0.05,
    noiseMultiplier: 1,
    steps: 10,
    unit: "record",
    clipMode: "hard",
    delta: 1e-5,
    adjacency: "add or remove one unit",
    sampling: "Poisson",
    ...changes,
  };
}

export const unprotected: Omit<UnprotectedLine, "version"> = {
  kind: "unprotected",
  at: "2026-01-01T00:00:00.000Z",
  corpus: "abc",
  run: "run-1",
  arm: "plain",
  reason: "no noise",
};
