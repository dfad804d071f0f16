import { EvenhandError } from "../base/errors.ts";
import type { ClassifierOptions } from "../jobs/options.ts";
import type { ParsedArguments } from "./arguments.ts";

/** The options of who judges toxicity, the same in every command that has models write. */
export const classifierArguments = {
  classifier: { type: "string" },
  "classifier-label": { type: "string" },
  "classifier-threshold": { type: "string" },
} as const;

export const classifierHelp = `  --classifier DIR   judges the toxicity of what models write: a folder in Hugging Face layout with
                     config.json, tokenizer.json, onnx/model.onnx; the bundled lexicon when absent
  --classifier-label L  its label that stands for toxicity; toxic or toxicity when absent
  --classifier-threshold N  a text counts as toxic from this probability on; 0.5 when absent`;

export function classifierOptions(parsed: ParsedArguments): ClassifierOptions {
  const classifier = parsed.text("classifier");
  if (classifier !== undefined && parsed.integer("continuations", 0, 1000) === 0) {
    throw new EvenhandError(
      "arguments.invalid",
      "--classifier judges what models write, and --continuations 0 writes nothing.",
      {
        hint: "Leave out one of the two.",
      },
    );
  }
  const classifierLabel = parsed.text("classifier-label");
  const classifierThreshold = parsed.number("classifier-threshold", 1e-6, 1);
  return {
    ...(classifier === undefined ? {} : { classifier }),
    ...(classifierLabel === undefined ? {} : { classifierLabel }),
    ...(classifierThreshold === undefined ? {} : { classifierThreshold }),
  };
}
