import { EvenhandError } from "../base/errors.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import { isAxis } from "../lexicon/axis.ts";
import { swapDirections } from "../lexicon/swapPairs.ts";
import type { AxisSwap } from "./swapOptions.ts";

/**
 * Reads an axis and a direction as people write them: `gender` with `swap`, `m2f` or `f2m`; `race` and `religion` with
 * `A->B` (only terms of A change) or `A<->B` (both trade places).
 *
 * @throws EvenhandError `arguments.invalid`; the hint names what is known
 */
export function readSwap(axis: string, direction: string): AxisSwap {
  if (!isAxis(axis)) {
    throw invalid(`there is no axis "${axis}"`, "The axes are gender, race and religion.");
  }
  if (axis === "gender") {
    const known = swapDirections.find((one) => one === direction);
    if (known !== undefined) return { axis, direction: known };
    throw invalid(`gender has no direction "${direction}"`, "Write swap (both ways at once), m2f or f2m.");
  }
  const [, from, way, to] = /^\s*([^<>]+?)\s*(<->|->)\s*([^<>]+?)\s*$/.exec(direction) ?? [];
  const ids = bundledLexicon()
    .groups.filter((group) => group.axis === axis)
    .map(({ id }) => id.slice(axis.length + 1));
  if (from === undefined || to === undefined) {
    throw invalid(
      `${axis} has no direction "${direction}"`,
      `Write A->B (only A changes) or A<->B (both trade places); the groups are ${ids.join(", ")}.`,
    );
  }
  const group = (name: string): string => {
    const id = ids.find((one) => one.toLowerCase() === name.toLowerCase().replaceAll(/[\s-]/g, ""));
    if (id === undefined) throw invalid(`${axis} has no group "${name}"`, `The groups are ${ids.join(", ")}.`);
    return id;
  };
  return { axis, from: group(from), to: group(to), twoWay: way === "<->" };
}

function invalid(message: string, hint: string): EvenhandError {
  return new EvenhandError("arguments.invalid", message, { hint });
}
