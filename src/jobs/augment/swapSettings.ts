import type { SwapDecision } from "../../cda/decisions/swapDecision.ts";
import type { AxisSwap, NamePolicy, SensitivePolicy } from "../../cda/planSwaps.ts";
import type { SwapLexicon } from "../../lexicon/swapLexicon.ts";

/**
 * `augment`: original and counterfactual. `substitute`: each record swapped with probability one half. `counterfactual-only`:
 * the changed records alone. `neutralise`: each record once, with neutral words for gendered ones.
 */
export const augmentModes = ["augment", "substitute", "counterfactual-only", "neutralise"] as const;

export type AugmentMode = (typeof augmentModes)[number];

export const namePolicies = ["keep", "swap"] as const satisfies readonly NamePolicy[];

export const sensitivePolicies = ["skip", "keep", "swap"] as const satisfies readonly SensitivePolicy[];

/** How texts are changed; plain data, so that it crosses a thread. */
export interface SwapSettings {
  readonly mode: AugmentMode;
  readonly swaps: readonly AxisSwap[];
  readonly names: NamePolicy;
  readonly sensitive: SensitivePolicy;
  readonly lexicon: SwapLexicon;
  readonly decisions: readonly SwapDecision[];
}
