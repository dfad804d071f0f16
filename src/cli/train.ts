import { namePolicies, sensitivePolicies } from "../jobs/augment/swapSettings.ts";
import { trainableParts } from "../jobs/options.ts";
import { clipModes } from "../training/privacy/clipModes.ts";
import type { TrainOptions } from "../jobs/options.ts";
import { runFolder } from "../jobs/runFolder.ts";
import { defaultBlocksPerUnit } from "../jobs/privacyUnit.ts";
import { trainingDefaults } from "../jobs/trainingDefaults.ts";
import { standardArms } from "../report/biasReport.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import { optimizerNames } from "../training/optimizer/chosenOptimizer.ts";
import { engineNames } from "../training/engineNames.ts";
import { decays } from "../training/optimizer/learningRate.ts";
import { pastTargets } from "../training/past/pastWeights.ts";
import { adaptiveDefaults } from "../training/privacy/adaptiveBound.ts";
import { canarySummary } from "../report/canaryWords.ts";
import { benchmarkLicences } from "../report/scoringWords.ts";
import { pastSummary } from "../report/pastWords.ts";
import { formatMu, formatTruePositives } from "../report/privacyWords.ts";
import { EvenhandError } from "../base/errors.ts";
import { defined, parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { classifierArguments, classifierHelp, classifierOptions } from "./classifierArguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, ExitCode, Terminal } from "./command.ts";
import {
  configArgument,
  decisionsArgument,
  findDecisions,
  findPolicy,
  namesFrom,
  policyDefaults,
} from "./policyFile.ts";
import type { FoundPolicy } from "./policyFile.ts";
import { runPlaces, warningLines } from "./runPlaces.ts";
import { runWithProgress } from "./runWithProgress.ts";
import { shownPath } from "./shownPath.ts";
import { amplificationTables, trainTable } from "./trainTable.ts";
import { wrapText } from "./wrapText.ts";

export const trainCommand: Command = {
  name: "train",
  summary: "fine-tune a language model, with and without privacy, and report its bias",
  help: `usage: evenhand train PATH… [OPTIONS]
       evenhand train --resume ID [--out DIR]

Fine-tunes a language model (GPT-2, Llama or Qwen) on one split of a corpus (any format that
evenhand scan reads) in up to four arms, measures the bias of each on records that none of them saw,
and writes one report:
  base      the model as it is
  plain     fine-tuned without privacy
  dp        Poisson lots, clipping per record, noise from the system's secure source
  dp+cda    the same; a record's counterfactual is a second view of that record

  --model DIR        Hugging Face folder with config.json, model.safetensors, tokenizer.json, or
                     the name of a model that evenhand download has fetched; the bundled small
                     model when absent
  --arms LIST        any of ${standardArms.join(",")}; all when absent
  --swap A:D         what dp+cda swaps: gender:swap when absent; gender:m2f, 'race:black<->white',
                     'religion:Muslim->Christian'; repeated for several axes, which make one view
  --names N          keep or swap first names in that view; keep when absent
  --sensitive S      keep, skip or swap sentences of biology and public figures; keep when absent
  --lexicon FILE     your changes to the lexicon, for the scan and that view; that of evenhand.json
                     when absent (measures of models keep to the bundled lexicon)
  --decisions FILE   swaps that were accepted or rejected in the editor's review; the file
                     evenhand.decisions, looked for as evenhand augment does, when absent
  --no-decisions     swap as if nothing had been decided
  --field NAME       field that holds the text; that of evenhand.json, or guessed, when absent
  --config FILE      this file instead of the nearest evenhand.json from here upwards
  --epsilon LIST     privacy budget of each private arm; ${trainingDefaults.epsilon} when absent; 3,8,20 makes each
                     private arm for each of them
  --noise-multiplier N  this noise instead of a target: the report says which epsilon it gives
  --delta N          1 / (${trainingDefaults.deltaDivisor} N) for N units when absent
  --unit U           what epsilon protects: record (when absent), block (a piece of a record, not
                     all of it), or field:NAME (all records with one value of the field NAME)
  --blocks-per-unit N  pieces of --max-tokens that a record (${defaultBlocksPerUnit.record} when absent) or a value of
                     the field (${defaultBlocksPerUnit.field}) takes part with; the rest is cut and counted
  --clip LIST        hard, automatic, soft, adaptive or soft-adaptive; ${trainingDefaults.clip} when absent; for
                     several each private arm is made with each
  --seeds N          trainings of each arm on the same split, with N seeds; 1 when absent
  --accountant A     pld (privacy loss distributions, tighter; when absent) or rdp
  --clip-norm N      longest gradient of a record; ${trainingDefaults.clipNorm} when absent; adaptive: the first bound
  --clip-quantile N  adaptive: share of records whose gradient is within the bound; ${adaptiveDefaults.quantile} when absent
  --clip-lower-bound N  adaptive: the bound stays above it; a tenth of --clip-norm when absent
  --past             adds the arm plain+past: plain, tuned further against membership inference,
                     empirical, not a guarantee; and its control, plain+past-control, with the
                     penalty in other places; a tenth of the records is set aside for both
  --past-epochs N    passes over the records in that tuning; ${trainingDefaults.pastEpochs} when absent
  --past-lambda N    weight of its penalty; ${trainingDefaults.pastStrength} when absent
  --past-weights W   sensitivity (when absent; control: shuffled), top (control: random), or one
                     of the controls alone
  --canaries N       plants N made-up records in the training and tells what each model remembers of
                     them (exposure); they count as records, and the models know them: do not use
                     such models for anything else
  --canary-repeats N how often each is planted; 1 when absent
  --steps N          ${trainingDefaults.steps} when absent
  --lot N            expected records in a step; ${trainingDefaults.lotSize} when absent, at most all
  --optimizer O      adam, adamw or sgd; ${trainingDefaults.optimizer} when absent
  --lr N             learning rate; ${trainingDefaults.learningRate.adam} when absent, ${trainingDefaults.learningRate.sgd} for sgd
  --momentum N       of sgd; ${trainingDefaults.momentum} when absent
  --weight-decay N   of adamw; ${trainingDefaults.weightDecay} when absent
  --warm-up N        steps over which the rate climbs; ${trainingDefaults.warmUpSteps} when absent, at most a quarter of all
  --decay D          none, linear or cosine, after the warm-up; ${trainingDefaults.decay} when absent
  --max-tokens N     what the model is given at once; ${trainingDefaults.maximumTokens} when absent
  --continuations N  of each of 440 beginnings, for toxicity and sentiment; ${trainingDefaults.continuations} when
                     absent, 0 for none
${classifierHelp}
  --benchmark NAME=PATH  a public benchmark in your own copy that every arm is measured by, as often
                     as wanted: stereoset, crows-pairs, winobias (a folder), winogender (a folder);
                     bold (a folder) gives the beginnings that the models go on with
  --held-out N       share of records kept for evaluation; ${trainingDefaults.heldOut} when absent
  --seed N           decides the split and the lots of plain; ${trainingDefaults.seed} when absent
  --threads N        threads of the runtime; one per core when absent
  --out DIR          where runs, reports and the privacy ledger go; .evenhand when absent
  --title TEXT       title of the report
  --no-text          leave the words of corpus and models out of the report
  --strict           stop at the first record that cannot be read
  --trainable WHAT   all (when absent), no-embeddings (embeddings, and a head tied to them, stay as
                     they are) or lora: low-rank adapters in PEFT's layout beside the merged model
  --lora-rank N      ${trainingDefaults.lora.rank} when absent
  --lora-alpha N     the adapter counts alpha / rank times; twice the rank when absent
  --lora-targets L   c_attn,c_proj,c_fc (GPT-2), q_proj,k_proj,… (Llama) or all-linear; c_attn, or
                     q_proj,v_proj, when absent
  --engine E         compiled (when absent), tfjs-node (your own @tensorflow/tfjs-node) or webgpu (a
                     graphics adapter, checked against the CPU); noise is added here all the same
  --resume ID        go on with a run that was stopped
  --plan             trains nothing: tells how long the run would take, its memory, what one unit
                     is, and what of the corpus's privacy budget it would spend
  --json             print the report as JSON instead of a table
  --seeded-noise-not-private   noise from the seed, for tests; the report says so
  --accept-large-delta         private arms also with a delta of 1/N or more

Ctrl-C stops between two steps and keeps the last one; what was spent stays in the ledger.

examples:
  evenhand train corpus.jsonl --epsilon 3
  evenhand train corpus.jsonl --epsilon 3,8,20 --seeds 2
  evenhand train corpus.jsonl --arms base,dp --steps 200 --out /data/evenhand
  evenhand train reviews.jsonl --unit field:author --epsilon 8
  evenhand train corpus.jsonl --benchmark crows-pairs=crows_pairs_anonymized.csv

Exit codes: 0 done, 2 wrong use, 3 failure or stopped.`,

  async run(args, terminal) {
    const parsed = parseArguments("train", args, {
      model: { type: "string" },
      arms: { type: "string" },
      swap: { type: "string", multiple: true },
      names: { type: "string" },
      sensitive: { type: "string" },
      lexicon: { type: "string" },
      field: { type: "string" },
      epsilon: { type: "string" },
      delta: { type: "string" },
      clip: { type: "string" },
      accountant: { type: "string" },
      "clip-norm": { type: "string" },
      "clip-quantile": { type: "string" },
      "clip-lower-bound": { type: "string" },
      optimizer: { type: "string" },
      momentum: { type: "string" },
      "weight-decay": { type: "string" },
      "warm-up": { type: "string" },
      decay: { type: "string" },
      past: { type: "boolean" },
      "past-epochs": { type: "string" },
      "past-lambda": { type: "string" },
      "past-weights": { type: "string" },
      canaries: { type: "string" },
      "canary-repeats": { type: "string" },
      steps: { type: "string" },
      lot: { type: "string" },
      lr: { type: "string" },
      "max-tokens": { type: "string" },
      "held-out": { type: "string" },
      benchmark: { type: "string", multiple: true },
      continuations: { type: "string" },
      ...classifierArguments,
      seed: { type: "string" },
      seeds: { type: "string" },
      threads: { type: "string" },
      out: { type: "string" },
      title: { type: "string" },
      "no-text": { type: "boolean" },
      strict: { type: "boolean" },
      engine: { type: "string" },
      trainable: { type: "string" },
      "lora-rank": { type: "string" },
      "lora-alpha": { type: "string" },
      "lora-targets": { type: "string" },
      resume: { type: "string" },
      plan: { type: "boolean" },
      json: { type: "boolean" },
      "seeded-noise-not-private": { type: "boolean" },
      unit: { type: "string" },
      "blocks-per-unit": { type: "string" },
      "noise-multiplier": { type: "string" },
      "accept-large-delta": { type: "boolean" },
      ...configArgument,
      ...decisionsArgument,
    });
    const found = await findPolicy(parsed, terminal);
    const options = optionsOf(parsed, found, await decisionsOf(parsed, found, terminal));
    if (parsed.flag("plan")) return planOnly(parsed, options, terminal);
    // Loaded here, so that --help and wrong use answer without the training runtime.
    const { train } = await import("../jobs/train.ts");
    const report = await runWithProgress(terminal, (context) => train(options, context), { resumable: true });
    terminal.out(parsed.flag("json") ? `${JSON.stringify(report, undefined, 1)}\n` : humanText(report, options));
    return exitCodes.success;
  },
};

async function planOnly(parsed: ParsedArguments, options: TrainOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.resume !== undefined) {
    throw new EvenhandError(
      "arguments.invalid",
      "--plan is for a run that has not begun; --resume names one that has.",
      {
        hint: "Leave one of them out.",
      },
    );
  }
  const [{ planTraining }, { planText }] = await Promise.all([
    import("../jobs/planTraining.ts"),
    import("./trainPlan.ts"),
  ]);
  const plan = await runWithProgress(terminal, (context) => planTraining(options, context));
  terminal.out(parsed.flag("json") ? `${JSON.stringify(plan, undefined, 1)}\n` : planText(plan));
  return exitCodes.success;
}

