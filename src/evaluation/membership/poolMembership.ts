import { mean, poolIntervals } from "../poolEstimates.ts";
import type { AttackResult, MembershipResult, TruePositiveRate } from "./membershipInference.ts";

/**
 * The attacks on several trainings of one arm, on the same texts: what an attacker finds in one of these models on average. An
 * attacker has one model and not their mean, so that the figures are averaged and not the scores. What they show against the
 * promise is what the most telling of the models shows.
 *
 * @param results of each training, at least one
 */
export function poolMembership(results: readonly MembershipResult[]): MembershipResult {
  const [first, ...others] = results as readonly [MembershipResult, ...MembershipResult[]];
  if (others.length === 0) return first;
  const groups = first.groups.map(({ group, attacks }) => ({
    group,
    attacks: poolAttacks(
      attacks,
      results.flatMap((one) => one.groups.find((own) => own.group === group)?.attacks ?? []),
    ),
  }));
  const privacies = results.flatMap(({ privacy }) => privacy ?? []);
  const telling = privacies.reduce<(typeof privacies)[number] | undefined>(
    (most, one) => (most === undefined || shown(one) > shown(most) ? one : most),
    undefined,
  );
  return {
    attacks: poolAttacks(
      first.attacks,
      results.flatMap(({ attacks }) => attacks),
    ),
    groups,
    skipped: first.skipped,
    ...(telling === undefined
      ? {}
      : { privacy: { ...telling, isContradicted: privacies.some(({ isContradicted }) => isContradicted) } }),
  };
}

function shown({ empirical }: NonNullable<MembershipResult["privacy"]>): number {
  return empirical?.atLeast ?? 0;
}

/** @param all attacks of all trainings */
function poolAttacks(asked: readonly AttackResult[], all: readonly AttackResult[]): AttackResult[] {
  return asked.map((attack) => {
    const same = all.filter((one) => one.attack === attack.attack);
    return {
      ...attack,
      area: {
        value: mean(same.map(({ area }) => area.value)),
        interval: poolIntervals(same.map(({ area }) => area.interval)) ?? attack.area.interval,
      },
      advantage: mean(same.map(({ advantage }) => advantage)),
      truePositives: attack.truePositives.map((rate, place) =>
        poolRates(
          rate,
          same.flatMap(({ truePositives }) => truePositives[place] ?? []),
        ),
      ),
    };
  });
}

function poolRates(rate: TruePositiveRate, same: readonly TruePositiveRate[]): TruePositiveRate {
  const accused = same.flatMap((one) => one.accused ?? []);
  const ofAccused = poolIntervals(accused.map(({ interval }) => interval));
  const ceilings = same.flatMap(({ ceiling }) => ceiling ?? []);
  return {
    ...rate,
    value: mean(same.map(({ value }) => value)),
    interval: poolIntervals(same.map(({ interval }) => interval)) ?? rate.interval,
    ...(ofAccused === undefined
      ? {}
      : { accused: { value: mean(accused.map(({ value }) => value)), interval: ofAccused } }),
    isResolved: same.every(({ isResolved }) => isResolved),
    ...(ceilings.length === 0 ? {} : { ceiling: Math.max(...ceilings) }),
  };
}
