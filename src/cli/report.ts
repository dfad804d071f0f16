import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { compare } from "../jobs/compare.ts";
import { readReportFile } from "../jobs/readReportFile.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { datasetCard, modelCard } from "../report/cards.ts";
import { renderCroissant } from "../report/croissant.ts";
import { renderCsv } from "../report/csv.ts";
import { renderComparisonMarkdown } from "../report/comparison/markdownComparison.ts";
import { renderComparisonHtml, renderHtml } from "../report/html.ts";
import type { PageAssets } from "../report/html.ts";
import { renderLabel } from "../report/label.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { checkPublication, missingFrom } from "../report/publication.ts";
import type { Creator, Publication } from "../report/publication.ts";
import { withoutText } from "../report/withoutText.ts";
import { parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, ExitCode, Terminal } from "./command.ts";
import { readPageAssets } from "./pageAssets.ts";

const help = `usage: evenhand report REPORT.json [OUTPUTS] [--no-text] [--force] [--json]
       evenhand report A.json --compare B.json [--html FILE] [--markdown FILE] [--force] [--json]

Renders a bias report. Without an output, prints Markdown to standard output.

  --html FILE       one self-contained page: opens in any browser, needs no network
  --markdown FILE   Markdown for a repository or a pull request
  --csv FILE        every figure in one table, unrounded; what figures were computed from, and
                    settings, are in the report alone
  --dataset-card FILE  a Hugging Face data set card: metadata and the section on bias, from a scan
  --model-card FILE    a Hugging Face model card: metadata, bias, privacy and evaluation of one arm
  --label FILE      one card (SVG) with the few figures asked for first: corpus, privacy, gaps
  --arm NAME        the arm that --model-card and --label are about; the last one when absent
  --croissant FILE  Croissant 1.1 metadata with the responsible-AI vocabulary (JSON-LD)
  --license ID      for cards and Croissant: of the SPDX list (CC-BY-4.0), or an address
  --creator NAME, --organization NAME
                    for Croissant: people and organizations who made the data; may be given again
  --url ADDRESS     for Croissant: where the data is described
  --published DATE  for Croissant: YYYY-MM-DD
  --compare FILE    a second report: both side by side, what differs about them first, then each
                    measure of both with the difference B less A; for --html, --markdown, --json
  --no-text         leave out every sentence of the corpus (single words stay)
  --force           replace files that are there already
  --json            print the report itself, checked, as JSON in place of Markdown; with outputs
                    print where they were written as JSON

Slurs are masked in Markdown, and masked until asked for in the page.

examples:
  evenhand report .evenhand/reports/ID.json --html report.html
  evenhand report .evenhand/scans/corpus.json --markdown BIAS.md --no-text
  evenhand report .evenhand/scans/corpus.json --croissant croissant.json --dataset-card BIAS.md
  evenhand report .evenhand/scans/corpus.json --json --no-text > shareable.json
  evenhand report before.json --compare after.json --html comparison.html

Exit codes: 0 done, 2 wrong use, 3 failure.
`;

export const reportCommand: Command = {
  name: "report",
  summary: "render a report as a page, Markdown, CSV, cards or Croissant metadata",
  help,
  run: (args, terminal) => runReport(args, terminal, readPageAssets),
};

/** @param assets handed in, so that tests need no built page */
export async function runReport(
  args: readonly string[],
  terminal: Terminal,
  assets: () => PageAssets,
): Promise<ExitCode> {
  const given = parseArguments("report", args, {
    html: { type: "string" },
    markdown: { type: "string" },
    csv: { type: "string" },
    "dataset-card": { type: "string" },
    "model-card": { type: "string" },
    label: { type: "string" },
    arm: { type: "string" },
    croissant: { type: "string" },
    license: { type: "string" },
    creator: { type: "string", multiple: true },
    organization: { type: "string", multiple: true },
    url: { type: "string" },
    published: { type: "string" },
    compare: { type: "string" },
    "no-text": { type: "boolean" },
    force: { type: "boolean" },
    json: { type: "boolean" },
  });
  const [path, ...more] = given.positionals;
  if (path === undefined || more.length > 0) {
    throw new EvenhandError("arguments.invalid", "Give one report file.", { hint: "See: evenhand report --help" });
  }
  const asked = outputNames.flatMap((name) => {
    const file = given.text(name);
    return file === undefined ? [] : [{ name, file }];
  });
  const other = given.text("compare");
  await checkFiles(asked, other === undefined ? [path] : [path, other]);
  const arm = given.text("arm");
  if (arm !== undefined && !asked.some(({ name }) => name === "model-card" || name === "label")) {
    throw new EvenhandError("arguments.invalid", "--arm belongs to --model-card and --label.", {
      hint: "See: evenhand report --help",
    });
  }
  const publication = publicationOf(given, asked);
  const options = { force: given.flag("force"), isJson: given.flag("json") };
  if (other !== undefined) return await writeComparison([path, other], asked, options, terminal, assets);
  const parsed = await readReportFile(path);
  const report = given.flag("no-text") ? withoutText(parsed) : parsed;
  // All of them first: what cannot be made must not leave half of the files behind.
  const outputs = asked.map(({ name, file }) => ({
    name,
    file,
    content: rendered(name, report, { assets, arm, publication }),
  }));
  if (outputs.length === 0) terminal.out(options.isJson ? asJson(report) : renderMarkdown(report));
  await write(outputs, options, terminal);
  const missing = asked.some(({ name }) => name === "croissant") ? missingFrom(publication) : [];
  if (missing.length > 0) {
    terminal.error(
      `The Croissant specification also asks for what no report knows: give ${missing.join(", ")}, or add it by hand.\n`,
    );
  }
  return exitCodes.success;
}

