import type { BiasReport, GroupCount } from "../../report/biasReport.ts";
import { formatCount } from "../../report/numberFormat.ts";
import { shownWord } from "../../report/scanWords.ts";
import { wholeWordPattern } from "../../report/wholeWords.ts";
import { placesOfGroup, placesOfWord } from "../../report/wordPlaces.ts";
import { counted, groupLabel, maskedWord, slursOf } from "../../report/wording.ts";
import { element } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import type { Host } from "./host.ts";
import { contextList } from "./keywordInContext.ts";
import { dataTable } from "./table.ts";

type Open = (() => void) | undefined;

/**
 * What a click on a count of a word beside a group does: shows the places that the report keeps of them. Undefined where it keeps
 * none.
 *
 * @param counts the figure in words, "12 times"
 */
export function behindWord(
  report: BiasReport,
  host: Host,
  { group, word, counts }: { readonly group: string; readonly word: string; readonly counts: string },
  showSlurs: boolean,
): Open {
  const places = placesOfWord(report, group, word);
  if (places.length === 0) return undefined;
  return () =>
    openDrawer(
      `“${shownWord(word, slursOf(report), showSlurs)}” with ${groupLabel(report, group)}`,
      element("p", { class: "note" }, `${counts}; the scan kept ${counted(places.length, "place")}.`),
      contextList(report, { group, word, places }, host, showSlurs),
    );
}

/** The same of several words at once, each below its name. */
export function behindWords(
  report: BiasReport,
  host: Host,
  { group, words, title }: { readonly group: string; readonly words: readonly string[]; readonly title: string },
  showSlurs: boolean,
): Open {
  const found = words
    .map((word) => ({ group, word, places: placesOfWord(report, group, word) }))
    .filter(({ places }) => places.length > 0);
  if (found.length === 0) return undefined;
  return () =>
    openDrawer(
      title,
      element(
        "p",
        { class: "note" },
        "The most frequent words of the list, with the places that the scan kept of them.",
      ),
      ...found.flatMap((one) => [
        element("h3", {}, shownWord(one.word, slursOf(report), showSlurs)),
        contextList(report, one, host, showSlurs),
      ]),
    );
}

/** The terms that name a group with their counts, and the places of it that the report keeps. */
export function behindGroup(report: BiasReport, host: Host, group: GroupCount, showSlurs: boolean): Open {
  if (group.mentions === 0) return undefined;
  return () => {
    const places = placesOfGroup(report, group.group);
    openDrawer(
      `${group.label}: ${counted(group.mentions, "mention")}`,
      dataTable(host, {
        caption: "Terms that name the group",
        columns: [
          { head: "Term" },
          { head: "Mentions", numeric: true },
          { head: "Sentences", numeric: true },
          { head: "Documents", numeric: true },
          { head: "What else it means" },
        ],
        rows: group.terms.map(({ term, slur, mentions, sentences, documents, sense = "" }) => ({
          cells: [
            { text: slur && !showSlurs ? maskedWord(term) : term },
            ...[mentions, sentences, documents].map((count) =>
              count === undefined ? { text: "–" } : { text: formatCount(count), value: count },
            ),
            { text: sense },
          ],
        })),
      }),
      ...keptPlaces(report, host, { group: group.group, places }, showSlurs),
    );
  };
}

/** Places of one term, among those of its group; they are found by their text, so a report without text has none. */
export function behindTerm(
  report: BiasReport,
  host: Host,
  { group, term, counts }: { readonly group: string; readonly term: string; readonly counts: string },
  showSlurs: boolean,
): Open {
  const pattern = wholeWordPattern([term.toLowerCase()]);
  const places = placesOfGroup(report, group).filter(
    ({ text }) => pattern !== undefined && text !== undefined && text.search(pattern) >= 0,
  );
  if (places.length === 0) return undefined;
  return () =>
    openDrawer(
      `“${shownWord(term, slursOf(report), showSlurs)}”, a term of ${groupLabel(report, group)}`,
      element("p", { class: "note" }, `${counts}.`),
      ...keptPlaces(report, host, { group, places }, showSlurs),
    );
}

function keptPlaces(
  report: BiasReport,
  host: Host,
  shown: Parameters<typeof contextList>[1],
  showSlurs: boolean,
): readonly HTMLElement[] {
  const { length } = shown.places;
  if (length === 0) return [element("p", { class: "note" }, "This report keeps no place of it.")];
  return [
    element("h3", {}, counted(length, "place")),
    element(
      "p",
      { class: "note" },
      "Those that the scan kept, because a word there has a figure in this report; not a fair sample of all mentions.",
    ),
    contextList(report, shown, host, showSlurs),
  ];
}
