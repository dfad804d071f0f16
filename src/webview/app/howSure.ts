import type { BiasReport } from "../../report/biasReport.ts";
import { adjustedText } from "../../report/amplification.ts";
import { seedWords } from "../../report/repeatWords.ts";
import { isShown } from "../../report/associationSentence.ts";
import { decimalsOf, resultOf, unitOf } from "../../report/measures.ts";
import type { Measure } from "../../report/measures.ts";
import { formatCount, formatDifference, formatPValue } from "../../report/numberFormat.ts";
import type { AxisName } from "../../report/wording.ts";
import { groupLabel } from "../../report/wording.ts";
import { element } from "./dom.ts";
import { factList } from "./table.ts";

/** More pairs are folded away: the card stands on the first screen. */
const pairsShown = 5;

/** Seeds, items, paired tests, what epsilon leaves out, warnings. */
export function howSureOfArms(report: BiasReport, measure: Measure): readonly HTMLElement[] {
  const unit = unitOf(report, measure.metric);
  const decimals = decimalsOf(report, measure.metric);
  const result = (report.arms ?? [])
    .map((arm) => resultOf(arm, measure.metric, measure.axis))
    .find((found) => found !== undefined);
  const groups = (result?.groups ?? []).map((group) => `${groupLabel(report, group.group)} ${formatCount(group.n)}`);
  const comparisons = (report.comparisons ?? []).filter(
    (one) => one.metric === measure.metric && one.axis === measure.axis,
  );
  const pairs = comparisons.map((one): readonly [string, string | Node] => [
    `${one.b} − ${one.a}`,
    element(
      "span",
      { title: one.method },
      `${one.difference > 0 ? "+" : ""}${formatDifference(one.difference, unit, decimals)}${unit === "share" ? " pp" : ""}, ${formatPValue(one.pValue)}${one.adjustedP === undefined ? "" : ` (${adjustedText(one)})`}`,
    ),
  ]);
  const notCovered = [...new Set((report.arms ?? []).flatMap((arm) => arm.privacy?.notCovered ?? []))];
  return [
    factList([
      ["Seeds", seedWords(report)],
      ["Items", result === undefined ? "none" : formatCount(result.n)],
      ...(groups.length > 0 ? [["n per group", groups.join(", ")] as const] : []),
      ...(pairs.length <= pairsShown ? pairs : []),
    ]),
    ...(pairs.length <= pairsShown
      ? []
      : [element("details", {}, element("summary", {}, `Pairs of arms compared: ${pairs.length}`), factList(pairs))]),
    element(
      "p",
      { class: "note" },
      comparisons.length > 0
        ? `Paired item by item; ${
            comparisons.some(({ adjustedP }) => adjustedP !== undefined)
              ? "p as it is, then after Holm's correction over these pairs."
              : "p not corrected for several comparisons."
          }`
        : "No paired comparison of arms.",
    ),
    ...(notCovered.length > 0
      ? [
          element(
            "details",
            { class: "not-covered" },
            element("summary", {}, `What ε does not cover: ${notCovered.length}`),
            element("ul", {}, ...notCovered.map((item) => element("li", {}, item))),
          ),
        ]
      : []),
    warningsLine(report),
  ];
}

/** Sentences, tests and the correction behind the associations. */
export function howSureOfScan(report: BiasReport, axis: AxisName): readonly HTMLElement[] {
  const { scan } = report;
  if (scan === undefined) return [];
  const own = new Set(scan.groups.filter((group) => group.axis === axis).map(({ group }) => group));
  const rows = scan.associations.filter((row) => own.has(row.group));
  const ambiguous = scan.groups
    .filter((group) => group.axis === axis)
    .reduce((sum, group) => sum + group.ambiguousMentions, 0);
  return [
    factList([
      ["Sentences", formatCount(scan.totals.sentences)],
      ["Tests", formatCount(scan.tests)],
      ["Kept here", formatCount(rows.length)],
      ["Clear", `${formatCount(rows.filter(isShown).length)} (interval above 0, q < 0.05)`],
      ["Ambiguous", `${formatCount(ambiguous)} mentions may name no group`],
    ]),
    element(
      "p",
      { class: "note" },
      "q: Benjamini-Hochberg over all tests of the scan. Keeping company is not a judgement; read the sentences.",
    ),
    warningsLine(report),
  ];
}

function warningsLine(report: BiasReport): HTMLElement {
  const { length } = report.warnings;
  if (length === 0) return element("p", { class: "note" }, "No warnings.");
  return element("p", {}, element("a", { href: "#warnings" }, `${length} ${length === 1 ? "warning" : "warnings"}`));
}
