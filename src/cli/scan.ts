import { join, relative } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { corpusFormats } from "../corpus/corpusFormat.ts";
import type { CorpusFormat } from "../corpus/corpusFormat.ts";
import { spoolInput, standardInput } from "../corpus/spoolInput.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { commandWord } from "../jobs/commandWord.ts";
import { ensureEvenhandFolder } from "../jobs/evenhandFolder.ts";
import type { ScanOptions } from "../jobs/options.ts";
import { placeForReport, reportNameOf, withSource } from "../jobs/reportPlace.ts";
import { scan } from "../jobs/scan.ts";
import { axes } from "../lexicon/axis.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { formatDecimal, formatTime } from "../report/numberFormat.ts";
import { problemText, scanProblems } from "../report/problemLines.ts";
import { isFurtherSilenced, silencedRow } from "../report/strongAssociations.ts";
import { withSilenced } from "../policy/silencedFindings.ts";
import { parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, Terminal } from "./command.ts";
import { configArgument, corpusPaths, findPolicy, namesFrom, policyDefaults } from "./policyFile.ts";
import type { FoundPolicy } from "./policyFile.ts";
import { runWithProgress } from "./runWithProgress.ts";
import { scanTables } from "./scanTables.ts";
import { wrapText } from "./wrapText.ts";

