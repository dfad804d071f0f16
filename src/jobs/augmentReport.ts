import { basename } from "node:path";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { BiasReport } from "../report/biasReport.ts";
import type { CounterfactualSection } from "../report/counterfactualSection.ts";
import { formatCount } from "../report/numberFormat.ts";
import type { AxisSwap } from "../cda/planSwaps.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import { readSwaps } from "./augment/swapSelection.ts";
import { associationShifts } from "./augment/associationShifts.ts";
import type { AugmentSummary } from "./augment/augmentSummary.ts";
import type { JobContext } from "./context.ts";
import type { AugmentOptions } from "./options.ts";
import { readSwapLexicon } from "./ownLexicon.ts";
import { readVersion } from "./packageFiles.ts";
import { withSource } from "./reportPlace.ts";
import { readLexicon } from "./scan.ts";
import { countPaths } from "./scan/countPaths.ts";
import type { CountOverrides } from "./scan/countPaths.ts";

/** The report's section about a counterfactual corpus. */
export function toCounterfactualSection(summary: AugmentSummary): CounterfactualSection {
  const { swaps, mode, records, changed, editsByRule, skippedByReason, names, sensitive } = summary;
  const { lowConfidenceEdits, examples, privacyNote, written, counterfactuals, review, roundTrip } = summary;
  const [first = { axis: "gender", direction: "swap" }] = swaps;
  const all = swaps.map(({ axis, direction }) => `${axis}:${direction}`).join(", ");
  return {
    axis: first.axis,
    direction: swaps.length === 1 ? first.direction : all,
    mode,
    records,
    changed,
    editsByRule,
    skippedByReason,
    lowConfidenceEdits,
    examples,
    privacyNote,
    swaps,
    names,
    sensitive,
    written,
    counterfactuals,
    review,
    ...(roundTrip === undefined ? {} : { roundTrip }),
  };
}

/**
 * Writes the quality report of a counterfactual corpus: what was changed and left, what is worth a look, and how the
 * associations of the swapped groups move from the source to the output, both of which are scanned for it.
 */
export async function writeAugmentReport(
  summary: AugmentSummary,
  path: string,
  options: AugmentOptions,
  context: JobContext,
  overrides: CountOverrides = {},
): Promise<BiasReport> {
  const started = performance.now();
  const section = {
    ...toCounterfactualSection(summary),
    associations: await shiftsOf(summary, options, context, overrides),
  };
  const name = options.paths.length === 1 ? basename(options.paths[0] as string) : `${options.paths.length} paths`;
  const report: BiasReport = withSource(
    {
      schemaVersion: biasReportSchemaVersion,
      generator: { name: "evenhand", version: readVersion() },
      createdAt: new Date().toISOString(),
      title: `Counterfactuals of ${name}`,
      corpus: {
        name,
        files: summary.files,
        ...(summary.textField === undefined ? {} : { textField: summary.textField }),
        records: summary.records,
        skipped: summary.skippedRecords,
      },
      counterfactuals: section,
      warnings: warningsOf(summary),
      method: {
        ...(summary.seed === undefined ? {} : { seed: summary.seed }),
        settings: { counterfactualLexiconSha256: summary.lexiconHash },
        versions: { evenhand: readVersion(), node: process.version },
        durationMs: performance.now() - started,
      },
    },
    options.paths,
  );
  await writeAtomically(path, `${JSON.stringify(report, undefined, 1)}\n`, { force: true, signal: context.signal });
  return report;
}

async function shiftsOf(
  { outPath, swaps, textField, written }: AugmentSummary,
  { paths, field, workers, lexiconFile, swaps: texts }: AugmentOptions,
  context: JobContext,
  overrides: CountOverrides,
): Promise<NonNullable<CounterfactualSection["associations"]>> {
  if (written === 0) return [];
  const lexicon = await readLexicon(lexiconFile);
  const swapLexicon = await readSwapLexicon(lexiconFile);
  const axes = swaps.map(({ axis }) => axis);
  const threads = workers === undefined ? {} : { workers };
  const source = { paths, axes, ...threads, ...(field === undefined ? {} : { field }) };
  const before = await countPaths(source, lexicon, context, overrides);
  try {
    const output = { paths: [outPath], axes, ...threads, field: textField ?? "text" };
    const after = await countPaths(output, lexicon, context, overrides);
    try {
      const swapped = swappedGroups(readSwaps(texts, swapLexicon), swapLexicon);
      return associationShifts(before.counts, after.counts, lexicon, swapped);
    } finally {
      await after.store.close();
    }
  } finally {
    await before.store.close();
  }
}

/** The groups of the scan that a swap changes: both sides of gender, the two of a race or a religion. */
function swappedGroups(swaps: readonly AxisSwap[], lexicon: SwapLexicon): (group: string) => boolean {
  const ids = new Set<string>();
  for (const swap of swaps) {
    if (swap.axis === "gender") ids.add("gender.female").add("gender.male");
    // Another label of a group, or a nationality, has the terms of that group.
    else
      for (const side of [swap.from, swap.to])
        ids.add(`${swap.axis}.${lexicon[swap.axis].groups.get(side)?.termsOf ?? side}`);
  }
  return (group) => ids.has(group);
}

/** Below this share of texts that come back, somebody should look at the words that do not. */
const expectedRestored = 0.95;

function warningsOf({ roundTrip, skippedRecords, notes }: AugmentSummary): string[] {
  const warnings: string[] = [];
  if (roundTrip !== undefined && roundTrip.restored < expectedRestored * roundTrip.measured) {
    const { restored, measured } = roundTrip;
    warnings.push(
      `Of ${formatCount(measured)} changed records only ${formatCount(restored)} come back when they are swapped again; the section names the words.`,
    );
  }
  for (const { reason, count } of skippedRecords) {
    if (notes.some((note) => note.reason === reason)) continue;
    warnings.push(`Source: ${formatCount(count)} × ${reason}.`);
  }
  return warnings;
}
