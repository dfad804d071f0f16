import { groupName } from "../groupName.ts";
import { clopperPearson } from "../clopperPearson.ts";
import type { Interval } from "../metricResult.ts";
import { attackNames, attackScore } from "./attackScores.ts";
import type { AttackedText, AttackName } from "./attackScores.ts";
import { empiricalEpsilon, largestAdvantage, largestTruePositiveRate } from "./privacyCeiling.ts";
import type { EmpiricalEpsilon, PrivacyClaim } from "./privacyCeiling.ts";
import type { AttackedModel } from "./compareMembership.ts";
import { areaUnderCurve, atFalsePositiveRate, membershipAdvantage } from "./rocCurve.ts";
import type { ScoredTexts } from "./rocCurve.ts";

/** False-positive rates at which the attacks are compared. */
export const falsePositiveRates = [0.01, 0.001] as const;

/** How well one attack tells members from non-members. */
export interface AttackResult {
  readonly attack: AttackName;
  readonly members: number;
  readonly nonMembers: number;
  /** 0.5 is chance. */
  readonly area: { readonly value: number; readonly interval: Interval };
  /** Largest TPR - FPR; 0 is chance in the long run, a little above it in any sample. */
  readonly advantage: number;
  readonly truePositives: readonly TruePositiveRate[];
}

export interface TruePositiveRate {
  readonly falsePositiveRate: number;
  /** Share of members above the threshold; the rate itself is what chance gives. */
  readonly value: number;
  readonly interval: Interval;
  /**
   * Share of non-members above the threshold, which was chosen by them: with few of them the rate itself is unsure, and `interval`
   * covers the choice of members alone. Absent in older reports.
   */
  readonly accused?: { readonly value: number; readonly interval: Interval };
  /** False only where so few non-members cannot show such a rate: none at all was allowed. */
  readonly isResolved: boolean;
  /** What (epsilon, delta) allows at most. */
  readonly ceiling?: number;
}

export interface MembershipResult {
  readonly attacks: readonly AttackResult[];
  /** The same for the texts that mention one group; groups with too few texts are counted in `skipped`. */
  readonly groups: readonly { readonly group: string; readonly attacks: readonly AttackResult[] }[];
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
  readonly privacy?: {
    readonly claim: Pick<PrivacyClaim, "epsilon" | "delta">;
    readonly largestAdvantage: number;
    /** Attacked texts that stand in one unit of privacy alone: the claim is about one unit. Absent in older reports. */
    readonly held?: { readonly members: number; readonly nonMembers: number };
    /** Absent where too few texts are held against the claim to show anything. */
    readonly empirical?: EmpiricalEpsilon;
    /** True when the attacks show more than was promised: the training or its account has a mistake. */
    readonly isContradicted: boolean;
  };
}

export interface MembershipOptions {
  /** Texts of each kind that a group, and a test of the promise, needs; `fewestTexts` when absent. */
  readonly minimumTexts?: number;
  /** What the model was trained under; absent without privacy. */
  readonly claim?: PrivacyClaim;
  /**
   * Models that are held against their promise together, 1 when absent: the chance of 5% that a kept promise looks broken is
   * shared out over them (Bonferroni), so that many arms do not make a false alarm likely.
   */
  readonly audits?: number;
  /** Records that are not among the texts, with the reason. */
  readonly skipped?: MembershipResult["skipped"];
}

export const fewestTexts = 20;

/**
 * Every attack on one tuned model, overall and by group: area under the curve, advantage, and the share of members found
 * at 1% and 0.1% false positives, beside what the promised epsilon allows.
 *
 * @returns undefined with fewer than `minimumTexts` members or non-members
 * @see Carlini et al. (2022), "Membership Inference Attacks From First Principles", for TPR at a low FPR
 */
