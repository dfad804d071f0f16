import { EvenhandError, throwIfCancelled } from "../base/errors.ts";
import { applyPlan } from "../cda/applyPlan.ts";
import { planInPieces } from "../cda/planInPieces.ts";
import { planSwaps, readSwap } from "../cda/planSwaps.ts";
import type { PlanOptions } from "../cda/planSwaps.ts";
import { maximumLineBytes, readLines } from "../corpus/readLines.ts";
import type { RawLine } from "../corpus/readLines.ts";
import { readSwapLexicon } from "../jobs/ownLexicon.ts";
import { readDecisionsFile } from "../jobs/swapDecisions.ts";
import { bundledSwapLexicon } from "../lexicon/swapLexicon.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, Terminal } from "./command.ts";

export const counterfactualCommand: Command = {
  name: "counterfactual",
  summary: "swap terms in JSON lines from standard input",
  help: `usage: evenhand counterfactual --jsonl [--lexicon FILE] [--decisions FILE] < INPUT > OUTPUT

Reads one JSON object a line and writes one a line, in the same order:

  in   {"id": 1, "axis": "gender", "direction": "swap", "names": "keep", "text": "She left."}
  out  {"id": 1, "output": "He left.", "edits": […], "skipped": […]}

axis       gender (when absent), race or religion
direction  gender: swap (when absent), m2f or f2m; race, religion: A->B or A<->B of two groups
names      keep (when absent) or swap
sensitive  keep (when absent), skip or swap: sentences of biology and named public figures
id         any value; comes back as it is

Each edit has start and end (UTF-16 code units), before, after, rule, reason and confidence; each
skipped term has start, end, surface, rule, reason and confidence. A row whose settings are not
known comes back as it is, with the reason in skipped; a line that is no such object ends the work
with its number.

  --jsonl          required: the format of both streams
  --lexicon FILE   a team's lexicon, whose "swaps" add and remove pairs, phrases and names
  --decisions FILE swaps that were accepted or rejected in the editor's review, as the file
                   evenhand.decisions holds them; none when absent

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("counterfactual", args, {
      jsonl: { type: "boolean" },
      lexicon: { type: "string" },
      decisions: { type: "string" },
    });
    if (!parsed.flag("jsonl") || parsed.positionals.length > 0) {
      throw new EvenhandError("arguments.invalid", "counterfactual reads standard input and needs --jsonl", {
        hint: "See: evenhand counterfactual --help",
      });
    }
    const lexicon = await readSwapLexicon(parsed.text("lexicon"));
    const { decisions } = await readDecisionsFile(parsed.text("decisions"));
    const stop = (): void => void process.stdin.destroy();
    terminal.signal.addEventListener("abort", stop, { once: true });
    try {
      await swapLines(process.stdin, terminal, { lexicon, decisions });
    } finally {
      terminal.signal.removeEventListener("abort", stop);
      // An open pipe would keep the stopped process waiting.
      process.stdin.destroy();
    }
    return exitCodes.success;
  },
};

/** What holds for every line. */
type SharedOptions = Pick<PlanOptions, "lexicon" | "decisions">;

/** Answers line by line, so that input may be endless. Only LF ends a line: JSON may hold other line ends of Unicode. */
export async function swapLines(
  input: AsyncIterable<Uint8Array>,
  terminal: Terminal,
  shared: SharedOptions = { lexicon: bundledSwapLexicon() },
): Promise<void> {
  const settings = new SeenSettings(shared);
  try {
    for await (const lines of readLines(input)) {
      throwIfCancelled(terminal.signal);
      answerAll(lines, terminal, settings);
    }
  } finally {
    throwIfCancelled(terminal.signal);
  }
}

/** What comes before a line that cannot be read is answered all the same. */
function answerAll(lines: readonly RawLine[], terminal: Terminal, settings: SeenSettings): void {
  let answers = "";
  try {
    for (const line of lines) {
      const raw = textOf(line);
      if (raw.trim() !== "") answers += `${JSON.stringify(answer(raw, line.line, settings))}\n`;
    }
  } finally {
    if (answers !== "") terminal.out(answers);
  }
}

function textOf({ bytes, line, isTooLong }: RawLine): string {
  if (isTooLong !== true) return bytes.toString("utf8");
  throw malformed(line, `longer than ${maximumLineBytes / (1 << 20)} MB`, "Split the text into several rows.");
}

interface Answer {
  readonly id: unknown;
  readonly output: string;
  readonly edits: readonly unknown[];
  readonly skipped: readonly unknown[];
}

function answer(raw: string, line: number, seen: SeenSettings): Answer {
  const { id, text, ...settings } = readRow(raw, line);
  const options = seen.optionsOf(settings);
  if (typeof options === "string") {
    const reason = { start: 0, end: 0, surface: "", rule: "settings", reason: options, confidence: 1 };
    return { id, output: text, edits: [], skipped: [reason] };
  }
  const { edits, skipped, skippedRecord } = planInPieces(text, (piece) => planSwaps(piece, options));
  const whole =
    skippedRecord === undefined
      ? []
      : [{ start: 0, end: text.length, surface: "", rule: "record", reason: skippedRecord, confidence: 1 }];
  return { id, output: applyPlan(text, edits), edits, skipped: [...whole, ...skipped] };
}

/** More settings than anybody has axes and groups; a stream of ever new ones must not fill the memory. */
const mostSettings = 1000;

/** The planner's options by the settings of rows: the same object for the same settings, or what is wrong with them. */
class SeenSettings {
  readonly #shared: SharedOptions;
  readonly #options = new Map<string, PlanOptions | string>();

  constructor(shared: SharedOptions) {
    this.#shared = shared;
  }

  optionsOf(settings: Settings): PlanOptions | string {
    const key = JSON.stringify(settings);
    let options = this.#options.get(key);
    if (options === undefined) {
      options = readOptions(settings, this.#shared);
      if (this.#options.size >= mostSettings) this.#options.clear();
      this.#options.set(key, options);
    }
    return options;
  }
}

function readOptions(
  { axis, direction, names = "keep", sensitive = "keep" }: Settings,
  shared: SharedOptions,
): PlanOptions | string {
  if (names !== "keep" && names !== "swap") return "names must be keep or swap";
  if (sensitive !== "keep" && sensitive !== "skip" && sensitive !== "swap") {
    return "sensitive must be keep, skip or swap";
  }
  try {
    const options: PlanOptions = {
      swaps: [readSwap(textOr(axis, "gender"), textOr(direction, "swap"), shared.lexicon)],
      names,
      sensitive,
      ...shared,
    };
    planSwaps("", options); // groups that the lexicon lacks are found here
    return options;
  } catch (error) {
    if (error instanceof EvenhandError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

function textOr(value: unknown, otherwise: string): string {
  if (value === undefined) return otherwise;
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Settings {
  readonly axis?: unknown;
  readonly direction?: unknown;
  readonly names?: unknown;
  readonly sensitive?: unknown;
}

interface Row extends Settings {
  readonly id: unknown;
  readonly text: string;
}

function readRow(raw: string, line: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (cause) {
    throw malformed(line, "not a JSON value", rowHint, cause);
  }
  if (typeof value !== "object" || value === null) throw malformed(line, "not a JSON object", rowHint);
  const { id, text, axis, direction, names, sensitive } = value as Readonly<Record<string, unknown>>;
  if (typeof text !== "string") throw malformed(line, 'no field "text" with text', rowHint);
  return { id, text, axis, direction, names, sensitive };
}

const rowHint =
  'Write one object a line, such as {"id": 1, "axis": "gender", "direction": "swap", "text": "She left."}';

function malformed(line: number, what: string, hint: string, cause?: unknown): EvenhandError {
  return new EvenhandError("corpus.malformed", `standard input, line ${line}: ${what}`, { hint, cause });
}
