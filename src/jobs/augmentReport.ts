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
import { lineField } from "./augment/recordEncoders.ts";
import type { JobContext } from "./context.ts";
import type { AugmentOptions } from "./options.ts";
import { readSwapLexicon } from "./ownLexicon.ts";
import { readVersion } from "./packageFiles.ts";
import { withSource } from "./reportPlace.ts";
import { withSlurs } from "./withSlurs.ts";
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
  const { shifts, warnings } = await shiftsOf(summary, options, context, overrides);
  const section = { ...toCounterfactualSection(summary), associations: shifts };
  const fields = [...new Set(summary.textFields?.map(({ field }) => field) ?? [])];
  const textField = fields.length === 0 ? summary.textField : fields.join(", ");
  const name = options.paths.length === 1 ? basename(options.paths[0] as string) : `${options.paths.length} paths`;
  const report = withSource(
    withSlurs({
      schemaVersion: biasReportSchemaVersion,
      generator: { name: "evenhand", version: readVersion() },
      createdAt: new Date().toISOString(),
      title: `Counterfactuals of ${name}`,
      corpus: {
        name,
        files: summary.files,
        ...(textField === undefined ? {} : { textField }),
        records: summary.records,
        skipped: summary.skippedRecords,
      },
      counterfactuals: section,
      warnings: [...warningsOf(summary), ...warnings],
      method: {
        ...(summary.seed === undefined ? {} : { seed: summary.seed }),
        settings: { counterfactualLexiconSha256: summary.lexiconHash },
        versions: { evenhand: readVersion(), node: process.version },
        durationMs: performance.now() - started,
      },
    }),
    options.paths,
  );
  await writeAtomically(path, `${JSON.stringify(report, undefined, 1)}\n`, { force: true, signal: context.signal });
  return report;
}

interface Shifts {
  readonly shifts: NonNullable<CounterfactualSection["associations"]>;
  readonly warnings: readonly string[];
}

async function shiftsOf(
  { outPath, swaps, textField = lineField, textFields, written }: AugmentSummary,
  { paths, field, workers, lexiconFile, swaps: texts }: AugmentOptions,
  context: JobContext,
  overrides: CountOverrides,
): Promise<Shifts> {
  if (written === 0) return { shifts: [], warnings: [] };
  const lexicon = await readLexicon(lexiconFile);
  const swapLexicon = await readSwapLexicon(lexiconFile);
  const axes = swaps.map(({ axis }) => axis);
  const threads = workers === undefined ? {} : { workers };
  const source = { paths, axes, ...threads, ...(field === undefined ? {} : { field }) };
  const before = await countPaths(source, lexicon, context, overrides);
  try {
    const output = { paths: [outPath], axes, ...threads, field: textField };
    const sourceFields = new Map(textFields?.map(({ file, field: own }) => [file, own]));
    const reading = textFields === undefined ? overrides : { ...overrides, sourceFields };
    const after = await countPaths(output, lexicon, context, reading);
    try {
      const swapped = swappedGroups(readSwaps(texts, swapLexicon), swapLexicon);
      const shifts = associationShifts(before.counts, after.counts, lexicon, swapped);
      return { shifts, warnings: uncountedIn(written - after.counts.totals.documents) };
    } finally {
      await after.store.close();
    }
  } finally {
    await before.store.close();
  }
}

/** A text that is in no field of its file, such as one of a JSON list of texts and records. */
function uncountedIn(records: number): readonly string[] {
  if (records <= 0) return [];
  return [
    `${formatCount(records)} records of the output could not be read again: the figures after the swap are without them.`,
  ];
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
