import type { ClipRule } from "../gradientEngine.ts";

/** `adaptive` is hard and `soft-adaptive` soft clipping with a bound that follows a quantile of the norms. */
export const clipModes = ["hard", "automatic", "soft", "adaptive", "soft-adaptive"] as const;

export type ClipMode = (typeof clipModes)[number];

/** The clip factor of each mode; where the bound moves is not its concern. */
export const clipFormulas: Readonly<Record<ClipMode, Exclude<ClipRule["mode"], "none">>> = {
  hard: "hard",
  automatic: "automatic",
  soft: "soft",
  adaptive: "hard",
  "soft-adaptive": "soft",
};
