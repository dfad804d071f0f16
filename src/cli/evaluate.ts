import { basename, join } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { ensureEvenhandFolder } from "../jobs/evenhandFolder.ts";
import { evaluate, evaluateDefaults } from "../jobs/evaluate.ts";
import type { EvaluateOptions } from "../jobs/options.ts";
import { placeForReport, safeName, withSource } from "../jobs/reportPlace.ts";
import { writeReportFiles } from "../jobs/reportFiles.ts";
import type { ArmSection, BiasReport } from "../report/biasReport.ts";
import { formatDecimal, formatInterval, formatTime } from "../report/numberFormat.ts";
import { parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { classifierArguments, classifierHelp, classifierOptions } from "./classifierArguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { evaluationTables } from "./evaluateTables.ts";
import { namesFrom, nearestPolicy } from "./policyFile.ts";
import { runWithProgress } from "./runWithProgress.ts";
import { wrapText } from "./wrapText.ts";

export const evaluateCommand: Command = {
  name: "evaluate",
  summary: "measure the bias of language-model checkpoints",
  help: `usage: evenhand evaluate CHECKPOINT… [OPTIONS]

Measures language models in Hugging Face folders (config.json, model.safetensors, tokenizer.json) or
downloaded by name: stereotype preference on sentence pairs, two occupation probes and, with --text,
perplexity and the loss gap between groups. Several checkpoints are compared on the same items.

  --text PATH      held-out text: a file or folder, as for scan, that the model has not seen
  --field NAME     field that holds the text; guessed when absent
  --benchmark NAME=PATH  a public benchmark in your own copy, as often as wanted: stereoset,
                   crows-pairs, winobias (a folder), winogender (a folder); bold (a folder)
                   gives the beginnings that the models go on with
  --continuations N  of each of 440 beginnings, for toxicity and sentiment; ${evaluateDefaults.continuations} when absent, 0
                   for none
${classifierHelp}
  --limit N        texts drawn with the seed when there are more; ${evaluateDefaults.maximumTexts} when absent
  --seed N         for the sample and the intervals; ${evaluateDefaults.seed} when absent
  --threads N      threads of the model's runtime; one per core when absent
  --no-text        leave out held-out text, benchmark items and what models write
  --max-gap N      exit with 1 when a loss gap between groups is larger, in nats per token
  --out FILE       write the report as JSON there; .evenhand/reports/evaluation-NAME.* when absent
  --force          replace FILE
  --json           print the report as JSON instead of tables

examples:
  evenhand evaluate models/evenhand-tiny --text held-out.jsonl
  evenhand evaluate runs/ID/dp runs/ID/dp+cda --text held-out.jsonl --max-gap 0.1
  evenhand evaluate runs/ID/dp --benchmark crows-pairs=crows_pairs_anonymized.csv

Exit codes: 0 done, 1 a gap is larger than --max-gap, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("evaluate", args, {
      text: { type: "string" },
      field: { type: "string" },
      benchmark: { type: "string", multiple: true },
      continuations: { type: "string" },
      ...classifierArguments,
      limit: { type: "string" },
      seed: { type: "string" },
      threads: { type: "string" },
      "no-text": { type: "boolean" },
      "max-gap": { type: "string" },
      out: { type: "string" },
      force: { type: "boolean" },
      json: { type: "boolean" },
    });
    const maximumGap = parsed.number("max-gap", 0, 1000);
    if (maximumGap !== undefined && parsed.text("text") === undefined) throw gapNeedsText();
    const options = { ...optionsOf(parsed), ...namesFrom(await nearestPolicy()) };
    const measured = await runWithProgress(terminal, (context) => evaluate(options, context));
    const report = withSource(measured, [...options.checkpoints, ...(options.texts ?? [])]);
    const written = await writeReport(report, parsed.text("out"), parsed.flag("force"));
    terminal.out(parsed.flag("json") ? `${JSON.stringify(report, undefined, 1)}\n` : humanText(report, written));
    if (maximumGap !== undefined && !(report.arms ?? []).every(hasGap)) throw noGap();
    const exceeded = maximumGap === undefined ? [] : gapsAbove(report.arms ?? [], maximumGap);
    for (const sentence of exceeded) terminal.error(`${sentence}\n`);
    return exceeded.length > 0 ? exitCodes.thresholdExceeded : exitCodes.success;
  },
};

function optionsOf(parsed: ParsedArguments): EvaluateOptions {
  const text = parsed.text("text");
  const field = parsed.text("field");
  const maximumTexts = parsed.integer("limit", 1, 1e9);
  const seed = parsed.integer("seed", 0, 4294967295);
  const threads = parsed.integer("threads", 1, 256);
  const benchmarks = parsed.texts("benchmark");
  const continuations = parsed.integer("continuations", 0, 1000);
  return {
    checkpoints: parsed.positionals,
    ...(benchmarks.length === 0 ? {} : { benchmarks }),
    ...(continuations === undefined ? {} : { continuations }),
    ...classifierOptions(parsed),
    ...(text === undefined ? {} : { texts: [text] }),
    ...(field === undefined ? {} : { field }),
    ...(maximumTexts === undefined ? {} : { maximumTexts }),
    ...(seed === undefined ? {} : { seed }),
    ...(threads === undefined ? {} : { threads }),
    ...(parsed.flag("no-text") ? { noText: true } : {}),
  };
}

interface WrittenReport {
  /** The one to open first comes first. */
  readonly files: readonly string[];
  /** When the report that it replaces was made. */
  readonly replaces: string | undefined;
}

/** The same checkpoints on the same texts replace their report; one of other checkpoints with the same names stays. */
async function writeReport(report: BiasReport, out: string | undefined, force: boolean): Promise<WrittenReport> {
  if (out !== undefined) {
    await writeAtomically(out, `${JSON.stringify(report, undefined, 1)}\n`, { force });
    return { files: [out], replaces: undefined };
  }
  const names = (report.arms ?? []).map(({ arm }) => basename(arm)).join("-");
  const folder = join(await ensureEvenhandFolder(process.cwd()), "reports");
  const { name, replaces } = await placeForReport(folder, `evaluation-${safeName(names)}`, report);
  const files = await writeReportFiles(report, folder, name);
  return { files: [...(files.html === undefined ? [] : [files.html]), files.markdown, files.json], replaces };
}

function humanText(report: BiasReport, { files, replaces }: WrittenReport): string {
  const warnings = report.warnings.map((warning) => `${wrapText(`! ${warning}`)}\n`).join("");
  const listed = files.map((file) => `  ${file}\n`).join("");
  const replaced = replaces === undefined ? "" : ` (replaces that of ${formatTime(replaces)})`;
  return `${report.title}\n\n${evaluationTables(report)}\n\n${warnings}Report${replaced}:\n${listed}`;
}

function hasGap({ metrics }: ArmSection): boolean {
  return metrics.some(({ metric }) => metric === "group-loss-gap");
}

function gapNeedsText(): EvenhandError {
  return new EvenhandError("arguments.invalid", "--max-gap needs --text: the loss gap is measured on held-out text.", {
    hint: "See: evenhand evaluate --help",
  });
}

/** A check that measured nothing must not pass. */
function noGap(): EvenhandError {
  return new EvenhandError("evaluation.invalid", "No loss gap was measured, so --max-gap could not be checked.", {
    hint: "Give more held-out text: a gap needs two groups of one axis with ten texts each.",
  });
}

/** A sentence for each loss gap above the threshold. */
function gapsAbove(arms: readonly ArmSection[], maximum: number): string[] {
  return arms.flatMap(({ label, metrics }) =>
    metrics
      .filter(({ metric, value }) => metric === "group-loss-gap" && value > maximum)
      .map(({ axis, value, unit, interval }) => {
        const range =
          interval === undefined ? "" : ` (95% interval ${formatInterval(interval.low, interval.high, unit, 3)})`;
        return `${label}: the loss gap of ${axis ?? "the groups"} is ${formatDecimal(value, 3)}${range}, above --max-gap ${maximum}`;
      }),
  );
}
