import { EvenhandError } from "../../base/errors.ts";
import { readSwap } from "../../cda/planSwaps.ts";
import type { AxisSwap } from "../../cda/planSwaps.ts";
import type { SwapLexicon } from "../../lexicon/swapLexicon.ts";

/** What is swapped when nobody says. */
export const defaultSwaps: readonly string[] = ["gender:swap"];

/**
 * Reads swaps as people write them, `AXIS:DIRECTION` each: `gender:m2f`, `religion:Muslim->Christian`. `gender` alone is
 * both ways at once.
 *
 * @param lexicon the bundled one when left out; a team's may have more groups
 * @throws EvenhandError `arguments.invalid` for an axis, a direction or a group that is not known, and one axis twice
 */
export function readSwaps(texts: readonly string[] = defaultSwaps, lexicon?: SwapLexicon): readonly AxisSwap[] {
  const swaps = texts.map((text) => {
    const colon = text.indexOf(":");
    const [axis, direction] = colon === -1 ? [text, "swap"] : [text.slice(0, colon), text.slice(colon + 1)];
    return readSwap(axis.trim(), direction.trim(), lexicon);
  });
  const twice = swaps.find(({ axis }, index) => swaps.findIndex((other) => other.axis === axis) < index);
  if (twice !== undefined) {
    throw new EvenhandError("arguments.invalid", `two directions for the axis ${twice.axis}`, {
      hint: "Give one swap for each axis; run the command twice for two directions.",
    });
  }
  return swaps;
}

/** The direction of a swap as people write it. */
export function directionText(swap: AxisSwap): string {
  if (swap.axis === "gender") return swap.direction;
  return `${swap.from}${swap.twoWay ? "<->" : "->"}${swap.to}`;
}

/** True when swapping twice should give a text back. */
export function isInvolutive(swaps: readonly AxisSwap[]): boolean {
  return swaps.every((swap) => (swap.axis === "gender" ? swap.direction === "swap" : swap.twoWay));
}
