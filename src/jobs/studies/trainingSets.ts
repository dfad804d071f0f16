import { hashPlace } from "../../base/hashPlace.ts";
import { inTurn } from "../../base/inTurn.ts";
import type { TrainingRecord } from "../../training/gradientEngine.ts";
import type { JobContext } from "../context.ts";
import type { TextForms } from "./perturbedTexts.ts";
import { notTrainedOn, preparedText, withTokens } from "./preparedTexts.ts";
import { drawnTexts, invalidStudy } from "./study.ts";
import type { Study } from "./study.ts";

export interface TrainingSet {
  readonly share: number;
  readonly records: readonly TrainingRecord[];
  readonly withForms: readonly TrainingRecord[];
  readonly measured: { readonly train: readonly TextForms[]; readonly test: readonly TextForms[] };
}

/** Fewest texts of either kind that a gap is measured on. */
const fewestTexts = 20;

/**
 * The training records up to each share. Each record's side follows from its text alone, so that a smaller set lies within
 * every larger one: each text is perturbed and turned into tokens once, for all of them.
 *
 * @param shares ascending
 * @returns with `warnings` of what does not take part
 * @throws EvenhandError `training.invalid` for shares that leave too little to measure, `cancelled`
 */
export async function trainingSets(
  study: Study,
  shares: readonly number[],
  makeForms: (text: string) => TextForms,
  context: JobContext,
): Promise<{ readonly sets: readonly TrainingSet[]; readonly warnings: readonly string[] }> {
  const { corpus, settings, maximumTexts } = study;
  const training = await withTokens(study, corpus.training.flat(), "training records", context);
  const heldOut = await withTokens(study, corpus.heldOut.flat(), "held-out records", context);
  const placed = training.texts.map((text) => ({ text, place: hashPlace(text, `share ${settings.seed}`) }));
  const upTo = <T extends { readonly place: number }>(share: number, all: readonly T[]): readonly T[] =>
    all.filter(({ place }) => place < share);
  const testTexts = drawnTexts(heldOut.texts, maximumTexts);
  const drawn = shares.map((share) => {
    const own = upTo(share, placed).map(({ text }) => text);
    return { share, trainTexts: drawnTexts(own, maximumTexts) };
  });
  for (const { share, trainTexts } of drawn) checkSizes(share, trainTexts.length, testTexts.length);

  const test = await inTurn(testTexts, makeForms, { ...context, stage: "perturb held-out records" });
  const isMeasured = new Set(drawn.flatMap(({ trainTexts }) => trainTexts));
  const measuredForms = new Map<string, TextForms>();
  const prepared = await inTurn(
    upTo(shares.at(-1) ?? 0, placed),
    ({ text, place }) => {
      const forms = makeForms(text);
      if (isMeasured.has(text)) measuredForms.set(text, forms); // the others are needed as tokens alone
      const asItIs = preparedText(study, [text]);
      const perturbed = preparedText(study, Object.values(forms.perturbed));
      return { place, asItIs, perturbed, withForms: [...asItIs.views, ...perturbed.views] };
    },
    { ...context, stage: "perturb training records" },
  );
  return {
    sets: drawn.map(({ share, trainTexts }) => {
      const own = upTo(share, prepared);
      return {
        share,
        records: own.map(({ asItIs: { views } }, index) => ({ index, views })),
        withForms: own.map(({ withForms }, index) => ({ index, views: withForms })),
        measured: { train: trainTexts.map((text) => measuredForms.get(text) as TextForms), test },
      };
    }),
    warnings: [
      ...training.warnings,
      ...heldOut.warnings,
      ...notTrainedOn(
        "training records",
        prepared.map(({ asItIs }) => asItIs),
      ),
      ...notTrainedOn(
        "perturbed forms of training records",
        prepared.map(({ perturbed }) => perturbed),
      ),
    ],
  };
}

function checkSizes(share: number, train: number, test: number): void {
  if (Math.min(train, test) >= fewestTexts) return;
  throw invalidStudy(
    `A share of ${share} leaves ${train} training texts beside ${test} held-out ones; ${fewestTexts} of either are the least that can be measured.`,
    "Give a larger corpus or larger shares.",
  );
}
