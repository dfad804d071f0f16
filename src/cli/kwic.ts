import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { findContexts } from "../jobs/findContexts.ts";
import { parseReport } from "../report/validateReport.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";

export const kwicCommand: Command = {
  name: "kwic",
  summary: "where a group and a word share a sentence, from the last scan",
  help: `usage: evenhand kwic GROUP WORD [OPTIONS]

Shows keywords in context: the places where a group of people, or one term of the lexicon, is in a
sentence with a word; of a group as its figures count, without terms of which only mentions are
counted. Uses the index that evenhand scan leaves in .evenhand/scans/parts; the corpus is not read
again.

  --in REPORT   the scan whose report this is; the newest scan in .evenhand/scans when absent
  --limit N     places shown; 20 when absent
  --json        print the places as JSON

examples:
  evenhand kwic gender.female nurse
  evenhand kwic she doctor --in .evenhand/scans/corpus.json --limit 100

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("kwic", args, {
      in: { type: "string" },
      limit: { type: "string" },
      json: { type: "boolean" },
    });
    const [group, word, ...more] = parsed.positionals;
    if (group === undefined || word === undefined || more.length > 0) {
      throw new EvenhandError("arguments.invalid", "kwic: give a group and a word", {
        hint: "Usage: evenhand kwic GROUP WORD, for example: evenhand kwic gender.female nurse",
      });
    }
    const limit = parsed.integer("limit", 1, 1_000_000) ?? 20;
    const report = parsed.text("in");
    const scanId = report === undefined ? undefined : await scanIdOf(report);
    const partsFolder = join(report === undefined ? join(".evenhand", "scans") : dirname(report), "parts");
    const { places, changed } = await findContexts(
      { partsFolder, group, word, limit, ...(scanId === undefined ? {} : { scanId }) },
      { signal: terminal.signal, onProgress: () => {} },
    );
    if (changed.length > 0) terminal.error(`${leftOut(changed)}\n`);
    if (parsed.flag("json")) terminal.out(`${JSON.stringify(places, undefined, 1)}\n`);
    else if (places.length === 0) terminal.out("No sentence has both.\n");
    else {
      // Columns count from 1 here, as editors show them.
      const lines = places.map(({ file, line, column, text }) => `${file}:${line}:${column + 1}  ${text ?? ""}`);
      terminal.out(`${lines.join("\n")}\n`);
    }
    return exitCodes.success;
  },
};

const mostNames = 5;

function leftOut(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(", ");
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return `Left out, changed or gone since the scan: ${shown}${more}. Scan again to see them.`;
}

async function scanIdOf(path: string): Promise<string> {
  const json = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("report.invalid", `${path}: cannot be read (${reasonOf(cause)})`, {
      hint: "Reports of scans lie in .evenhand/scans.",
      cause,
    });
  });
  const id = parseReport(json, path).method.settings["scanIndex"];
  if (typeof id === "string") return id;
  throw new EvenhandError("report.invalid", `${path}: the scan kept no index of places`, {
    hint: "Scan the corpus again with a folder for the report (not with --json alone).",
  });
}
