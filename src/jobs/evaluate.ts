import { basename, dirname, resolve } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import type { Document } from "../corpus/document.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import { findFiles, reportedNames } from "../corpus/findFiles.ts";
import { readCorpus } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import { adjustComparisons, comparisonFamily } from "../evaluation/adjustComparisons.ts";
import { areFinite, evaluateModel } from "../evaluation/evaluateScorer.ts";
import { unmeasured } from "../evaluation/unmeasured.ts";
import type { GroupedText } from "../evaluation/groupedText.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import { bundledLexicon } from "../lexicon/bundledLexicon.ts";
import { readCheckpoint } from "../lm/checkpoint.ts";
import { biasReportSchemaVersion } from "../report/biasReport.ts";
import type { ArmSection, BiasReport, CorpusSummary } from "../report/biasReport.ts";
import { withoutText } from "../report/withoutText.ts";
import { parametersHash } from "../training/parametersHash.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import { askedBenchmarks, benchmarkMethod, benchmarkWarnings, scoreBenchmarks } from "./askedBenchmarks.ts";
import { comparePairs } from "./compareArms.ts";
import type { JobContext } from "./context.ts";
import { DocumentDraw, drawnWarnings, mostMeasured } from "./documentDraw.ts";
import { groupedTexts } from "./groupedTexts.ts";
import { findModel, modelSource } from "./hub/modelStore.ts";
import { generationMethod, measureGenerations } from "./generations.ts";
import type { GenerationSettings } from "./generations.ts";
import { measuredTexts } from "./measuredTexts.ts";
import { noFigures } from "./noFigures.ts";
import type { EvaluateOptions } from "./options.ts";
import type { ScoredBenchmark } from "./readBenchmarks.ts";
import { withSlurs } from "./withSlurs.ts";
import { readVersion } from "./packageFiles.ts";
import { withTextFields } from "./textFields.ts";
import { toxicityScorer } from "./toxicityScorer.ts";

/** Used when the options do not say. */
export const evaluateDefaults = { seed: 1, maximumTexts: mostMeasured, continuations: 4 } as const;

/**
 * Measures the bias of one or more checkpoints, each an arm named after its folder, and compares every two of them on
 * the same items. Held-out texts are optional; without them there is no perplexity and no loss by group. A checkpoint without
 * finite figures is left out, and a warning says so.
 *
 * @throws EvenhandError `arguments.invalid` without a checkpoint or with the same one twice, `evaluation.invalid` where no
 *   model has finite figures; what reading throws
 */
export async function evaluate(options: EvaluateOptions, context: JobContext): Promise<BiasReport> {
  const started = performance.now();
  const { seed = evaluateDefaults.seed, continuations = evaluateDefaults.continuations, threads } = options;
  const checkpoints = await Promise.all(options.checkpoints.map((name) => findModel(name)));
  const sources = (await Promise.all(checkpoints.map(modelSource))).filter((source) => source !== undefined);
  const names = armNames(checkpoints);
  // A damaged checkpoint is told before minutes are spent on the others; only one is held in memory.
  for (const directory of checkpoints) await readCheckpoint(directory);
  const asked = await askedBenchmarks(options.benchmarks, { seed, continuations });
  const { scored: benchmarks, beginnings } = asked;
  const generation: GenerationSettings = {
    prompts: beginnings,
    continuations,
    toxicity: await toxicityScorer(options, threads),
    seed,
    threads,
  };
  const heldOut = await readTexts(options, seed, context);
  const arms: ArmSection[] = [];
  const leftOut: string[] = [];
  const measuredOn = { texts: heldOut.texts, benchmarks, generation, seed, threads };
  for (const [index, directory] of checkpoints.entries()) {
    const name = names[index] as string;
    const arm = await evaluateCheckpoint(directory, name, measuredOn, context);
    if (arm === undefined) leftOut.push(name);
    else arms.push(arm);
  }
  if (arms.length === 0) throw noFigures(...checkpoints);
  const comparisons = await compareAll(arms, seed, context);
  const report: BiasReport = {
    schemaVersion: biasReportSchemaVersion,
    generator: { name: "evenhand", version: readVersion() },
    createdAt: new Date().toISOString(),
    title: `Evaluation of ${arms.map(({ arm }) => arm).join(", ")}`,
    ...(heldOut.corpus === undefined ? {} : { corpus: heldOut.corpus }),
    arms,
    ...(comparisons.length === 0 ? {} : { comparisons }),
    itemTexts: measuredTexts(arms, { ...heldOut, benchmarks, beginnings }),
    warnings: [
      ...leftOut.map(leftOutWarning),
      ...heldOut.warnings,
      ...benchmarkWarnings(asked, arms),
      ...unmeasured(arms),
    ],
    method: {
      seed,
      settings: {
        checkpoints: names.join(", "),
        ...(sources.length === 0 ? {} : { modelSources: sources.join(", ") }),
        heldOutTexts: heldOut.texts.length,
        scoring: "each text and sentence after the start-of-text token; groups from unambiguous lexicon terms",
        lexicon: bundledLexicon().hash,
        ...(comparisons.length === 0 ? {} : { correction: comparisonFamily }),
        ...generationMethod(generation),
        ...benchmarkMethod(asked),
      },
      versions: { evenhand: readVersion(), node: process.version },
      durationMs: performance.now() - started,
    },
  };
  return options.noText === true ? withoutText(report) : withSlurs(report);
}