export function membershipInference(
  texts: readonly AttackedText[],
  { minimumTexts = fewestTexts, claim, audits = 1, skipped: passedOver = [] }: MembershipOptions = {},
): MembershipResult | undefined {
  const attacks = attacksOn(texts, minimumTexts, claim);
  if (attacks === undefined) return undefined;
  const names = [...new Set(texts.flatMap(({ groups }) => groups))].sort();
  const skipped = [...passedOver];
  const groups = names.flatMap((group) => {
    const own = texts.filter((text) => text.groups.includes(group));
    const ofGroup = attacksOn(own, minimumTexts, claim);
    if (ofGroup !== undefined) return [{ group, attacks: ofGroup }];
    skipped.push({
      reason: `by group, text about ${groupName(group)}: fewer than ${minimumTexts} members or others`,
      count: own.length,
    });
    return [];
  });
  return {
    attacks,
    groups,
    skipped,
    ...(claim === undefined ? {} : { privacy: heldAgainst(claim, texts, minimumTexts, 1 - 0.05 / audits) }),
  };
}

function attacksOn(
  texts: readonly AttackedText[],
  minimumTexts: number,
  claim: PrivacyClaim | undefined,
): AttackResult[] | undefined {
  if (!bothKinds(texts, minimumTexts)) return undefined;
  return attackNames.map((attack) => {
    const { members, nonMembers } = scoresOf(attack, texts);
    return {
      attack,
      members: members.length,
      nonMembers: nonMembers.length,
      area: areaUnderCurve(members, nonMembers),
      advantage: membershipAdvantage(members, nonMembers),
      truePositives: falsePositiveRates.map((rate): TruePositiveRate => {
        const { truePositives, falsePositives } = atFalsePositiveRate(members, nonMembers, rate);
        return {
          falsePositiveRate: rate,
          value: truePositives / members.length,
          interval: clopperPearson(truePositives, members.length),
          accused: {
            value: falsePositives / nonMembers.length,
            interval: clopperPearson(falsePositives, nonMembers.length),
          },
          isResolved: rate * nonMembers.length >= 1,
          ...(claim === undefined ? {} : { ceiling: largestTruePositiveRate(claim, rate) }),
        };
      }),
    };
  });
}

/** Rates at which the promise is put to the test: with few non-members only the larger ones say anything. */
const auditedRates = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5];

function heldAgainst(
  claim: PrivacyClaim,
  attacked: readonly AttackedText[],
  minimumTexts: number,
  confidence: number,
): NonNullable<MembershipResult["privacy"]> {
  const texts = attacked.filter(({ isOfOneUnit }) => isOfOneUnit);
  const members = texts.filter(({ isMember }) => isMember).length;
  const held = { members, nonMembers: texts.length - members };
  const empirical = bothKinds(texts, minimumTexts) ? shownEpsilon(claim, texts, held, confidence) : undefined;
  return {
    claim: { epsilon: claim.epsilon, delta: claim.delta },
    largestAdvantage: largestAdvantage(claim),
    held,
    ...(empirical === undefined ? {} : { empirical }),
    isContradicted: empirical !== undefined && empirical.atLeast > claim.epsilon,
  };
}

function shownEpsilon(
  { delta }: PrivacyClaim,
  texts: readonly AttackedText[],
  held: { readonly members: number; readonly nonMembers: number },
  confidence: number,
): EmpiricalEpsilon {
  const kinds = attackNames.map((attack) => scoresOf(attack, texts));
  const points = kinds.flatMap(({ members, nonMembers }) =>
    auditedRates.map((rate) => atFalsePositiveRate(members, nonMembers, rate)),
  );
  return empiricalEpsilon(points, held.members, held.nonMembers, delta, confidence);
}

function bothKinds(texts: readonly AttackedText[], minimum: number): boolean {
  const members = texts.filter(({ isMember }) => isMember).length;
  const least = Math.max(2, minimum);
  return members >= least && texts.length - members >= least;
}

/** The scores of every attack, to compare models by. */
export function attackedModel(texts: readonly AttackedText[]): AttackedModel {
  return {
    loss: scoresOf("loss", texts),
    ratio: scoresOf("ratio", texts),
    zlib: scoresOf("zlib", texts),
    "min-k": scoresOf("min-k", texts),
    ez: scoresOf("ez", texts),
  };
}

function scoresOf(attack: AttackName, texts: readonly AttackedText[]): ScoredTexts {
  const scores = (isMember: boolean): Float64Array =>
    Float64Array.from(
      texts.filter((text) => text.isMember === isMember),
      (text) => attackScore(attack, text),
    );
  return { members: scores(true), nonMembers: scores(false) };
}
