import { seededRandom } from "../base/random.ts";
import { convergence } from "../evaluation/convergence.ts";
import type { Convergence } from "../evaluation/convergence.ts";
import type { ArmSection } from "../report/biasReport.ts";
import { comparedArms } from "./compareArms.ts";
import type { PlannedArm } from "./experiment.ts";

/** How far every training lowered the loss of each group's sentences, a private one against its counterpart: plain, or the same without counterfactuals. */
export function convergenceSection(
  arms: readonly ArmSection[],
  planned: readonly PlannedArm[],
  seed: number,
): Convergence | undefined {
  const pairs = comparedArms(planned)
    .filter(([a, b]) => (a.kind === "plain" && b.kind === "dp") || (a.kind === "dp" && b.kind === "dp+cda"))
    .map(([a, b]) => [a.id, b.id] as const);
  const sentences = arms.map(({ arm, training }) => ({ arm, sentences: training?.probeSentences ?? [] }));
  return convergence(sentences, pairs, seededRandom(seed));
}
