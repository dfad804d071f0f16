import type { BiasReport } from "./biasReport.ts";
import { figures } from "./csvRow.ts";
import type { CsvRow } from "./csvRow.ts";

/** Every figure of a counterfactual corpus. */
export function counterfactualRows({ counterfactuals }: BiasReport): CsvRow[] {
  if (counterfactuals === undefined) return [];
  const { records, changed, lowConfidenceEdits, written, roundTrip, associations = [] } = counterfactuals;
  const section = "counterfactuals";
  const shared = { section, unit: "count" };
  return [
    ...figures(shared, {
      records,
      changed,
      "edits of low confidence": lowConfidenceEdits,
      written,
      counterfactuals: counterfactuals.counterfactuals,
    }),
    ...counterfactuals.editsByRule.map(({ rule, edits }) => ({
      ...shared,
      item: rule,
      measure: "edits",
      value: edits,
    })),
    ...counterfactuals.skippedByReason.map(({ reason, count }) => ({
      ...shared,
      item: reason,
      measure: "left as it was",
      value: count,
    })),
    ...(roundTrip === undefined
      ? []
      : [
          ...figures(shared, { "came back": roundTrip.restored, "swapped again": roundTrip.measured }),
          ...roundTrip.failures.map(({ word, there, back, reason, count }) => ({
            ...shared,
            item: `${word}, ${there}, ${back}: ${reason}`,
            measure: "did not come back",
            value: count,
          })),
        ]),
    ...associations.flatMap(({ group, word, ...sides }) =>
      (["before", "after"] as const).map((side) => {
        const { npmi, npmiLow, npmiHigh, together } = sides[side];
        return {
          section,
          group,
          item: word,
          measure: `npmi ${side}`,
          value: npmi,
          low: npmiLow,
          high: npmiHigh,
          n: together,
        };
      }),
    ),
  ];
}
