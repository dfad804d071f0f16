import { normalCdf } from "../normal.ts";
import type { PrivacyClaim } from "./privacyCeiling.ts";

/**
 * The largest area under the ROC curve that any membership attack can have against a model with this promise; 0.5 is guessing.
 *
 * From (epsilon, delta) alone: 1 − (1 − delta)² / (1 + e^epsilon), the area above the two lines of Kairouz, Oh and Viswanath. Where mu of
 * Gaussian differential privacy is known the far smaller area of telling N(mu, 1) from N(0, 1), Phi(mu / √2); mu holds for losses up to
 * epsilon, and what may lie beyond them adds at most delta_mu(epsilon) at either end of the curve.
 *
 * @see Dong, Roth and Su (2022), "Gaussian Differential Privacy", corollary 1 for delta_mu
 */
export function largestArea({
  epsilon,
  delta,
  gdpMu,
}: Pick<PrivacyClaim, "epsilon" | "delta"> & { gdpMu?: number }): number {
  const ofLines = 1 - (1 - delta) ** 2 / (1 + Math.exp(epsilon));
  if (gdpMu === undefined || !(gdpMu > 0)) return ofLines;
  const beyond = normalCdf(-epsilon / gdpMu + gdpMu / 2) - Math.exp(epsilon) * normalCdf(-epsilon / gdpMu - gdpMu / 2);
  return Math.min(ofLines, normalCdf(gdpMu / Math.SQRT2) + 2 * Math.max(0, beyond));
}
