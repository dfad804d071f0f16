import { freemem } from "node:os";
import { messageOf } from "../../base/errors.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import type { RowLayout } from "../clip/parameterGradient.ts";

/** A rough upper estimate of the memory that a step takes beside parameters and sums. */
export function stepBytes(config: ModelConfig, { records, views, length }: RowLayout): number {
  const { vocabularySize, layers, width, innerWidth, heads } = config;
  const rows = records * views * length;
  // The exponentials of the logits with what parts of them need on the way, and what each block keeps for the way back.
  return 4 * rows * (1.5 * vocabularySize + (layers + 2) * (16 * width + 4 * innerWidth + heads * length));
}

/**
 * Positions per micro-batch: as many as wanted, or the largest half, quarter and so on of that which is estimated to fit, but
 * not fewer than the longest view has.
 */
export function fittingMicrobatch(
  config: ModelConfig,
  limits: { readonly wanted: number; readonly longest: number; readonly availableBytes: number },
): number {
  const { wanted, longest, availableBytes } = limits;
  const needs = (tokens: number): number => {
    const length = Math.min(longest, tokens);
    return stepBytes(config, { records: Math.ceil(tokens / length), views: 1, length });
  };
  let tokens = wanted;
  while (needs(tokens) > availableBytes && tokens / 2 >= longest) tokens /= 2;
  return tokens;
}

/** What this process may still take: of a container where it is in one, of the machine where Node cannot tell. */
export function availableBytes(): number {
  const { availableMemory } = process as { readonly availableMemory?: () => number };
  return availableMemory?.() ?? freemem();
}

/** Whether the system, the runtime or Node had no memory left for what was asked. */
export function isOutOfMemory(error: unknown): boolean {
  return /bad_?\s?alloc|failed to allocate|allocation failed|out of memory|not enough memory|available memory/iu.test(
    messageOf(error),
  );
}
