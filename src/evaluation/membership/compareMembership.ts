import { holm } from "../holm.ts";
import type { Interval } from "../metricResult.ts";
import { attackNames } from "./attackScores.ts";
import type { AttackName } from "./attackScores.ts";
import { compareAreas } from "./rocCurve.ts";
import type { ScoredTexts } from "./rocCurve.ts";

/** What every attack makes of one model's texts. */
export type AttackedModel = Readonly<Record<AttackName, ScoredTexts>>;

/** One attack on two models, on the same texts. */
export interface MembershipComparison {
  /** Arm ids; `difference` is b - a: below 0 the attack finds less in b. */
  readonly a: string;
  readonly b: string;
  readonly attack: AttackName;
  /** Of the area under the curve. */
  readonly difference: number;
  readonly interval: Interval;
  readonly pValue: number;
  /** Holm over all comparisons of the report. */
  readonly adjustedP: number;
  readonly members: number;
  readonly nonMembers: number;
}

/**
 * Every attack on each pair of models: paired, because all models are attacked on the same texts.
 *
 * @param pairs arm ids
 */
export function compareMembership(
  attacked: ReadonlyMap<string, AttackedModel>,
  pairs: readonly (readonly [string, string])[],
): MembershipComparison[] {
  const comparisons = pairs.flatMap(([a, b]) => {
    const [scoresA, scoresB] = [attacked.get(a), attacked.get(b)];
    if (scoresA === undefined || scoresB === undefined) return [];
    return attackNames.map((attack) => ({
      a,
      b,
      attack,
      ...compareAreas(scoresA[attack], scoresB[attack]),
      members: scoresA[attack].members.length,
      nonMembers: scoresA[attack].nonMembers.length,
    }));
  });
  const corrected = holm(comparisons.map(({ pValue }) => pValue));
  return comparisons.map((one, index) => ({ ...one, adjustedP: corrected[index] as number }));
}