/** What is said about the publication, and belongs to a form that has a place for it. */
function publicationOf(given: ParsedArguments, asked: readonly Asked[]): Publication {
  const creators: readonly Creator[] = [
    ...given.texts("creator").map((name) => ({ kind: "Person", name }) as const),
    ...given.texts("organization").map((name) => ({ kind: "Organization", name }) as const),
  ];
  const publication = {
    license: given.text("license"),
    creators: creators.length === 0 ? undefined : creators,
    url: given.text("url"),
    published: given.text("published"),
  };
  const has = (...names: readonly OutputName[]): boolean => asked.some(({ name }) => names.includes(name));
  const { license, ...others } = publication;
  const isLost =
    (license !== undefined && !has("croissant", "dataset-card", "model-card")) ||
    (Object.values(others).some((value) => value !== undefined) && !has("croissant"));
  if (isLost) {
    throw new EvenhandError(
      "arguments.invalid",
      "--creator, --organization, --url and --published belong to --croissant, --license also to cards.",
      {
        hint: "See: evenhand report --help",
      },
    );
  }
  checkPublication(publication);
  return publication;
}

interface Asked {
  readonly name: OutputName;
  readonly file: string;
}

interface WriteOptions {
  readonly force: boolean;
  readonly isJson: boolean;
}

/** Two reports side by side; they hold words of the corpora and no text of them, with or without --no-text. */
async function writeComparison(
  paths: readonly [string, string],
  asked: readonly Asked[],
  options: WriteOptions,
  terminal: Terminal,
  assets: () => PageAssets,
): Promise<ExitCode> {
  const unfit = asked.find(({ name }) => name !== "html" && name !== "markdown");
  if (unfit !== undefined) {
    throw new EvenhandError("arguments.invalid", `--${unfit.name} is about one report, not about two.`, {
      hint: "With --compare give --html, --markdown or --json.",
    });
  }
  const comparison = await compare({ paths });
  const outputs = asked.map((one) => ({
    ...one,
    content: one.name === "html" ? renderComparisonHtml(comparison, assets()) : renderComparisonMarkdown(comparison),
  }));
  if (outputs.length === 0) {
    terminal.out(options.isJson ? asJson(comparison) : renderComparisonMarkdown(comparison));
  }
  await write(outputs, options, terminal);
  return exitCodes.success;
}

async function write(
  outputs: readonly (Asked & { readonly content: string })[],
  { force, isJson }: WriteOptions,
  terminal: Terminal,
): Promise<void> {
  for (const { file, content } of outputs) {
    await writeAtomically(file, content, { force, signal: terminal.signal });
    if (!isJson) terminal.out(`${file}\n`);
  }
  if (isJson && outputs.length > 0) {
    terminal.out(asJson(Object.fromEntries(outputs.map(({ name, file }) => [name, file]))));
  }
}

const outputNames = ["html", "markdown", "csv", "dataset-card", "model-card", "label", "croissant"] as const;

type OutputName = (typeof outputNames)[number];

interface Rendering {
  readonly assets: () => PageAssets;
  readonly arm: string | undefined;
  readonly publication: Publication;
}

function rendered(name: OutputName, report: BiasReport, { assets, arm, publication }: Rendering): string {
  switch (name) {
    case "html":
      return renderHtml(report, assets());
    case "markdown":
      return renderMarkdown(report);
    case "csv":
      return renderCsv(report);
    case "dataset-card":
      return datasetCard(report, publication);
    case "model-card":
      return modelCard(report, arm, publication);
    case "label":
      return renderLabel(report, arm);
    case "croissant":
      return renderCroissant(report, publication);
  }
}

async function checkFiles(asked: readonly Asked[], reports: readonly string[]): Promise<void> {
  for (const [index, { name, file }] of asked.entries()) {
    const other = asked.slice(0, index).find((one) => resolve(one.file) === resolve(file));
    if (other !== undefined) {
      throw new EvenhandError("arguments.invalid", `--${other.name} and --${name} both name ${file}`, {
        hint: "Give each its own file.",
      });
    }
    for (const report of reports) {
      if (!(await sameFile(file, report))) continue;
      throw new EvenhandError("arguments.invalid", `${file} is the report itself`, {
        hint: "Give another file; the report would be lost.",
      });
    }
  }
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => realpath(path).catch(() => resolve(path))));
  return first === second;
}