export const scanCommand: Command = {
  name: "scan",
  summary: "which words keep company with which people, how strongly and how surely",
  help: `usage: evenhand scan [PATH…] [OPTIONS]

Counts mentions of groups of people and the words around them, and ranks what keeps company with
each group. Reads text and Markdown (a document a line), JSONL, JSON lists, CSV, TSV, Parquet and
Arrow, also in gzip or zstd; files, folders, patterns such as 'data/**/*.jsonl', or - for standard
input. Without a path, the corpus of evenhand.json.

  --field NAME     field that holds the text, or a path such as meta.text; guessed when absent
  --by NAME        count documents by the values of a field as well, such as source
  --format F       read named files as text, jsonl, json, csv, tsv, parquet or arrow
  --exclude GLOB   leave files out: *.md by name, drafts/** by place; may be repeated
  --axis LIST      any of gender,race,religion; all when absent
  --lexicon FILE   a lexicon of your own instead of the bundled one
  --attributes FILE  word lists of your own beside the bundled ones
  --hyphens MODE   split (African-American is two words) or join; split when absent
  --top N          words kept for each group in the report; 30 when absent
  --detail         print all that the report has, not the strongest only
  --out DIR        folder for the report; .evenhand/scans when absent
  --counts FILE    write the counts as an Arrow file too, for evenhand merge
  --force          replace FILE of --counts although it is no file of counts
  --json           print the report as JSON and nothing else; writes no file unless --out is given
  --problems       print what was found as FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE], a line each,
                   for an editor or a pipeline to mark; what is silenced is left out
  --strict         stop at the first malformed record instead of counting it
  --no-text        leave the corpus's sentences out of the report
  --max-z N        exit with 1 when a ranked word's z is larger; silenced words are left out
  --config FILE    this file instead of the nearest evenhand.json from here upwards, which names
                   corpus, text field and lexicon where no option does, and what is silenced
  --workers N      threads; as many as there are cores when absent
  --memory MB      memory for words: beyond it rare words are let go, and the report says by how
                   much counts may be too low; half of the machine's when absent
  --fresh          count everything again; else unchanged files are not read a second time, and a
                   scan that was stopped goes on where it was

examples:
  evenhand scan corpus.jsonl
  evenhand scan data/ --axis gender,religion --top 50
  evenhand scan reviews.csv.gz --field body --by source
  zcat dump.jsonl.gz | evenhand scan - --json > scan.json

Exit codes: 0 done, 1 a z is larger than --max-z, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("scan", args, {
      field: { type: "string" },
      by: { type: "string" },
      format: { type: "string" },
      exclude: { type: "string", multiple: true },
      axis: { type: "string" },
      lexicon: { type: "string" },
      attributes: { type: "string" },
      hyphens: { type: "string" },
      top: { type: "string" },
      detail: { type: "boolean" },
      out: { type: "string" },
      counts: { type: "string" },
      force: { type: "boolean" },
      json: { type: "boolean" },
      problems: { type: "boolean" },
      strict: { type: "boolean" },
      "no-text": { type: "boolean" },
      "max-z": { type: "string" },
      workers: { type: "string" },
      memory: { type: "string" },
      fresh: { type: "boolean" },
      ...configArgument,
    });
    parsed.atMostOne("json", "problems");
    const found = await findPolicy(parsed, terminal);
    const asked = optionsOf(parsed, found);
    const maximumZ = parsed.number("max-z", 0, 1e6);
    const out = parsed.text("out");
    const folder = parsed.flag("json") && out === undefined ? undefined : await reportFolder(out);
    const { report, json, written } = await scanAndKeep(asked, folder, found, terminal);
    if (parsed.flag("json")) terminal.out(json);
    else if (parsed.flag("problems")) terminal.out(scanProblems(report).map(problemText).join(""));
    else {
      const tables = scanTables(report, { detail: parsed.flag("detail") });
      terminal.out(`${tables}\n\n${closing(report, written, asked.paths)}`);
    }
    const strongest = strongestAbove(report, maximumZ);
    if (strongest === undefined) return exitCodes.success;
    terminal.error(`${strongest.about}: z ${formatDecimal(strongest.z, 1)} is larger than ${maximumZ}\n`);
    return exitCodes.thresholdExceeded;
  },
};

export interface KeptScan {
  readonly report: BiasReport;
  readonly json: string;
  /** Undefined where there is no folder for it. */
  readonly written: WrittenReport | undefined;
}

/** Scans, tells what the policy silences, and writes the report to the folder. */
export async function scanAndKeep(
  asked: ScanOptions,
  folder: string | undefined,
  found: FoundPolicy | undefined,
  terminal: Terminal,
): Promise<KeptScan> {
  const input = await spoolInput(asked.paths, process.stdin, {
    ...(asked.format === undefined ? {} : { format: asked.format }),
    signal: terminal.signal,
  });
  // What comes from standard input is gone afterwards: nothing of it is worth keeping.
  const keeps = folder !== undefined && !asked.paths.includes(standardInput);
  const options = {
    ...asked,
    paths: input.paths,
    ...namesFrom(found?.path),
    ...(keeps ? { partsFolder: join(folder, "parts") } : {}),
  };
  const scanned = await runWithProgress(terminal, (context) => scan(options, context)).finally(() => input.dispose());
  const report = withSilenced(withSource(scanned, asked.paths), found?.policy.silenced ?? []);
  const json = `${JSON.stringify(report, undefined, 1)}\n`;
  const written = folder === undefined ? undefined : await writeReport(report, json, folder, asked.paths);
  return { report, json, written };
}

function optionsOf(parsed: ParsedArguments, found: FoundPolicy | undefined): ScanOptions {
  const paths = corpusPaths(parsed.positionals, found);
  if (paths.length === 0) {
    throw new EvenhandError("arguments.invalid", "scan: no file or folder given", {
      hint: "Usage: evenhand scan PATH…, or name the corpus in evenhand.json.",
    });
  }
  const texts = {
    field: parsed.text("field"),
    by: parsed.text("by"),
    lexiconFile: parsed.text("lexicon"),
    attributesFile: parsed.text("attributes"),
    countsFile: parsed.text("counts"),
    format: formatOf(parsed),
    hyphens: parsed.choice("hyphens", ["split", "join"]),
    axes: parsed.choices("axis", axes),
    top: parsed.integer("top", 1, 100_000),
    workers: parsed.integer("workers", 1, 256),
    memoryMb: parsed.number("memory", 1, 1e9),
  } as const;
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return {
    ...policyDefaults(found),
    paths,
    strict: parsed.flag("strict"),
    noText: parsed.flag("no-text"),
    fresh: parsed.flag("fresh"),
    force: parsed.flag("force"),
    exclude: parsed.texts("exclude"),
    ...given,
  };
}

/** `--format`; `txt` is `text` too. */
export function formatOf(parsed: ParsedArguments): CorpusFormat | undefined {
  const format = parsed.choice("format", ["txt", ...corpusFormats]);
  return format === "txt" ? "text" : format;
}

/** Where scans are kept. */
export async function reportFolder(out: string | undefined): Promise<string> {
  return out ?? join(await ensureEvenhandFolder(process.cwd()), "scans");
}

export interface WrittenReport {
  readonly path: string;
  /** When the report that it replaces was made. */
  readonly replaces: string | undefined;
}

/** The same corpus scanned again replaces its report; others in the folder stay, also those of the same name. */
async function writeReport(
  report: BiasReport,
  json: string,
  folder: string,
  paths: readonly string[],
): Promise<WrittenReport> {
  const wanted = paths.includes(standardInput) ? "standard-input" : reportNameOf(paths);
  const { name, replaces } = await placeForReport(folder, wanted, report);
  const path = join(folder, `${name}.json`);
  await writeAtomically(path, json, { force: true });
  return { path, replaces };
}

function closing(report: BiasReport, written: WrittenReport | undefined, paths: readonly string[]): string {
  // Sentences of data problems stand above the tables already.
  const told = new Set(report.scan?.dataProblems?.map(({ sentence }) => sentence));
  const notes = report.warnings
    .filter((warning) => !told.has(warning) && !warning.endsWith("see Data problems."))
    .map((warning) => `${wrapText(`Note: ${warning}`)}\n`)
    .join("");
  if (written === undefined) return notes;
  const { path, replaces } = written;
  const below = relative(process.cwd(), path);
  const shown = below.startsWith("..") ? path : below;
  const replaced = replaces === undefined ? "" : `, replaces that of ${formatTime(replaces)}`;
  const first = paths[0] ?? "PATH";
  return (
    `${notes}\nReport: ${shown}${replaced}\n` +
    nextStep("Next:   ", `evenhand report ${commandWord(shown)} --html scan.html`, "to read it with the places") +
    // What came from standard input is gone.
    (first === standardInput
      ? ""
      : nextStep("        ", `evenhand augment ${commandWord(first)}`, "to balance the corpus with counterfactuals"))
  );
}

/** A command and what it is for; only the command, which must stay whole to be copied, may pass 100 columns. */
function nextStep(lead: string, command: string, why: string): string {
  const line = `${lead}${command}   ${why}`;
  return line.length <= 100 ? `${line}\n` : `${lead}${command}\n          ${why}\n`;
}

/** The largest z of the ranked words that are not silenced, whether the report lists them or not. */
function strongestAbove(
  { scan: section }: BiasReport,
  maximumZ: number | undefined,
): { readonly about: string; readonly z: number } | undefined {
  if (section === undefined || maximumZ === undefined) return undefined;
  const told = section.associations
    .filter((row) => silencedRow(section, row) === undefined)
    .map(({ word, group, z }) => ({ about: `"${word}" with ${group}`, z }));
  const further = section.groups.flatMap(({ group, further: words }) =>
    words === undefined || isFurtherSilenced(section, group)
      ? []
      : [{ about: `a further word with ${group}`, z: words.z }],
  );
  return [...told, ...further].filter(({ z }) => z > maximumZ).sort((a, b) => b.z - a.z)[0];
}
