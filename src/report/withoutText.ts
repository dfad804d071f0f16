import type { BiasReport } from "./biasReport.ts";

/**
 * The report without sentences of the corpus: contexts and examples of data problems keep their
 * places, counterfactual examples and the text around unsure edits go. Single words
 * (the associations) stay, because the report is about them.
 */
export function withoutText(report: BiasReport): BiasReport {
  const { scan, counterfactuals } = report;
  return {
    ...report,
    ...(scan !== undefined && {
      scan: {
        ...scan,
        associations: scan.associations.map((row) => ({
          ...row,
          places: row.places.map(({ text: _text, ...place }) => place),
        })),
        ...(scan.dataProblems !== undefined && {
          dataProblems: scan.dataProblems.map((problem) => ({
            ...problem,
            examples: problem.examples.map(({ text: _text, ...example }) => example),
          })),
        }),
      },
    }),
    ...(counterfactuals !== undefined && { counterfactuals: withoutExamples(counterfactuals) }),
  };
}

function withoutExamples(
  section: NonNullable<BiasReport["counterfactuals"]>,
): NonNullable<BiasReport["counterfactuals"]> {
  const { examples: _examples, review, ...rest } = section;
  return review === undefined ? rest : { ...rest, review: review.map(({ text: _text, ...edit }) => edit) };
}
