import type { BiasReport } from "../../../report/biasReport.ts";
import type { CounterfactualSection } from "../../../report/counterfactualSection.ts";
import { measureText, roundTripSentence, shiftsExplained, wayText } from "../../../report/counterfactualWords.ts";
import { formatCount, formatDecimal } from "../../../report/numberFormat.ts";
import { shownWord } from "../../../report/scanWords.ts";
import { groupLabel, maskSlurs, slursOf } from "../../../report/wording.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import type { Store } from "../state.ts";
import { dataTable } from "../table.ts";
import { paragraph, part } from "./section.ts";

/** How the strongest associations of the swapped groups moved; nothing when the report has none. */
export function shiftsPart(
  report: BiasReport,
  { associations = [] }: CounterfactualSection,
  host: Host,
  store: Store,
): HTMLElement | undefined {
  if (associations.length === 0) return undefined;
  const table = element("div", {});
  const slurs = slursOf(report);
  store.watch(["showSlurs"], ({ showSlurs }) => {
    table.replaceChildren(
      dataTable(host, {
        caption: "Associations before and after",
        columns: [
          { head: "Group" },
          { head: "Word" },
          { head: "Source", numeric: true, title: "nPMI and its 95% interval" },
          { head: "Output", numeric: true, title: "nPMI and its 95% interval" },
        ],
        rows: associations.map(({ group, word, before, after }) => ({
          cells: [
            { text: groupLabel(report, group) },
            { text: shownWord(word, slurs, showSlurs) },
            { text: measureText(before), value: before.npmi ?? "" },
            { text: measureText(after), value: after.npmi ?? "" },
          ],
        })),
      }),
    );
  });
  return part("Associations before and after", paragraph(shiftsExplained), table);
}

/** Which share comes back when it is swapped again, and which words do not. */
export function roundTripPart(
  report: BiasReport,
  found: CounterfactualSection,
  host: Host,
  store: Store,
): HTMLElement | undefined {
  const sentence = roundTripSentence(found);
  if (sentence === undefined) return undefined;
  const table = element("div", {});
  const slurs = slursOf(report);
  store.watch(["showSlurs"], ({ showSlurs }) => {
    table.replaceChildren(
      dataTable(host, {
        caption: "Words that do not come back",
        columns: [{ head: "Word" }, { head: "Why" }, { head: "Records", numeric: true }, { head: "First" }],
        empty: "Every word comes back.",
        rows: (found.roundTrip?.failures ?? []).map((row) => ({
          cells: [
            { text: showSlurs ? wayText(row) : maskSlurs(wayText(row), slurs) },
            { text: row.reason },
            { text: formatCount(row.count), value: row.count },
            { text: row.example },
          ],
        })),
      }),
    );
  });
  return part("Round trip", paragraph(sentence), table);
}

/** The edits that the planner is least sure of, with the words around them. */
export function reviewPart(
  report: BiasReport,
  { review = [] }: CounterfactualSection,
  host: Host,
  store: Store,
): HTMLElement | undefined {
  if (review.length === 0) return undefined;
  const table = element("div", {});
  const slurs = slursOf(report);
  store.watch(["showSlurs"], ({ showSlurs }) => {
    const shown = (text: string): string => (showSlurs ? text : maskSlurs(text, slurs));
    table.replaceChildren(
      dataTable(host, {
        caption: "Least sure edits",
        columns: [
          { head: "Place" },
          { head: "Edit" },
          { head: "Reason" },
          { head: "Confidence", numeric: true },
          { head: "Text" },
        ],
        rows: review.map(({ place, before, after, reason, confidence, text = "" }) => ({
          cells: [
            { text: place },
            { text: shown(`${before} → ${after}`) },
            { text: reason },
            { text: formatDecimal(confidence, 2), value: confidence },
            { text: shown(text) },
          ],
        })),
      }),
    );
  });
  return part("Worth a look", paragraph("The edits that the planner is least sure of."), table);
}
