import { EvenhandError } from "../base/errors.ts";

/** The failure of a model whose weights are finite but whose losses overflow: no metric of it means anything. */
export function noFigures(model: string): EvenhandError {
  return new EvenhandError("evaluation.invalid", `${model} gives text no finite loss or perplexity.`, {
    hint: "The model's training diverged; use an earlier checkpoint.",
  });
}