/** A run that goes on heeds the decisions of its start, and one without second views has no use for any. */
async function decisionsOf(
  parsed: ParsedArguments,
  found: FoundPolicy | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  const arms = parsed.choices("arms", standardArms) ?? standardArms;
  if (parsed.text("resume") !== undefined || !arms.includes("dp+cda")) return undefined;
  return findDecisions(parsed, found, terminal);
}

function optionsOf(
  parsed: ParsedArguments,
  found: FoundPolicy | undefined,
  decisionsFile: string | undefined,
): TrainOptions {
  const resume = parsed.text("resume");
  if (parsed.positionals.length === 0 && resume === undefined) {
    throw new EvenhandError("arguments.invalid", "Name at least one file or folder to train on.", {
      hint: "See: evenhand train --help",
    });
  }
  // A run that goes on has the names and the field of its start.
  const policy = resume === undefined ? found : undefined;
  const flag = (name: string): true | undefined => (parsed.flag(name) ? true : undefined);
  return defined<TrainOptions>({
    paths: parsed.positionals,
    ...namesFrom(policy?.path),
    field: parsed.text("field") ?? policyDefaults(policy).field,
    lexiconFile: parsed.text("lexicon") ?? policyDefaults(policy).lexiconFile,
    model: parsed.text("model"),
    arms: parsed.choices("arms", standardArms),
    swaps: parsed.texts("swap").length === 0 ? undefined : parsed.texts("swap"),
    names: parsed.choice("names", namePolicies),
    sensitive: parsed.choice("sensitive", sensitivePolicies),
    decisionsFile,
    epsilon: single(parsed.numbers("epsilon", 1e-6, 1e6)),
    delta: parsed.number("delta", 1e-300, 0.5),
    clip: single(parsed.choices("clip", clipModes)),
    accountant: parsed.choice("accountant", ["pld", "rdp"]),
    clipNorm: parsed.number("clip-norm", 1e-9, 1e9),
    clipQuantile: parsed.number("clip-quantile", 1e-3, 0.999),
    clipLowerBound: parsed.number("clip-lower-bound", 1e-12, 1e9),
    optimizer: parsed.choice("optimizer", optimizerNames),
    momentum: parsed.number("momentum", 0, 0.9999),
    weightDecay: parsed.number("weight-decay", 0, 1e3),
    warmUpSteps: parsed.integer("warm-up", 0, 1e7),
    decay: parsed.choice("decay", decays),
    past: flag("past"),
    pastEpochs: parsed.integer("past-epochs", 1, 1e5),
    pastStrength: parsed.number("past-lambda", 1e-12, 1e6),
    pastTarget: parsed.choice("past-weights", pastTargets),
    canaries: parsed.integer("canaries", 1, 1e5),
    canaryRepeats: parsed.integer("canary-repeats", 1, 1e5),
    steps: parsed.integer("steps", 1, 1e7),
    lotSize: parsed.number("lot", 1e-3, 1e9),
    learningRate: parsed.number("lr", 1e-12, 1e3),
    maximumTokens: parsed.integer("max-tokens", 2, 1e6),
    heldOut: parsed.number("held-out", 1e-6, 0.9),
    benchmarks: parsed.texts("benchmark").length === 0 ? undefined : parsed.texts("benchmark"),
    continuations: parsed.integer("continuations", 0, 1000),
    ...classifierOptions(parsed),
    outDirectory: parsed.text("out"),
    seed: parsed.integer("seed", 0, 4294967295),
    seeds: parsed.integer("seeds", 1, 100),
    seededNoiseNotPrivate: flag("seeded-noise-not-private"),
    threads: parsed.integer("threads", 1, 256),
    strict: flag("strict"),
    noText: flag("no-text"),
    title: parsed.text("title"),
    engine: parsed.choice("engine", engineNames),
    trainable: parsed.choice("trainable", trainableParts),
    loraRank: parsed.integer("lora-rank", 1, 65_536),
    loraAlpha: parsed.number("lora-alpha", 1e-6, 1e6),
    loraTargets: parsed.text("lora-targets")?.split(","),
    resume,
    unit: parsed.text("unit"),
    blocksPerUnit: parsed.integer("blocks-per-unit", 1, 1e6),
    noiseMultiplier: parsed.number("noise-multiplier", 1e-3, 1e6),
    acceptLargeDelta: flag("accept-large-delta"),
  });
}

