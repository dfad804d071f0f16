import type { BiasReport } from "../../../report/biasReport.ts";
import { formatCount } from "../../../report/numberFormat.ts";
import { editsKeptWords, swapsText } from "../../../report/counterfactualWords.ts";
import { maskSlurs, slursOf } from "../../../report/wording.ts";
import { checkbox } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import type { Store } from "../state.ts";
import { dataTable, factList } from "../table.ts";
import { wordDiff } from "../wordDiff.ts";
import { reviewPart, roundTripPart, shiftsPart } from "./counterfactualQuality.ts";
import { empty, paragraph, part, section } from "./section.ts";

/** What the counterfactuals changed, what they passed over and why, and examples with the changed words marked. */
export function counterfactualSection(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  const found = report.counterfactuals;
  if (found === undefined) return undefined;
  const share = found.records === 0 ? 0 : Math.round((found.changed / found.records) * 100);
  const examples = element("div", {});
  store.watch(["showSlurs"], ({ showSlurs }) => {
    const slurs = slursOf(report);
    const shown = (text: string): string => (showSlurs ? text : maskSlurs(text, slurs));
    examples.replaceChildren(
      ...(found.examples ?? []).map((example) =>
        element(
          "p",
          { class: "example" },
          element("span", { class: "place" }, example.id),
          element(
            "span",
            { class: "quote" },
            ...wordDiff(shown(example.before), shown(example.after)).map(({ kind, text }) =>
              kind === "same" ? text : element(kind === "removed" ? "del" : "ins", {}, text),
            ),
          ),
        ),
      ),
    );
  });
  return section(
    "counterfactuals",
    "Counterfactuals",
    factList(
      [
        ["Swapped", swapsText(found)],
        ["Mode", found.mode],
        ["First names", found.names === "swap" ? "swapped" : "kept"],
        ["Records changed", `${formatCount(found.changed)} of ${formatCount(found.records)} (${share}%)`],
        ["Low confidence", `${formatCount(found.lowConfidenceEdits)} edits`],
      ],
      { class: "facts identity" },
    ),
    // Where there is a scan, it stands beside the groups.
    report.scan === undefined && slursOf(report).size > 0
      ? checkbox("show-slurs", "Show slurs in full", store.state.showSlurs, (showSlurs) => store.update({ showSlurs }))
      : undefined,
    paragraph(found.privacyNote),
    paragraph(editsKeptWords(found)),
    element(
      "div",
      { class: "columns" },
      part(
        "Edits by rule",
        dataTable(host, {
          caption: "Edits by rule",
          columns: [{ head: "Rule" }, { head: "Edits", numeric: true }],
          empty: "No word had a counterfactual.",
          rows: found.editsByRule.map((row) => ({
            attributes: { "data-rule": row.rule },
            cells: [{ text: row.rule }, { text: formatCount(row.edits), value: row.edits }],
          })),
        }),
      ),
      part(
        "Passed over",
        dataTable(host, {
          caption: "Terms passed over",
          columns: [{ head: "Reason" }, { head: "Terms", numeric: true }],
          empty: "Nothing was passed over.",
          rows: found.skippedByReason.map((row) => ({
            cells: [{ text: row.reason }, { text: formatCount(row.count), value: row.count }],
          })),
        }),
      ),
    ),
    shiftsPart(report, found, host, store),
    roundTripPart(report, found, host, store),
    reviewPart(report, found, host, store),
    found.examples === undefined
      ? part("Examples", empty("This report was made without the corpus's text."))
      : found.examples.length > 0
        ? part("Examples", examples)
        : undefined,
  );
}
