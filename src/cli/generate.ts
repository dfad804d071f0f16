import { writeAtomically } from "../corpus/writeAtomically.ts";
import { generate, generateDefaults } from "../jobs/generate.ts";
import type { GenerateOptions } from "../jobs/options.ts";
import { EvenhandError } from "../base/errors.ts";
import { formatCount } from "../report/numberFormat.ts";
import { type ParsedArguments, parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { runWithProgress } from "./runWithProgress.ts";

export const generateCommand: Command = {
  name: "generate",
  summary: "continue texts with a language model",
  help: `usage: evenhand generate MODEL (--prompt TEXT… | --prompts FILE…) [OPTIONS]

Continues texts with a model in a Hugging Face folder or downloaded by name. Without temperature,
top-k, top-p or seed each next token is the likeliest one.

  --prompt TEXT         a text to continue; as often as wanted
  --prompts FILE        a file of them: one a line, or records in any format that scan reads
  --field NAME          field that holds the text; guessed when absent
  --max-new-tokens N    tokens at most for each; ${generateDefaults.maximumNewTokens} when absent. End of text ends one earlier
  --temperature X       scores are divided by X before sampling; ${generateDefaults.temperature} when absent
  --top-k N             sample from the N likeliest tokens; 0, from all, when absent
  --top-p X             sample from the likeliest tokens that make up X; 1, all, when absent
  --seed N              for sampling, the same texts again; ${generateDefaults.seed} when absent
  --threads N           threads of the model's runtime; one per core when absent
  --out FILE            write JSON lines there: id, prompt, continuation, tokens and what ended it
  --force               replace FILE

examples:
  evenhand generate models/evenhand-tiny --prompt "The nurse said that"
  evenhand generate distilgpt2 --prompts prompts.txt --top-p 0.9 --seed 7 --out texts.jsonl

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("generate", args, {
      prompt: { type: "string", multiple: true },
      prompts: { type: "string", multiple: true },
      field: { type: "string" },
      "max-new-tokens": { type: "string" },
      temperature: { type: "string" },
      "top-k": { type: "string" },
      "top-p": { type: "string" },
      seed: { type: "string" },
      threads: { type: "string" },
      out: { type: "string" },
      force: { type: "boolean" },
    });
    const options = optionsOf(parsed);
    const { texts, skipped } = await runWithProgress(terminal, (context) => generate(options, context));
    for (const { count, reason } of skipped) terminal.error(`! passed over ${formatCount(count)}: ${reason}\n`);
    const out = parsed.text("out");
    if (out === undefined) {
      terminal.out(texts.map(({ prompt, continuation }) => `${prompt}${continuation}\n`).join("\n"));
    } else {
      const lines = texts.map((text) => `${JSON.stringify(text)}\n`);
      await writeAtomically(out, lines, { force: parsed.flag("force"), signal: terminal.signal });
      terminal.out(`${out}: ${formatCount(texts.length)} texts\n`);
    }
    return exitCodes.success;
  },
};

function optionsOf(parsed: ParsedArguments): GenerateOptions {
  const [model, ...others] = parsed.positionals;
  if (model === undefined || others.length > 0) {
    throw new EvenhandError("arguments.invalid", "generate needs one model.", {
      hint: "See: evenhand generate --help",
    });
  }
  const field = parsed.text("field");
  const maximumNewTokens = parsed.integer("max-new-tokens", 1, 1e6);
  const temperature = parsed.number("temperature", 0.01, 100);
  const topK = parsed.integer("top-k", 0, 1e9);
  const topP = parsed.number("top-p", 1e-9, 1);
  const seed = parsed.integer("seed", 0, 4294967295);
  const threads = parsed.integer("threads", 1, 256);
  return {
    model,
    prompts: parsed.texts("prompt"),
    promptFiles: parsed.texts("prompts"),
    ...(field === undefined ? {} : { field }),
    ...(maximumNewTokens === undefined ? {} : { maximumNewTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topK === undefined ? {} : { topK }),
    ...(topP === undefined ? {} : { topP }),
    ...(seed === undefined ? {} : { seed }),
    ...(threads === undefined ? {} : { threads }),
  };
}
