import type { ArmSection, BiasReport } from "./biasReport.ts";
import { shownTexts } from "./counterfactualWords.ts";
import { wholeWordPattern } from "./wholeWords.ts";

/**
 * The report without sentences of the corpus: contexts, measured records and examples of data problems keep their
 * places, counterfactual examples and the text around unsure edits go. So does what models wrote, because a model may
 * repeat what it was trained on, and the text of benchmarks, which is not ours to hand on. Sentences written for Evenhand
 * and single words (the associations) stay, because the report is about them.
 */
export function withoutText(report: BiasReport): BiasReport {
  const { slurs = [], counterfactuals: withExamples, ...kept } = report;
  const { scan, arms, itemTexts, robustness } = kept;
  const counterfactuals = withExamples === undefined ? undefined : withoutExamples(withExamples);
  const leftSlurs = slursIn(counterfactuals === undefined ? [] : shownTexts(counterfactuals), slurs);
  return {
    ...kept,
    ...(leftSlurs.length > 0 && { slurs: leftSlurs }),
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
    ...(counterfactuals !== undefined && { counterfactuals }),
    ...(robustness !== undefined && {
      robustness: {
        ...robustness,
        perturbations: robustness.perturbations.map(({ examples: _examples, ...counted }) => counted),
      },
    }),
  };
}

/** Slurs among the single words that stay: they must still be masked. */
function slursIn(texts: readonly string[], slurs: readonly string[]): readonly string[] {
  return slurs.filter((slur) => {
    const pattern = wholeWordPattern([slur]);
    return pattern !== undefined && texts.some((text) => text.search(pattern) !== -1);
  });
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
