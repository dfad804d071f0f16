import { extname, join, relative } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { ensureEvenhandFolder } from "../jobs/evenhandFolder.ts";
import type { ScanOptions } from "../jobs/options.ts";
import { scan } from "../jobs/scan.ts";
import { axes } from "../lexicon/axis.ts";
import type { AssociationRow, BiasReport } from "../report/biasReport.ts";
import { formatDecimal } from "../report/numberFormat.ts";
import { parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { progressLine } from "./progressLine.ts";
import { scanTables } from "./scanTables.ts";
import { wrapText } from "./wrapText.ts";

export const scanCommand: Command = {
  name: "scan",
  summary: "which words keep company with which people, how strongly and how surely",
  help: `usage: evenhand scan PATH… [OPTIONS]

Counts mentions of groups of people in txt, md, jsonl and ndjson files, or in all of them below a
folder, and ranks the words that share sentences with each group.

  --field NAME     JSONL field that holds the text, or a path such as meta.text; guessed when absent
  --axis LIST      any of gender,race,religion; all when absent
  --lexicon FILE   a lexicon of your own instead of the bundled one
  --top N          words kept for each group in the report; 30 when absent
  --out DIR        folder for the report; .evenhand/scans when absent
  --json           print the report as JSON and nothing else; writes no file unless --out is given
  --strict         stop at the first malformed record instead of counting it
  --no-text        leave the corpus's sentences out of the report
  --max-z N        exit with 1 when a ranked word's z is larger

examples:
  evenhand scan corpus.jsonl
  evenhand scan data/ --axis gender,religion --top 50
  evenhand scan reviews.jsonl --field body --json > scan.json

Exit codes: 0 done, 1 a z is larger than --max-z, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("scan", args, {
      field: { type: "string" },
      axis: { type: "string" },
      lexicon: { type: "string" },
      top: { type: "string" },
      out: { type: "string" },
      json: { type: "boolean" },
      strict: { type: "boolean" },
      "no-text": { type: "boolean" },
      "max-z": { type: "string" },
    });
    const options = optionsOf(parsed);
    const maximumZ = parsed.number("max-z", 0, 1e6);
    const progress = progressLine(terminal);
    let report: BiasReport;
    try {
      report = await scan(options, { signal: terminal.signal, onProgress: progress.onProgress });
    } finally {
      progress.finish();
    }
    const json = `${JSON.stringify(report, undefined, 1)}\n`;
    const out = parsed.text("out");
    const path = parsed.flag("json") && out === undefined ? undefined : await writeReport(report, json, out);
    if (parsed.flag("json")) terminal.out(json);
    else terminal.out(`${scanTables(report)}\n\n${closing(report, path, options.paths)}`);
    const strongest = strongestAbove(report.scan?.associations ?? [], maximumZ);
    if (strongest === undefined) return exitCodes.success;
    terminal.error(
      `"${strongest.word}" with ${strongest.group}: z ${formatDecimal(strongest.z, 1)} is larger than ${maximumZ}\n`,
    );
    return exitCodes.thresholdExceeded;
  },
};

function optionsOf(parsed: ParsedArguments): ScanOptions {
  if (parsed.positionals.length === 0) {
    throw new EvenhandError("arguments.invalid", "scan: no file or folder given", {
      hint: "Usage: evenhand scan PATH…",
    });
  }
  const field = parsed.text("field");
  const lexiconFile = parsed.text("lexicon");
  const chosen = parsed.choices("axis", axes);
  const top = parsed.integer("top", 1, 100_000);
  return {
    paths: parsed.positionals,
    strict: parsed.flag("strict"),
    noText: parsed.flag("no-text"),
    ...(field === undefined ? {} : { field }),
    ...(lexiconFile === undefined ? {} : { lexiconFile }),
    ...(chosen === undefined ? {} : { axes: chosen }),
    ...(top === undefined ? {} : { top }),
  };
}

/** The same corpus scanned again replaces its report; others in the folder stay. */
async function writeReport(report: BiasReport, json: string, out: string | undefined): Promise<string> {
  const folder = out ?? join(await ensureEvenhandFolder(process.cwd()), "scans");
  const name = report.corpus?.name ?? "scan";
  const path = join(folder, `${name.slice(0, name.length - extname(name).length).replaceAll(/[^\w.-]+/g, "-")}.json`);
  await writeAtomically(path, json, { force: true });
  return path;
}

function closing(report: BiasReport, path: string | undefined, paths: readonly string[]): string {
  const notes = report.warnings.map((warning) => `${wrapText(`Note: ${warning}`)}\n`).join("");
  if (path === undefined) return notes;
  const below = relative(process.cwd(), path);
  const shown = below.startsWith("..") ? path : below;
  const first = paths[0] ?? "PATH";
  return (
    `${notes}\nReport: ${shown}\n` +
    `Next:   evenhand report ${shown} --html scan.html   to read it with the places\n` +
    `        evenhand augment ${first}   to balance the corpus with counterfactuals\n`
  );
}

function strongestAbove(rows: readonly AssociationRow[], maximumZ: number | undefined): AssociationRow | undefined {
  if (maximumZ === undefined) return undefined;
  return rows.filter(({ z }) => z > maximumZ).sort((a, b) => b.z - a.z)[0];
}
