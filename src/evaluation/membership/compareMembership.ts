import { holm } from "../holm.ts";
import type { Interval } from "../metricResult.ts";
import { attackNames } from "./attackScores.ts";
import type { AttackName } from "./attackScores.ts";
import { compareAreas } from "./rocCurve.ts";
import type { ScoredTexts } from "./rocCurve.ts";

/** What every attack makes of one model's texts. */
export type AttackedModel = Readonly<Record<AttackName, ScoredTexts>>;

/** One attack on two arms, on the same texts; the mean area of each arm where it was trained several times. */
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
 * Every attack on each pair of arms: paired, because all models are attacked on the same texts.
 *
 * @param attacked arm id -> its models, one for each training
 * @param pairs arm ids
 */
export function compareMembership(
  attacked: ReadonlyMap<string, readonly AttackedModel[]>,
  pairs: readonly (readonly [string, string])[],
): MembershipComparison[] {
  const comparisons = pairs.flatMap(([a, b]) => {
    const [modelsA, modelsB] = [attacked.get(a), attacked.get(b)];
    const [first] = modelsA ?? [];
    if (modelsA === undefined || modelsB === undefined || first === undefined) return [];
    const scoresOf = (models: readonly AttackedModel[], attack: AttackName): ScoredTexts[] =>
      models.map((model) => model[attack]);
    return attackNames.map((attack) => ({
      a,
      b,
      attack,
      ...compareAreas(scoresOf(modelsA, attack), scoresOf(modelsB, attack)),
      members: first[attack].members.length,
      nonMembers: first[attack].nonMembers.length,
    }));
  });
  const corrected = holm(comparisons.map(({ pValue }) => pValue));
  return comparisons.map((one, index) => ({ ...one, adjustedP: corrected[index] as number }));
}
