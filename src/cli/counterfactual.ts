import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { EvenhandError, throwIfCancelled } from "../base/errors.ts";
import { applyPlan } from "../cda/applyPlan.ts";
import { planSwaps, readSwap } from "../cda/planSwaps.ts";
import type { PlanOptions } from "../cda/planSwaps.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, Terminal } from "./command.ts";

export const counterfactualCommand: Command = {
  name: "counterfactual",
  summary: "swap terms in JSON lines from standard input",
  help: `usage: evenhand counterfactual --jsonl < INPUT > OUTPUT

Reads one JSON object a line and writes one a line, in the same order:

  in   {"id": 1, "axis": "gender", "direction": "swap", "names": "keep", "text": "She left."}
  out  {"id": 1, "output": "He left.", "edits": […], "skipped": […]}

Each edit has start and end (UTF-16 code units), before, after, rule, reason and confidence; each
skipped term has start, end, surface, rule, reason and confidence. axis: gender (direction swap, m2f
or f2m), race or religion (direction A->B or A<->B between two groups). names: keep or swap. A row
whose axis or direction is not known comes back as it is, with the reason in skipped.

  --jsonl          required: the format of both streams

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("counterfactual", args, { jsonl: { type: "boolean" } });
    if (!parsed.flag("jsonl") || parsed.positionals.length > 0) {
      throw new EvenhandError("arguments.invalid", "counterfactual reads standard input and needs --jsonl", {
        hint: "See: evenhand counterfactual --help",
      });
    }
    try {
      await swapLines(process.stdin, terminal);
    } finally {
      // An open pipe would keep the stopped process waiting.
      process.stdin.destroy();
    }
    return exitCodes.success;
  },
};

/** Answers line by line, so that input may be endless. */
export async function swapLines(input: Readable, terminal: Terminal): Promise<void> {
  let line = 0;
  for await (const raw of createInterface({ input, crlfDelay: Infinity, signal: terminal.signal })) {
    throwIfCancelled(terminal.signal);
    line += 1;
    if (raw.trim() !== "") terminal.out(`${JSON.stringify(answer(raw, line))}\n`);
  }
  throwIfCancelled(terminal.signal);
}

interface Answer {
  readonly id: unknown;
  readonly output: string;
  readonly edits: readonly unknown[];
  readonly skipped: readonly unknown[];
}

function answer(raw: string, line: number): Answer {
  const { id, text, axis, direction, names } = readRow(raw, line);
  const options = optionsOf({ axis, direction, names });
  if (typeof options === "string") {
    const reason = { start: 0, end: 0, surface: "", rule: "settings", reason: options, confidence: 1 };
    return { id, output: text, edits: [], skipped: [reason] };
  }
  const { edits, skipped } = planSwaps(text, options);
  return { id, output: applyPlan(text, edits), edits, skipped };
}

const seenOptions = new Map<string, PlanOptions | string>();

/** The planner's options, the same object for the same settings, or what is wrong with them. */
function optionsOf(settings: Pick<Row, "axis" | "direction" | "names">): PlanOptions | string {
  const key = JSON.stringify(settings);
  let options = seenOptions.get(key);
  if (options === undefined) {
    options = readOptions(settings);
    seenOptions.set(key, options);
  }
  return options;
}

function readOptions({ axis, direction, names }: Pick<Row, "axis" | "direction" | "names">): PlanOptions | string {
  if (names !== undefined && names !== "keep" && names !== "swap") return "names must be keep or swap";
  try {
    const swap = readSwap(textOr(axis, "gender"), textOr(direction, "swap"));
    return { swaps: [swap], names: names ?? "keep" };
  } catch (error) {
    if (error instanceof EvenhandError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

function textOr(value: unknown, otherwise: string): string {
  if (value === undefined) return otherwise;
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Row {
  readonly id: unknown;
  readonly text: string;
  readonly axis: unknown;
  readonly direction: unknown;
  readonly names: unknown;
}

function readRow(raw: string, line: number): Row {
  const problem = (what: string, cause?: unknown): EvenhandError =>
    new EvenhandError("corpus.malformed", `standard input, line ${line}: ${what}`, {
      hint: 'Write one object a line, such as {"id": 1, "axis": "gender", "direction": "swap", "text": "She left."}',
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (cause) {
    throw problem("not a JSON value", cause);
  }
  if (typeof value !== "object" || value === null) throw problem("not a JSON object");
  const { id, text, axis, direction, names } = value as Readonly<Record<string, unknown>>;
  if (typeof text !== "string") throw problem('no field "text" with text');
  return { id, text, axis, direction, names };
}
