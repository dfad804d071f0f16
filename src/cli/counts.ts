import { CorpusCounter } from "../audit/corpusCounter.ts";
import { countsLayout } from "../audit/countsLayout.ts";
import { EvenhandError } from "../base/errors.ts";
import { readBatches } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import { readLexicon } from "../jobs/scan.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";

export const countsCommand: Command = {
  name: "counts",
  summary: "print exact counts as JSON, for checking the counting rule",
  help: `usage: evenhand counts FILE [OPTIONS]

Prints what scan-rule-1 counts, as one JSON object: totals, groups, words as [tokens, sentences,
documents] and cooc as [sentences with both, tokens there, occurrences within ten words of a
mention]. No ranking, no file.

  --lexicon FILE   instead of the bundled lexicon
  --format F       txt or jsonl, whatever the file is called
  --field NAME     JSONL field that holds the text; guessed when absent
  --hyphens MODE   split (African-American is two words) or join; split when absent

example:
  evenhand counts corpus.txt --lexicon terms.json --hyphens join

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("counts", args, {
      lexicon: { type: "string" },
      format: { type: "string" },
      field: { type: "string" },
      hyphens: { type: "string" },
    });
    if (parsed.positionals.length === 0) {
      throw new EvenhandError("arguments.invalid", "counts: no file given", { hint: "Usage: evenhand counts FILE" });
    }
    const field = parsed.text("field");
    const format = parsed.choice("format", ["txt", "jsonl"]);
    const hyphens = parsed.choice("hyphens", ["split", "join"]) ?? "split";
    const counter = new CorpusCounter(await readLexicon(parsed.text("lexicon")), { hyphens });
    const skips = new SkipLog();
    const batches = readBatches(parsed.positionals, {
      skips,
      signal: terminal.signal,
      ...(field === undefined ? {} : { field }),
      ...(format === undefined ? {} : { format: format === "txt" ? "text" : "jsonl" }),
    });
    for await (const batch of batches) for (const { text } of batch) counter.add(text);
    terminal.out(`${JSON.stringify(countsLayout(counter.counts()), undefined, 1)}\n`);
    for (const { reason, count, examples } of skips.counts()) {
      terminal.error(`${count}  ${reason}, first: ${examples[0] ?? ""}\n`);
    }
    return exitCodes.success;
  },
};
