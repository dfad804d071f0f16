import { EvenhandError } from "../base/errors.ts";
import { axes } from "../lexicon/axis.ts";
import type { ParsedArguments } from "./arguments.ts";

/** The options that say what is swapped, the same in every command that swaps. */
export const swapArguments = {
  axis: { type: "string" },
  direction: { type: "string" },
  swap: { type: "string", multiple: true },
  names: { type: "string" },
  sensitive: { type: "string" },
  lexicon: { type: "string" },
} as const;

export const swapHelp = `  --axis A         gender (when absent), race or religion
  --direction D    gender: swap (both ways at once, the default), m2f, or f2m
                   race, religion: 'A->B' (only A changes) or 'A<->B' (both trade places)
  --swap A:D       axis and direction in one, such as 'religion:Muslim->Christian'; may be repeated,
                   one for each axis, to swap on several axes at once
  --names N        keep (the default), or swap: first names become names of the other gender, the
                   same person always the same
  --sensitive S    sentences of biology and named public figures: keep (the term stays, the
                   default), skip (the record has no counterfactual), or swap
  --lexicon FILE   a team's lexicon, whose "swaps" add and remove pairs, phrases and names`;

/**
 * What is to be swapped, as `AXIS:DIRECTION` texts; undefined when the options do not say.
 *
 * @throws EvenhandError `arguments.invalid` when `--swap` stands beside `--axis` or `--direction`, or several axes have
 *   one direction
 */
export function swapTexts(command: string, parsed: ParsedArguments): readonly string[] | undefined {
  const hint = `See: evenhand ${command} --help`;
  const swaps = parsed.texts("swap");
  const chosen = parsed.choices("axis", axes);
  const direction = parsed.text("direction");
  if (swaps.length > 0) {
    if (chosen === undefined && direction === undefined) return swaps;
    throw new EvenhandError(
      "arguments.invalid",
      "--swap says axis and direction; --axis or --direction is one too many",
      {
        hint,
      },
    );
  }
  if (chosen === undefined && direction === undefined) return undefined;
  const [axis = "gender", ...more] = chosen ?? [];
  if (more.length > 0) {
    throw new EvenhandError("arguments.invalid", "--axis takes one axis; several need a direction each", {
      hint: `Write --swap gender:swap --swap 'religion:Muslim<->Christian'.`,
    });
  }
  if (direction === undefined && axis !== "gender") {
    throw new EvenhandError("arguments.invalid", `--axis ${axis} needs a direction`, {
      hint:
        axis === "race"
          ? "Write --direction 'black<->white', or another two groups."
          : "Write --direction 'Muslim<->Christian', or another two groups.",
    });
  }
  return [`${axis}:${direction ?? "swap"}`];
}