/** A list of one as the one: that is how it stands in `run.json`, whoever asked. */
function single<T>(list: readonly T[] | undefined): T | readonly T[] | undefined {
  return list?.length === 1 ? list[0] : list;
}

function humanText(report: BiasReport, { outDirectory }: TrainOptions): string {
  const amplification = amplificationTables(report);
  const folder = runFolder(outDirectory, String(report.method.settings["run"]));
  return [
    report.title,
    "",
    ...privacyLines(report),
    "How do the arms compare? Values, with their 95% intervals below",
    trainTable(report),
    "",
    ...(amplification === ""
      ? []
      : [
          "What did privacy change? Difference from plain, ideal 0; after x how many times as far from the",
          "ideal, where that can be told; then the 95% interval and p (corrected for the arms of a measure)",
          amplification,
          "",
        ]),
    ...membershipLines(report),
    ...licenceLines(report),
    ...warningLines(report),
    `Models    ${shownPath(folder.directory)}/ARM`,
    ...runPlaces(folder, folder.id),
  ].join("\n");
}

/** What tuning and canaries say about membership, where they were asked for. */
function membershipLines(report: BiasReport): string[] {
  const lines = [pastSummary(report), canarySummary(report)].filter((line) => line !== undefined);
  return lines.flatMap((line) => [wrapText(line), ""]);
}

