import type { CanaryResult } from "../evaluation/membership/exposure.ts";
import type { BiasReport } from "./biasReport.ts";
import { bounded, figures, passedOver } from "./csvRow.ts";
import type { CsvRow } from "./csvRow.ts";
import type { Attack, Membership } from "./membershipWords.ts";

/** What attacks and canaries show about each arm, and about each training of it. */
export function membershipRows({ arms = [], membershipComparisons = [] }: BiasReport): CsvRow[] {
  return [
    ...arms.flatMap(({ arm, membership, canaries, seeds = [] }) => [
      ...(membership === undefined ? [] : rowsOf({ section: "membership", arm }, "", membership)),
      ...seeds.flatMap(({ seed, membership: own }) =>
        own === undefined ? [] : rowsOf({ section: "membership of a repeat", arm }, `, seed ${seed}`, own),
      ),
      ...(canaries === undefined ? [] : canaryRows(arm, canaries)),
    ]),
    ...membershipComparisons.flatMap(
      ({ a, b, attack, difference, interval, pValue, adjustedP, ...counts }): CsvRow[] => {
        const shared = { section: "membership comparison", arm: `${b} - ${a}`, item: attack };
        return [
          {
            ...shared,
            measure: "area under the curve",
            ...bounded({ value: difference, interval }),
            n: counts.members + counts.nonMembers,
            p: pValue,
          },
          ...figures(shared, {
            "p corrected by Holm": adjustedP,
            members: counts.members,
            others: counts.nonMembers,
          }),
        ];
      },
    ),
  ];
}

function rowsOf(shared: CsvRow, suffix: string, { attacks, groups, skipped, privacy }: Membership): CsvRow[] {
  return [
    ...[{ group: undefined, attacks }, ...groups].flatMap(({ group, attacks: own }) =>
      own.flatMap((attack) => attackRows({ ...shared, group, item: `${attack.attack}${suffix}` }, attack)),
    ),
    ...passedOver(
      shared,
      skipped.map(({ reason, count }) => ({ reason: `${reason}${suffix}`, count })),
    ),
    ...(privacy === undefined
      ? []
      : figures(
          { ...shared, item: `held against epsilon ${privacy.claim.epsilon} at delta ${privacy.claim.delta}${suffix}` },
          {
            "largest advantage allowed": privacy.largestAdvantage,
            "epsilon at least": privacy.empirical?.atLeast,
            "confidence of that": privacy.empirical?.confidence,
            "members held against it": privacy.held?.members,
            "others held against it": privacy.held?.nonMembers,
          },
        )),
  ];
}

function attackRows(shared: CsvRow, { area, advantage, truePositives, members, nonMembers }: Attack): CsvRow[] {
  return [
    { ...shared, measure: "area under the curve", ...bounded(area), ideal: 0.5, n: members + nonMembers },
    ...figures(shared, { advantage, members, others: nonMembers }),
    ...truePositives.flatMap(({ falsePositiveRate, ceiling, accused, ...one }): CsvRow[] => {
      const measure = `true positives at ${falsePositiveRate} false positives`;
      return [
        { ...shared, measure, unit: "share", ...bounded(one), n: members },
        ...(accused === undefined
          ? []
          : [
              {
                ...shared,
                measure: `false positives at ${falsePositiveRate} asked`,
                unit: "share",
                ...bounded(accused),
                n: nonMembers,
              },
            ]),
        ...figures({ ...shared, unit: "share" }, { [`${measure} at most`]: ceiling }),
      ];
    }),
  ];
}

function canaryRows(arm: string, canaries: CanaryResult): CsvRow[] {
  const shared = { section: "canaries", arm, n: canaries.canaries };
  const bits = { ...shared, unit: "bits" };
  return [
    { ...bits, measure: "mean exposure", ...bounded(canaries.mean), ideal: canaries.unseen },
    ...figures(bits, { "exposure of a text never seen": canaries.unseen, "exposure at most": canaries.most }),
    ...figures(bits, { "mean exposure that epsilon allows": canaries.ceiling }),
    ...figures(shared, { repeats: canaries.repeats, references: canaries.references }),
    ...(canaries.area === undefined
      ? []
      : [{ ...shared, measure: "area under the curve", ...bounded(canaries.area), ideal: 0.5 }]),
    ...canaries.exposures.map((value, index) => ({
      ...bits,
      item: `canary ${index + 1}`,
      measure: "exposure",
      value,
    })),
  ];
}