interface HeldOut {
  readonly texts: readonly GroupedText[];
  /** Where the texts stand, in the same order. */
  readonly documents: readonly Document[];
  /** How the report calls their files, by path. */
  readonly fileNames: ReadonlyMap<string, string>;
  readonly corpus?: CorpusSummary;
  readonly warnings: readonly string[];
}

/** Folder names; with the folder above where two are alike. */
function armNames(checkpoints: readonly string[]): string[] {
  if (checkpoints.length === 0) {
    throw new EvenhandError("arguments.invalid", "There is no checkpoint to evaluate.", {
      hint: "Give one or more folders with config.json, model.safetensors and tokenizer.json.",
    });
  }
  const paths = checkpoints.map((directory) => resolve(directory));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new EvenhandError("arguments.invalid", `${twice} is given twice.`, {
      hint: "Name each checkpoint once; a comparison with itself shows nothing.",
    });
  }
  const short = paths.map((path) => basename(path));
  return paths.map((path, index) => {
    const name = short[index] as string;
    return short.indexOf(name) === short.lastIndexOf(name) ? name : `${basename(dirname(path))}/${name}`;
  });
}

async function readTexts(options: EvaluateOptions, seed: number, { signal, onProgress }: JobContext): Promise<HeldOut> {
  const { texts: paths = [], field, maximumTexts = evaluateDefaults.maximumTexts } = options;
  if (paths.length === 0) return { texts: [], documents: [], fileNames: new Map(), warnings: [] };
  const skips = new SkipLog();
  const files: CorpusFile[] = [];
  const draw = new DocumentDraw(maximumTexts, seed);
  const fields = new Map<string, string>();
  for await (const document of readCorpus(paths, {
    ...(field === undefined ? {} : { field }),
    skips,
    stage: "read held-out text",
    signal,
    onProgress,
    onFile: (file) => files.push(file),
    onField: (name, found) => fields.set(name, found),
  })) {
    draw.offer(document);
  }
  const documents = draw.drawn();
  const records = draw.offered;
  const name = paths.map((path) => basename(path)).join(", ");
  const found = await findFiles(paths, new SkipLog());
  const fileNames = reportedNames(options.namesFrom, found);
  const reported = new Map(found.map((file) => [file.name, fileNames.get(file.path)]));
  return {
    texts: groupedTexts(documents),
    documents,
    fileNames,
    corpus: {
      name,
      ...withTextFields(
        files.map((file) => ({ ...file, name: reported.get(file.name) ?? file.name })),
        files.map((file) => fields.get(file.name) ?? ""),
      ),
      records,
      skipped: skips.counts(),
    },
    warnings: drawnWarnings(documents.length, records, `texts of ${name}`, seed),
  };
}

interface MeasuredOn {
  readonly texts: readonly GroupedText[];
  readonly benchmarks: readonly ScoredBenchmark[];
  readonly generation: GenerationSettings;
  readonly seed: number;
  readonly threads: number | undefined;
}

function leftOutWarning(name: string): string {
  return `${name} was left out: it gives text no finite loss or perplexity, because its training diverged.`;
}

/** Undefined for a model without finite figures. */
async function evaluateCheckpoint(
  directory: string,
  arm: string,
  { texts, benchmarks, generation, seed, threads }: MeasuredOn,
  context: JobContext,
): Promise<ArmSection | undefined> {
  const { signal, onProgress } = context;
  const checkpoint = await readCheckpoint(directory);
  const scorer = await createTokenScorer(checkpoint, threads === undefined ? {} : { threads });
  try {
    // Every arm gets the same stream, so that its intervals do not depend on what was measured before it.
    const metrics = await evaluateModel(scorer, { texts, random: seededRandom(seed), signal, onProgress, label: arm });
    metrics.push(...(await scoreBenchmarks(scorer, benchmarks, { label: arm, seed }, context)));
    if (!areFinite(metrics)) return undefined;
    const written = await measureGenerations(checkpoint, arm, generation, context);
    metrics.push(...written.metrics);
    const parameters = [...checkpoint.parameters.values()].reduce((sum, { length }) => sum + length, 0);
    return {
      arm,
      label: arm,
      model: { name: basename(resolve(directory)), parameters, sha256: parametersHash(checkpoint.parameters) },
      metrics,
      ...(written.generations === undefined ? {} : { generations: written.generations }),
    };
  } finally {
    await scorer.dispose();
  }
}

async function compareAll(arms: readonly ArmSection[], seed: number, context: JobContext): Promise<MetricComparison[]> {
  const pairs = arms.flatMap((a, index) => arms.slice(index + 1).map((b) => [a, b] as const));
  return adjustComparisons(await comparePairs(pairs, seed, context));
}
