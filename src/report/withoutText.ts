import type { ArmSection, BiasReport } from "./biasReport.ts";

/**
 * The report without sentences of the corpus: contexts, measured records and examples of data problems keep their
 * places, counterfactual examples and the text around unsure edits go. So does what models wrote, because a model may
 * repeat what it was trained on, and the text of benchmarks, which is not ours to hand on. Sentences written for Evenhand
 * and single words (the associations) stay, because the report is about them.
 */
export function withoutText(report: BiasReport): BiasReport {
  const { slurs: _slurs, ...kept } = report;
  const { scan, counterfactuals, arms, itemTexts, robustness } = kept;
  return {
    ...kept,
    ...(scan !== undefined && {
      scan: {
        ...scan,
        associations: scan.associations.map((row) => ({
          ...row,
          places: row.places.map(({ text: _text, ...place }) => place),
        })),
        ...(scan.wordPlaces !== undefined && {
          wordPlaces: scan.wordPlaces.map((pair) => ({
            ...pair,
            places: pair.places.map(({ text: _text, ...place }) => place),
          })),
        }),
        ...(scan.dataProblems !== undefined && {
          dataProblems: scan.dataProblems.map((problem) => ({
            ...problem,
            examples: problem.examples.map(({ text: _text, ...example }) => example),
          })),
        }),
      },
    }),
    ...(arms !== undefined && { arms: arms.map(withoutGenerations) }),
    ...(itemTexts !== undefined && {
      itemTexts: itemTexts.map((list) =>
        list.from === "evenhand" ? list : { ...list, items: list.items.map(({ texts: _texts, ...item }) => item) },
      ),
    }),
    ...(counterfactuals !== undefined && { counterfactuals: withoutExamples(counterfactuals) }),
    ...(robustness !== undefined && {
      robustness: {
        ...robustness,
        perturbations: robustness.perturbations.map(({ examples: _examples, ...counted }) => counted),
      },
    }),
  };
}

function withoutGenerations({ generations, ...arm }: ArmSection): ArmSection {
  if (generations === undefined) return arm;
  return { ...arm, generations: { ...generations, kept: generations.kept.map(({ text: _text, ...one }) => one) } };
}

function withoutExamples(
  section: NonNullable<BiasReport["counterfactuals"]>,
): NonNullable<BiasReport["counterfactuals"]> {
  const { examples: _examples, review, ...rest } = section;
  return review === undefined ? rest : { ...rest, review: review.map(({ text: _text, ...edit }) => edit) };
}
