import { EvenhandError } from "../base/errors.ts";

/** The failure of models whose weights are finite but whose losses overflow: no metric of them means anything. */
export function noFigures(...models: readonly string[]): EvenhandError {
  const give = models.length === 1 ? "gives" : "give";
  return new EvenhandError("evaluation.invalid", `${models.join(" and ")} ${give} text no finite loss or perplexity.`, {
    hint: "The model's training diverged; use an earlier checkpoint.",
  });
}
