import type { ProbeSentence } from "../evaluation/clipping/probeSentences.ts";
import type { ArmSection, BiasReport } from "./biasReport.ts";
import { ofItem, textFinder } from "./itemsBehind.ts";
import type { ItemsBehind } from "./itemsBehind.ts";

/** Figures of a training's looks at the public sentences that are means over sentences. */
export type ProbeMeasure = "firstLoss" | "lastLoss" | "norm" | "shareClipped" | "retained";

export const probeMeasures: Readonly<Record<ProbeMeasure, { readonly phrase: string; readonly value: string }>> = {
  firstLoss: { phrase: "loss after the first look", value: "Loss, nats per token" },
  lastLoss: { phrase: "loss after the last look", value: "Loss, nats per token" },
  norm: { phrase: "length of gradients", value: "Mean length" },
  shareClipped: { phrase: "share clipped", value: "Share of looks" },
  retained: { phrase: "length kept", value: "Share kept" },
};

/** Which figures of the looks lead to sentences, and which have none of their own. */
export function probeWords({ arms = [] }: BiasReport): string {
  const hasSentences = arms.some(({ training }) => (training?.probeSentences?.length ?? 0) > 0);
  const repeated = arms.some(({ seeds }) => seeds !== undefined) ? " of the arm's first training" : "";
  return hasSentences
    ? `Losses, lengths and shares lead to the sentences${repeated}. Cosines, misalignments and slopes are of all sentences of a group together: none has a share of its own.`
    : "This report does not keep the sentences behind these figures.";
}

/** The public sentences about some groups behind a figure of an arm's training; undefined where the report does not keep them. */
export function itemsBehindProbe(
  report: BiasReport,
  { training }: ArmSection,
  measure: ProbeMeasure,
  groups: readonly string[],
): ItemsBehind | undefined {
  const own = (training?.probeSentences ?? []).filter(({ group }) => groups.includes(group));
  if (own.length === 0) return undefined;
  // The sentences are those of metrics on neutral text; either metric may have been left out of the report.
  const metric = report.itemTexts?.some(({ metrics }) => metrics.includes("coverage-gap"))
    ? "coverage-gap"
    : "toxicity-false-positives";
  const find = textFinder(report, metric, undefined);
  const isRatio = measure === "retained";
  const lengths = own.reduce((sum, { norm }) => sum + norm, 0);
  // Two groups have a difference: no sum of shares is that.
  const hasShares = groups.length === 1;
  const items = own.map((sentence) => ({
    ...ofItem(
      {
        key: sentence.key,
        group: sentence.group,
        value: valueOf(sentence, measure),
        ...(isRatio ? { scores: [sentence.norm, sentence.clippedNorm] } : {}),
      },
      find.text(sentence),
    ),
    ...(hasShares
      ? { contribution: isRatio ? sentence.clippedNorm / lengths : valueOf(sentence, measure) / own.length }
      : {}),
  }));
  return {
    items: items.sort((a, b) => (b.contribution ?? b.value) - (a.contribution ?? a.value)),
    measured: own.length,
    scoreNames: isRatio ? ["length", "length kept"] : [],
    ...find.list,
    ...(hasShares ? { contribution: "the figure" } : {}),
  };
}

function valueOf(sentence: ProbeSentence, measure: ProbeMeasure): number {
  if (measure !== "retained") return sentence[measure];
  return sentence.norm === 0 ? 1 : sentence.clippedNorm / sentence.norm;
}
