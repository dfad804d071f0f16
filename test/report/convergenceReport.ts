import { seededRandom } from "../../src/base/random.ts";
import type { ProbeSentence } from "../../src/evaluation/clipping/probeSentences.ts";
import { convergence } from "../../src/evaluation/convergence.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fullReport } from "./sampleReport.ts";

/** How far the loss of a group's sentences fell in each arm: privacy cost the second group two thirds of it. */
const falls: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  plain: { "gender.female": 1.2, "gender.male": 1.2, "religion.muslim": 0.9 },
  dp: { "gender.female": 1, "gender.male": 0.4, "religion.muslim": 0.5 },
  "dp+cda": { "gender.female": 1, "gender.male": 0.6, "religion.muslim": 0.5 },
};

/** The full report whose trained arms keep the sentences of their looks, with what follows from them. */
export function convergenceReport(): BiasReport {
  const report = fullReport();
  const random = seededRandom(4);
  const arms = (report.arms ?? []).map((arm) => {
    const ofArm = falls[arm.arm];
    if (ofArm === undefined || arm.training === undefined) return arm;
    const probeSentences = Object.entries(ofArm).flatMap(([group, fall]) =>
      Array.from({ length: 16 }, (_, index): ProbeSentence => ({
        key: `sentence ${index + 1}/${group}`,
        group,
        firstLoss: 5,
        lastLoss: 5 - fall + 0.1 * random.normal(),
        norm: 1,
        clippedNorm: 1,
        shareClipped: 0,
      })),
    );
    return { ...arm, training: { ...arm.training, probeSentences } };
  });
  const sentences = arms.map(({ arm, training }) => ({ arm, sentences: training?.probeSentences ?? [] }));
  const pairs = [
    ["plain", "dp"],
    ["dp", "dp+cda"],
  ] as const;
  const found = convergence(sentences, pairs, seededRandom(7));
  return { ...report, arms, ...(found === undefined ? {} : { convergence: found }) };
}
