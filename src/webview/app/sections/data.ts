import { associationSentence } from "../../../report/associationSentence.ts";
import type { BiasReport, GroupCount, TermCount } from "../../../report/biasReport.ts";
import { biasMeasures, scannedAxes } from "../../../report/measures.ts";
import { formatBytes, formatCount } from "../../../report/numberFormat.ts";
import { differentText, readingText, sentenceCase, rankedSentences } from "../../../report/scanWords.ts";
import { counted, maskedWord } from "../../../report/wording.ts";
import { behindGroup } from "../behindWord.ts";
import { associationTable } from "../associationTable.ts";
import { checkbox } from "../controls.ts";
import { element } from "../dom.ts";
import { associationFigure } from "../firstScreen.ts";
import type { Host } from "../host.ts";
import { hash } from "../identity.ts";
import type { Store } from "../state.ts";
import { sortableTable } from "../sortableTable.ts";
import { dataTable } from "../table.ts";
import type { Cell, Row } from "../table.ts";
import { precisionPart, problemsPart, strataPart } from "./dataQuality.ts";
import { empty, paragraph, part, section } from "./section.ts";

/** The corpus: its files, who is named, and what words keep company with whom; absent where the report is about none. */
export function dataSection(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  if (report.corpus === undefined && report.scan === undefined) return undefined;
  return section("data", "Data", corpusPart(report, host), ...scanParts(report, host, store));
}

function corpusPart(report: BiasReport, host: Host): HTMLElement {
  const { corpus } = report;
  const reading = report.scan?.reading;
  if (corpus === undefined) return part("Corpus", empty("This report is not about a corpus."));
  const field = corpus.textField === undefined ? "" : ` in the field “${corpus.textField}”`;
  return part(
    "Corpus",
    paragraph(`${counted(corpus.records, "record")}${field}.`),
    reading === undefined ? undefined : paragraph(`${sentenceCase(readingText(reading))}.`),
    dataTable(host, {
      caption: "Files",
      columns: [{ head: "File" }, { head: "Size", numeric: true }, { head: "sha256" }],
      rows: corpus.files.map((file) => ({
        cells: [
          { text: file.name },
          { text: formatBytes(file.bytes), value: file.bytes },
          { text: file.sha256, node: hash(file.sha256) },
        ],
      })),
    }),
    dataTable(host, {
      caption: "Passed over",
      columns: [{ head: "Reason" }, { head: "Count", numeric: true }, { head: "First places" }],
      empty: "Nothing was passed over.",
      rows: corpus.skipped.map((skip) => ({
        cells: [
          { text: skip.reason },
          { text: formatCount(skip.count), value: skip.count },
          { text: skip.examples.join(", ") },
        ],
      })),
    }),
  );
}

function scanParts(report: BiasReport, host: Host, store: Store): readonly (HTMLElement | undefined)[] {
  const { scan } = report;
  if (scan === undefined) return [];
  const { documents, sentences, tokens } = scan.totals;
  const undercount = scan.undercountAtMost ?? 0;
  const ranked = rankedSentences(report);
  const hasSlurs =
    scan.groups.some((group) => group.terms.some((term) => term.slur)) ||
    scan.attributes?.lists.some(({ masked }) => masked) === true;
  const groups = element("div", {});
  store.watch(["showSlurs"], ({ showSlurs }) => groups.replaceChildren(groupTable(report, host, showSlurs)));
  // A report without arms shows this chart on its first screen already.
  const charts = biasMeasures(report).length === 0 ? [] : [chartsPart(report, host, store)];
  return [
    problemsPart(report, host, store),
    part(
      "Groups",
      paragraph(
        `${counted(documents, "document")}, ${counted(sentences, "sentence")}, ${counted(tokens, "word")}, ${differentText(scan)} ones.`,
      ),
      undercount === 0
        ? undefined
        : paragraph(
            `Rare words were let go to stay within memory: every count of a word is too low by at most ${formatCount(undercount)}; mentions and totals are exact.`,
          ),
      hasSlurs
        ? checkbox("show-slurs", "Show slurs in full", store.state.showSlurs, (showSlurs) =>
            store.update({ showSlurs }),
          )
        : undefined,
      groups,
    ),
    precisionPart(report, host, store),
    strataPart(report, host),
    ...charts,
    part(
      "All associations",
      ranked === undefined ? undefined : paragraph(ranked),
      associationTable(report, scan, host, store),
    ),
  ];
}

function chartsPart(report: BiasReport, host: Host, store: Store): HTMLElement {
  const holder = element("div", { class: "columns" });
  store.watch(["showSlurs"], ({ showSlurs }) =>
    holder.replaceChildren(
      ...scannedAxes(report).map((axis) =>
        element(
          "div",
          {},
          associationFigure(report, host, axis, showSlurs),
          element("p", { class: "sentence" }, associationSentence(report, axis)),
        ),
      ),
    ),
  );
  return part("Strongest associations", holder);
}

function groupTable(report: BiasReport, host: Host, showSlurs: boolean): HTMLElement {
  const groups = report.scan?.groups ?? [];
  const wholes = (report.scan?.axes ?? []).map((count): Row => ({
    attributes: { "data-axis": count.axis },
    cells: [{ text: "any group" }, { text: count.axis }, ...tallyCells(count), { text: "" }],
  }));
  return sortableTable(host, {
    caption: "How often each group is named; a sentence with several groups of an axis counts once for the axis",
    attributes: { id: "groups" },
    columns: [
      { head: "Group" },
      { head: "Axis" },
      { head: "Mentions", numeric: true },
      { head: "Sentences", numeric: true },
      { head: "Documents", numeric: true },
      { head: "Ambiguous", numeric: true, title: "Mentions by words that have other common uses" },
      { head: "Most frequent terms" },
    ],
    empty: "No group was looked for.",
    rows: [
      ...groups.map((group) => ({
        attributes: { "data-group": group.group },
        cells: [
          { text: group.label },
          { text: group.axis },
          ...tallyCells(group).map((cell, index) =>
            index === 0 ? { ...cell, open: behindGroup(report, host, group, showSlurs) } : cell,
          ),
          {
            text: group.terms
              .slice(0, 5)
              .map(
                ({ term, mentions, slur }) =>
                  `${slur && !showSlurs ? maskedWord(term) : term} ${formatCount(mentions)}`,
              )
              .join(", "),
            attributes: { class: "terms", title: sensesTitle(group.terms.slice(0, 5)) },
          },
        ],
      })),
      ...wholes,
    ],
  });
}

function tallyCells(
  tally: Pick<GroupCount, "mentions" | "sentences" | "documents" | "ambiguousMentions">,
): readonly Cell[] {
  return [tally.mentions, tally.sentences, tally.documents, tally.ambiguousMentions].map((count) => ({
    text: formatCount(count),
    value: count,
  }));
}

/** What else the terms mean, where the lexicon says so. */
function sensesTitle(terms: readonly TermCount[]): string | undefined {
  const notes = terms.flatMap(({ term, sense }) => (sense === undefined ? [] : [`${term}: ${sense}`]));
  return notes.length === 0 ? undefined : notes.join("; ");
}
