import { EvenhandError, throwIfCancelled } from "../base/errors.ts";
import type { SwapDecision } from "../cda/decisions/swapDecision.ts";
import { findFiles } from "../corpus/findFiles.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import type { AugmentSummary } from "./augment/augmentSummary.ts";
import { defaultSeed, Generation } from "./augment/generation.ts";
import { outputTarget } from "./augment/outputTarget.ts";
import { directionText, readSwaps } from "./augment/swapSelection.ts";
import type { SwapSettings } from "./augment/swapSettings.ts";
import { augmentPaths, refuseSources } from "./augmentPaths.ts";
import { writeAugmentReport } from "./augmentReport.ts";
import type { JobContext } from "./context.ts";
import type { AugmentOptions } from "./options.ts";
import { readSwapLexicon } from "./ownLexicon.ts";
import { readDecisionsFile } from "./swapDecisions.ts";
import type { CountOverrides } from "./scan/countPaths.ts";

export type { AugmentSummary } from "./augment/augmentSummary.ts";

/** Used when the options do not say. */
export const augmentDefaults = { mode: "augment", names: "keep", sensitive: "keep", seed: defaultSeed } as const;

/**
 * Writes a counterfactual corpus beside its source, with a manifest; the source is only read. Documents stream, so that
 * memory does not grow with the corpus; planning uses all cores, and the output does not depend on how many there are.
 *
 * @throws EvenhandError `arguments.invalid` for settings or a place that cannot be meant, `output.exists`,
 *   `output.unwritable`, and what reading a corpus throws; after any of these, and after cancelling, no half-written
 *   file stays; a corpus that is whole stays when only the scans for its report are cancelled
 */
export async function augment(
  options: AugmentOptions,
  context: JobContext,
  overrides: CountOverrides = {},
): Promise<AugmentSummary> {
  throwIfCancelled(context.signal);
  const lexicon = await readSwapLexicon(options.lexiconFile);
  const { decisions, file: decisionsFile } = await readDecisionsFile(options.decisionsFile);
  const swap = swapSettings(options, lexicon, decisions);
  const places = await augmentPaths(options);
  const files = await findFiles(options.paths, new SkipLog(), undefined, { strict: options.strict === true });
  await refuseSources(places, files, options);
  const target = await outputTarget(places.kind, files, context.signal);
  const work = new Generation(options, swap, places, context);
  let summary: AugmentSummary;
  try {
    summary = await work.run(files, target, decisionsFile);
  } finally {
    await target.close();
  }
  if (places.reportPath === undefined) return summary;
  const { counterfactuals } = await writeAugmentReport(summary, places.reportPath, options, context, overrides);
  return { ...summary, reportPath: places.reportPath, associations: counterfactuals?.associations ?? [] };
}

function swapSettings(options: AugmentOptions, lexicon: SwapLexicon, decisions: readonly SwapDecision[]): SwapSettings {
  const { mode = augmentDefaults.mode, names = augmentDefaults.names } = options;
  const swaps = readSwaps(options.swaps, lexicon);
  if (mode === "neutralise") refuseWhatHasNoNeutral(swaps, names);
  return { mode, swaps, names, sensitive: options.sensitive ?? augmentDefaults.sensitive, lexicon, decisions };
}

function refuseWhatHasNoNeutral(swaps: SwapSettings["swaps"], names: SwapSettings["names"]): void {
  const other = swaps.find((swap) => swap.axis !== "gender" || swap.direction !== "swap");
  if (other !== undefined) {
    const what = other.axis === "gender" ? `a direction (${directionText(other)})` : `the axis ${other.axis}`;
    throw new EvenhandError("arguments.invalid", `neutralise does not take ${what}.`, {
      hint:
        "It replaces the gendered words of both sides. A neutral word for a race or a religion would say something " +
        "else than the text does; swap groups instead.",
    });
  }
  if (names === "swap") {
    throw new EvenhandError("arguments.invalid", "neutralise keeps names; there is no neutral form of a first name.", {
      hint: "Leave out --names, or choose another mode.",
    });
  }
}