/** Of the user's benchmarks, where there are any. */
function licenceLines(report: BiasReport): string[] {
  const licences = benchmarkLicences(report);
  return licences.length === 0 ? [] : ["Whose benchmarks?", ...licences.map((one) => wrapText(`  ${one}`)), ""];
}

/** What the private arms promise, each price once. */
function privacyLines(report: BiasReport): string[] {
  const arms = (report.arms ?? []).flatMap(({ arm, privacy }) => (privacy === undefined ? [] : [{ arm, privacy }]));
  const [first] = arms;
  if (first === undefined) return [];
  const prices = new Map<number, { readonly names: string[]; readonly privacy: typeof first.privacy }>();
  for (const { arm, privacy } of arms) {
    const same = prices.get(privacy.noiseMultiplier);
    if (same === undefined) prices.set(privacy.noiseMultiplier, { names: [arm], privacy });
    else same.names.push(arm);
  }
  return [...prices.values()].map(({ names, privacy }) => `${privacyLine(privacy, names)}\n`);
}

/** A few lines on what the private arms promise; nothing is promised where the noise came from a known seed. */
export function privacyLine(
  privacy: NonNullable<NonNullable<BiasReport["arms"]>[number]["privacy"]>,
  names: readonly string[] = ["dp", "dp+cda"],
): string {
  const { epsilon, delta, samplingRate, noiseMultiplier, steps, noiseSource } = privacy;
  const isPrivate = noiseSource === "operating system";
  return (
    (isPrivate
      ? `Private arms (${names.join(", ")}): epsilon ${formatEpsilon(epsilon)}, delta ${formatSmall(delta)}\n`
      : `Arms ${names.join(", ")}: seeded noise, not private\n`) +
    `  unit: ${privacy.unit}\n  neighbours: ${privacy.adjacency}; ${privacy.sampling} sampling\n` +
    (isPrivate
      ? `  mu (GDP) ${formatMu(privacy)}; a test that wrongly accuses 1% of others finds at most ${formatTruePositives(privacy)}\n`
      : "") +
    `  noise multiplier ${noiseMultiplier.toFixed(3)}, sampling rate ${samplingRate.toFixed(4)}, ${steps} steps` +
    (isPrivate ? `, noise from the ${noiseSource}` : "")
  );
}
