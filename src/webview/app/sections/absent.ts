import type { BiasReport } from "../../../report/biasReport.ts";
import { element } from "../dom.ts";
import { section } from "./section.ts";

/** What a report of another kind would have, and the command that makes it, so that a section is missed only once; nothing where all is there. */
export function absentSection(report: BiasReport): HTMLElement | undefined {
  const parts = absentParts(report);
  if (parts.length === 0) return undefined;
  return section("absent", "Not in this report", element("ul", {}, ...parts.map((words) => element("li", {}, words))));
}

function absentParts({ corpus, scan, counterfactuals, arms = [], tradeOff, robustness }: BiasReport): string[] {
  const isStudy = tradeOff !== undefined || robustness !== undefined;
  const noScan = "Words and groups: “evenhand scan” tells which words of a corpus keep company with whom.";
  if (isStudy) return scan === undefined ? [noScan] : [];
  const isEvaluation = arms.length > 0 && arms.every(({ training }) => training === undefined);
  return [
    ...(scan === undefined ? [noScan] : []),
    ...(counterfactuals === undefined
      ? [
          arms.some(({ training }) => training !== undefined)
            ? "Counterfactuals: the arm dp+cda of “evenhand train” is trained on them."
            : "Counterfactuals: “evenhand augment” makes them.",
        ]
      : []),
    ...(arms.length === 0
      ? ["Models: “evenhand train” compares four arms; “evenhand evaluate” measures checkpoints."]
      : []),
    ...(isEvaluation && corpus === undefined
      ? ["Perplexity and losses by group: “evenhand evaluate” measures them on held-out text, with --text."]
      : []),
    ...(isEvaluation ? ["Training: “evenhand train” fine-tunes, with and without privacy, and compares."] : []),
  ];
}
