import { augment, augmentDefaults } from "../jobs/augment.ts";
import { augmentModes, namePolicies, sensitivePolicies } from "../jobs/augment/swapSettings.ts";
import type { AugmentOptions } from "../jobs/options.ts";
import { parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { augmentText } from "./augmentTables.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { configArgument, decisionsArgument, findDecisions, findPolicy, policyDefaults } from "./policyFile.ts";
import type { FoundPolicy } from "./policyFile.ts";
import { runWithProgress } from "./runWithProgress.ts";
import { swapArguments, swapHelp, swapTexts } from "./swapArguments.ts";

export const augmentCommand: Command = {
  name: "augment",
  summary: "write a counterfactual corpus beside the source",
  help: `usage: evenhand augment PATH… [OPTIONS]

Writes a corpus in which people are of another group: pronouns, kinship, titles, occupations, faith,
with articles, possessives and capitals kept right. Text that is data (links, code, markup,
placeholders, JSON keys) stays byte for byte, and so do words in senses that name no person. Each
record says where it comes from; a manifest beside the output says what was done and what was not.

  PATH             files or folders in any format that evenhand scan reads; they are only read
  --field NAME     field that holds the text; guessed when absent
${swapHelp}
  --mode M         augment: original and counterfactual of each record (the default)
                   substitute: each record swapped with probability one half, size unchanged
                   counterfactual-only: the changed records alone
                   neutralise: each record once, with they, parent, chair and Mx for gendered words
                   and the verbs that agree (gender only)
  --out FILE       NAME.cda.jsonl beside the source when absent. A source in .txt, .csv, .tsv or
                   .parquet may have an output of its own kind: columns, types and bytes are kept,
                   and where each record comes from stands in columns evenhand_…, or, of text, in a
                   file beside it
  --force          replace an existing output
  --strict         stop at the first malformed record instead of counting it
  --seed N         for substitute; ${augmentDefaults.seed} when absent
  --workers N      threads; as many as there are cores when absent, with the same output
  --report FILE    where the quality report goes; beside the output when absent
  --no-report      make none: saves a scan of source and output
  --json           print the summary as JSON
  --config FILE    this file instead of the nearest evenhand.json from here upwards, which names
                   text field and lexicon where no option does
  --decisions FILE swaps that were accepted or rejected in the editor's review; the file
                   evenhand.decisions beside evenhand.json, or the nearest upwards, when absent
  --no-decisions   swap as if nothing had been decided

examples:
  evenhand augment reviews.jsonl
  evenhand augment reviews.csv --direction m2f --names swap --out reviews.cda.csv
  evenhand augment reviews.jsonl --axis religion --direction 'Muslim<->Christian'
  evenhand augment reviews.jsonl --swap gender:swap --swap 'race:black<->white'
  evenhand augment reviews.jsonl --mode substitute --seed 7 --out balanced.jsonl

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("augment", args, {
      field: { type: "string" },
      ...swapArguments,
      mode: { type: "string" },
      out: { type: "string" },
      force: { type: "boolean" },
      strict: { type: "boolean" },
      seed: { type: "string" },
      workers: { type: "string" },
      report: { type: "string" },
      "no-report": { type: "boolean" },
      json: { type: "boolean" },
      ...configArgument,
      ...decisionsArgument,
    });
    const found = await findPolicy(parsed, terminal);
    const options = optionsOf(parsed, found, await findDecisions(parsed, found, terminal));
    const summary = await runWithProgress(terminal, (context) => augment(options, context));
    terminal.out(
      parsed.flag("json") ? `${JSON.stringify(summary, undefined, 1)}\n` : augmentText(summary, parsed.positionals),
    );
    return exitCodes.success;
  },
};

function optionsOf(
  parsed: ParsedArguments,
  found: FoundPolicy | undefined,
  decisionsFile: string | undefined,
): AugmentOptions {
  const given = {
    decisionsFile,
    field: parsed.text("field"),
    swaps: swapTexts("augment", parsed),
    names: parsed.choice("names", namePolicies),
    lexiconFile: parsed.text("lexicon"),
    sensitive: parsed.choice("sensitive", sensitivePolicies),
    mode: parsed.choice("mode", augmentModes),
    out: parsed.text("out"),
    seed: parsed.integer("seed", 0, 4294967295),
    workers: parsed.integer("workers", 1, 256),
    report: parsed.flag("no-report") ? undefined : true,
    reportFile: parsed.flag("no-report") ? undefined : parsed.text("report"),
    force: parsed.flag("force") || undefined,
    strict: parsed.flag("strict") || undefined,
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...policyDefaults(found),
    paths: parsed.positionals,
    ...(Object.fromEntries(entries) as Omit<AugmentOptions, "paths">),
  };
}
