import { readFile, realpath } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { datasetCard, modelCard } from "../report/cards.ts";
import { renderCroissant } from "../report/croissant.ts";
import { renderCsv } from "../report/csv.ts";
import { renderHtml } from "../report/html.ts";
import type { PageAssets } from "../report/html.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { parseReport } from "../report/validateReport.ts";
import { withoutText } from "../report/withoutText.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, ExitCode, Terminal } from "./command.ts";
import { readPageAssets } from "./pageAssets.ts";

const help = `usage: evenhand report REPORT.json [OUTPUTS] [--no-text] [--force] [--json]

Renders a bias report. Without an output, prints Markdown to standard output.

  --html FILE       one self-contained page: opens in any browser, needs no network
  --markdown FILE   Markdown for a repository or a pull request
  --csv FILE        every figure in one table, unrounded
  --dataset-card FILE  section on bias for a Hugging Face data set card, from a scan
  --model-card FILE    sections on bias, privacy and evaluation for a Hugging Face model card
  --arm NAME        the arm that --model-card is about; the last one when absent
  --croissant FILE  Croissant 1.1 metadata with the responsible-AI vocabulary (JSON-LD)
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
    arm: { type: "string" },
    croissant: { type: "string" },
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
  await checkFiles(asked, path);
  const arm = given.text("arm");
  if (arm !== undefined && !asked.some(({ name }) => name === "model-card")) {
    throw new EvenhandError("arguments.invalid", "--arm belongs to --model-card.", {
      hint: "See: evenhand report --help",
    });
  }
  const parsed = parseReport(await readReport(path), basename(path));
  const report = given.flag("no-text") ? withoutText(parsed) : parsed;
  const options = { force: given.flag("force"), signal: terminal.signal };
  // All of them first: what cannot be made must not leave half of the files behind.
  const outputs = asked.map(({ name, file }) => ({ name, file, content: rendered(name, report, assets, arm) }));
  const isJson = given.flag("json");
  if (outputs.length === 0) terminal.out(isJson ? asJson(report) : renderMarkdown(report));
  for (const { file, content } of outputs) {
    await writeAtomically(file, content, options);
    if (!isJson) terminal.out(`${file}\n`);
  }
  if (isJson && outputs.length > 0) {
    terminal.out(asJson(Object.fromEntries(outputs.map(({ name, file }) => [name, file]))));
  }
  return exitCodes.success;
}

const outputNames = ["html", "markdown", "csv", "dataset-card", "model-card", "croissant"] as const;

type OutputName = (typeof outputNames)[number];

function rendered(name: OutputName, report: BiasReport, assets: () => PageAssets, arm: string | undefined): string {
  switch (name) {
    case "html":
      return renderHtml(report, assets());
    case "markdown":
      return renderMarkdown(report);
    case "csv":
      return renderCsv(report);
    case "dataset-card":
      return datasetCard(report);
    case "model-card":
      return modelCard(report, arm);
    case "croissant":
      return renderCroissant(report);
  }
}

async function checkFiles(asked: readonly { name: OutputName; file: string }[], path: string): Promise<void> {
  for (const [index, { name, file }] of asked.entries()) {
    const other = asked.slice(0, index).find((one) => resolve(one.file) === resolve(file));
    if (other !== undefined) {
      throw new EvenhandError("arguments.invalid", `--${other.name} and --${name} both name ${file}`, {
        hint: "Give each its own file.",
      });
    }
    if (await sameFile(file, path)) {
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

async function readReport(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new EvenhandError("report.invalid", `${path}: cannot be read (${reasonOf(cause)})`, {
      hint: "Reports lie in .evenhand/reports as .json files.",
      cause,
    });
  }
}
