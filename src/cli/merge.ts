import { EvenhandError } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { mergeParts } from "../jobs/mergeParts.ts";
import { outputPlace, realPlace } from "../jobs/outputPlace.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { scanTables } from "./scanTables.ts";
import { wrapText } from "./wrapText.ts";

export const mergeCommand: Command = {
  name: "merge",
  summary: "add up counts that were made apart",
  help: `usage: evenhand merge COUNTS.arrow… [OPTIONS]

Adds up counts that evenhand scan --counts wrote, on several machines for example, and shows what
follows from the sum. The order does not matter; a file whose text is in another one already is
left out, and counts that were not made in the same way are refused.

  --out FILE         write the sum as an Arrow file, byte for byte the same in any order
  --report FILE      write the report as JSON, for evenhand report
  --force            replace a file that is no earlier sum, or no earlier report of a merge
  --lexicon FILE     the lexicon that the parts were counted with; the bundled one when absent
  --attributes FILE  word lists of your own beside the bundled ones
  --top N            words kept for each group in the report; 30 when absent
  --detail           print all that the report has, not the strongest only
  --json             print the report as JSON and nothing else

examples:
  evenhand scan part1/ --counts 1.arrow      and on the other machine: … part2/ --counts 2.arrow
  evenhand merge 1.arrow 2.arrow --out all.arrow --report all.json

Exit codes: 0 done, 2 wrong use or parts that do not match, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("merge", args, {
      out: { type: "string" },
      report: { type: "string" },
      force: { type: "boolean" },
      lexicon: { type: "string" },
      attributes: { type: "string" },
      top: { type: "string" },
      detail: { type: "boolean" },
      json: { type: "boolean" },
    });
    if (parsed.positionals.length === 0) {
      throw new EvenhandError("arguments.invalid", "merge: no file given", {
        hint: "Usage: evenhand merge COUNTS.arrow…",
      });
    }
    const out = parsed.text("out");
    const lexiconFile = parsed.text("lexicon");
    const attributesFile = parsed.text("attributes");
    const force = parsed.flag("force");
    const reportFile = parsed.text("report");
    const inputs = [...parsed.positionals, lexiconFile, attributesFile];
    if (out !== undefined && reportFile !== undefined && (await realPlace(out)) === (await realPlace(reportFile))) {
      throw new EvenhandError("arguments.invalid", `--out and --report both name ${out}`, {
        hint: "Give each its own file.",
      });
    }
    const reportPlace =
      reportFile === undefined
        ? undefined
        : await outputPlace(reportFile, { kind: "mergeReport", option: "--report", inputs, force });
    const top = parsed.integer("top", 1, 100_000);
    const { report, repeated, shards } = await mergeParts(
      {
        parts: parsed.positionals,
        force,
        ...(out === undefined ? {} : { out }),
        ...(lexiconFile === undefined ? {} : { lexiconFile }),
        ...(attributesFile === undefined ? {} : { attributesFile }),
        ...(top === undefined ? {} : { top }),
      },
      { signal: terminal.signal, onProgress: () => {} },
    );
    for (const path of repeated) terminal.error(`${path}: left out, its text is counted in another file\n`);
    const json = `${JSON.stringify(report, undefined, 1)}\n`;
    if (reportFile !== undefined) await writeAtomically(reportFile, json, reportPlace);
    if (parsed.flag("json")) {
      terminal.out(json);
      return exitCodes.success;
    }
    const notes = report.warnings.map((warning) => `${wrapText(`Note: ${warning}`)}\n`).join("");
    terminal.out(`${scanTables(report, { detail: parsed.flag("detail") })}\n\n${notes}`);
    terminal.out(
      `\nAdded up: ${shards} ${shards === 1 ? "shard" : "shards"}${out === undefined ? "" : `, in ${out}`}\n`,
    );
    return exitCodes.success;
  },
};
