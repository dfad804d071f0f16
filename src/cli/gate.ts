import { dirname, join } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { outputPlace } from "../jobs/outputPlace.ts";
import { readStoredReport, storedReports } from "../jobs/storedReports.ts";
import { checkGates } from "../policy/checkGates.ts";
import type { SourcedResult } from "../policy/checkGates.ts";
import type { Gate } from "../policy/gate.ts";
import { intervalWords, limitWords, numberWords } from "../policy/gateWords.ts";
import { junitXml } from "../policy/junit.ts";
import type { Placed } from "../policy/policy.ts";
import { formatCount } from "../report/numberFormat.ts";
import { problemText } from "../report/problemLines.ts";
import type { StoredReport } from "../report/storedReport.ts";
import { counted } from "../report/wording.ts";
import { parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, Terminal } from "./command.ts";
import { configArgument, corpusPaths, findPolicy, policyDefaults, shortPath } from "./policyFile.ts";
import type { FoundPolicy } from "./policyFile.ts";
import { reportFolder, scanAndKeep } from "./scan.ts";
import { textTable } from "./textTable.ts";
import { wrapText } from "./wrapText.ts";

type Result = SourcedResult<Gate & { readonly place: Placed }>;

export const gateCommand: Command = {
  name: "gate",
  summary: "check the limits of evenhand.json; exit 1 with the reason when one is not kept",
  help: `usage: evenhand gate [OPTIONS]

Checks the gates of evenhand.json: limits that a team has set for figures of its scans and of its
trained models. Each gate looks at the newest report in .evenhand that has what it measures, a scan
or the arm that it names. A gate that cannot be measured, or whose figure has too few items behind
it, stops as one that failed does, unless it is "optional".

  --config FILE   this file instead of the nearest evenhand.json from here upwards
  --report FILE   look at this report instead of the newest; may be repeated
  --scan          scan the corpus of evenhand.json first, and look at that scan
  --junit FILE    write the results as a JUnit file too, for a pipeline to show
  --force         replace FILE of --junit although it is no JUnit file
  --json          print the results as JSON and nothing else
  --problems      print each gate that stops as FILE:LINE:COLUMN: error: REASON [gate], a line each,
                  for an editor or a pipeline to mark

A gate in evenhand.json:
  { "gates": [
    { "name": "gender gap", "measure": "group-loss-gap", "axis": "gender", "arm": "dp+cda",
      "below": 0.05, "bound": "interval" },
    { "name": "strongest association", "measure": "association-z", "axis": "gender", "below": 15 }
  ] }

  measure   of a trained model: any measure of its report (group-loss-gap, stereotype-preference …),
            or epsilon; of a scan: association-z, association-npmi, strong-associations,
            without-mention-share (of an axis), group-share (of the records with its axis),
            data-problems
  axis, group, arm, problem   narrow it down
  against   another arm: the figure is the difference, arm less against
  below, above   the limits, as the report has the figure: 0.5 for 50%
  bound     value (when absent), or interval: the whole 95% interval must be within the limits
  minimumN  fewest items behind the figure; 30 when absent
  optional  let pass what is not measurable

examples:
  evenhand gate
  evenhand gate --scan --junit gates.xml
  evenhand gate --report .evenhand/reports/ID.json --json

Exit codes: 0 all gates are kept, 1 one is not, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("gate", args, {
      ...configArgument,
      report: { type: "string", multiple: true },
      scan: { type: "boolean" },
      junit: { type: "string" },
      force: { type: "boolean" },
      json: { type: "boolean" },
      problems: { type: "boolean" },
    });
    parsed.atMostOne("json", "problems");
    if (parsed.positionals.length > 0) {
      throw new EvenhandError("arguments.invalid", `gate: "${parsed.positionals[0] ?? ""}" is no option`, {
        hint: "Reports are given behind --report.",
      });
    }
    const found = await findPolicy(parsed, terminal);
    if (found === undefined || found.policy.gates.length === 0) throw noGates(found);
    const junit = parsed.text("junit");
    const junitPlace = junit === undefined ? undefined : await placeOfJunit(junit, parsed, found);
    const reports = await reportsFor(parsed, found, terminal);
    const results = await checkGates(found.policy.gates, reports, found.policy.silenced);
    const checkedAt = new Date().toISOString();
    if (junit !== undefined) {
      await writeAtomically(junit, junitXml(results, { file: found.shown, checkedAt }), junitPlace);
    }
    const stopped = results.filter(({ letsPass }) => !letsPass);
    if (parsed.flag("problems")) terminal.out(stopped.map((result) => problemOf(result, found.shown)).join(""));
    else {
      terminal.out(parsed.flag("json") ? asJson(results, found.shown, checkedAt) : humanText(results, found.shown));
      for (const { gate, reason } of stopped) terminal.error(`${wrapText(`${gate.name}: ${reason}`)}\n`);
    }
    return stopped.length > 0 ? exitCodes.thresholdExceeded : exitCodes.success;
  },
};

function noGates(found: FoundPolicy | undefined): EvenhandError {
  const message =
    found === undefined ? "gate: there is no evenhand.json here or above" : `gate: ${found.shown} has no gates`;
  return new EvenhandError("arguments.invalid", message, { hint: "See evenhand gate --help for what to write there." });
}

/** Checked before a scan that may take long. */
function placeOfJunit(
  junit: string,
  parsed: ParsedArguments,
  found: FoundPolicy,
): Promise<{ readonly force: boolean }> {
  const inputs = [found.path, policyDefaults(found).lexiconFile, ...parsed.texts("report")];
  const corpus = parsed.flag("scan") ? { corpus: { paths: corpusPaths([], found) } } : {};
  return outputPlace(junit, { kind: "junit", option: "--junit", inputs, ...corpus, force: parsed.flag("force") });
}

/** Newest first: a scan made now, then the reports that were named, or else those that are stored. */
async function reportsFor(
  parsed: ParsedArguments,
  found: FoundPolicy,
  terminal: Terminal,
): Promise<AsyncIterable<StoredReport>> {
  const named = parsed.texts("report");
  const scanned = parsed.flag("scan") ? [await scanNow(found, terminal)] : [];
  // Where people work and where the policy lies are mostly the same folder.
  const folders = [...new Set([process.cwd(), dirname(found.path)])].map((folder) => join(folder, ".evenhand"));
  return (async function* () {
    yield* scanned;
    if (named.length === 0) yield* storedReports(folders);
    else for (const path of named) yield await readStoredReport(path);
  })();
}

async function scanNow(found: FoundPolicy, terminal: Terminal): Promise<StoredReport> {
  const paths = corpusPaths([], found);
  if (paths.length === 0) {
    throw new EvenhandError("arguments.invalid", `gate --scan: ${found.shown} names no corpus`, {
      hint: 'Add "corpus": ["data/**/*.jsonl"] to it.',
    });
  }
  const { report, written } = await scanAndKeep(
    { ...policyDefaults(found), paths },
    await reportFolder(undefined),
    found,
    terminal,
  );
  return { name: written?.path ?? report.title, report };
}

function humanText(results: readonly Result[], file: string): string {
  const table = textTable(
    [
      { heading: "gate", align: "left", maximumWidth: 30 },
      { heading: "figure", align: "right" },
      { heading: "95% interval", align: "right" },
      { heading: "n", align: "right" },
      { heading: "limit", align: "left", maximumWidth: 30 },
      { heading: "verdict", align: "left" },
    ],
    results.map(({ gate, verdict, figure }) => [
      gate.name,
      figure === undefined ? "" : numberWords(figure.value, gate),
      figure?.interval === undefined ? "" : intervalWords(gate, figure.interval),
      figure?.n === undefined ? "" : formatCount(figure.n),
      limitWords({ ...gate, bound: "value" }) + (gate.bound === "interval" ? ", interval" : ""),
      verdict,
    ]),
  );
  const stopped = results.filter(({ letsPass }) => !letsPass).length;
  const passedOver = results.filter(({ verdict, letsPass }) => letsPass && verdict !== "passed");
  const sources = [...new Set(results.flatMap(({ source }) => (source === undefined ? [] : [source])))];
  return (
    `Are the limits of ${file} kept?\n${table}\n\n` +
    passedOver.map(({ gate, reason }) => `${wrapText(`Optional: ${gate.name}: ${reason}`)}\n`).join("") +
    sources.map((source) => `Looked at: ${shortPath(source)}\n`).join("") +
    (stopped === 0
      ? `${counted(results.length, "gate")}, none stops.\n`
      : `${formatCount(stopped)} of ${counted(results.length, "gate")} ${stopped === 1 ? "stops" : "stop"}.\n`)
  );
}

/** At the gate's place in evenhand.json. */
function problemOf({ gate, reason }: Result, file: string): string {
  return problemText({
    file,
    line: gate.place.line,
    severity: "error",
    message: `${gate.name}: ${reason}`,
    rule: "gate",
  });
}

function asJson(results: readonly Result[], file: string, checkedAt: string): string {
  const gates = results.map(({ gate: { place, ...gate }, verdict, letsPass, figure, reason, source }) => ({
    ...gate,
    line: place.line,
    verdict,
    letsPass,
    ...(figure === undefined ? {} : { figure }),
    reason,
    ...(source === undefined ? {} : { source: shortPath(source) }),
  }));
  const passed = results.every(({ letsPass }) => letsPass);
  return `${JSON.stringify({ configuration: file, checkedAt, passed, gates }, undefined, 1)}\n`;
}
