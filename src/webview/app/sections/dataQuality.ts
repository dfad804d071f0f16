import type { BiasReport } from "../../../report/biasReport.ts";
import { formatCount, formatDecimal } from "../../../report/numberFormat.ts";
import type { DataProblem, TermPrecision } from "../../../report/scanFindings.ts";
import { silencedProblem, silencedText } from "../../../report/strongAssociations.ts";
import { figureText, furtherStrata, precisionText, problemName, shownWord } from "../../../report/scanWords.ts";
import { counted, groupLabel, maskSlurs, slursOf } from "../../../report/wording.ts";
import { behindTerm } from "../behindWord.ts";
import { element } from "../dom.ts";
import type { Attributes } from "../dom.ts";
import type { Host } from "../host.ts";
import { placeLink } from "../placeLink.ts";
import { sortableTable } from "../sortableTable.ts";
import type { Store } from "../state.ts";
import { empty, paragraph, part } from "./section.ts";

/** What in the data would mislead who reads the figures; absent where the scan did not look. */
export function problemsPart(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  const problems = report.scan?.dataProblems;
  if (problems === undefined) return undefined;
  const holder = element("div", { id: "data-problems" });
  store.watch(["showSlurs"], ({ showSlurs }) => {
    const slurs = showSlurs ? new Set<string>() : slursOf(report);
    holder.replaceChildren(...problems.map((problem) => problemBox(report, problem, host, slurs)));
  });
  return part("Data problems", problems.length === 0 ? empty("None of those that were looked for.") : holder);
}

function problemBox(report: BiasReport, problem: DataProblem, host: Host, slurs: ReadonlySet<string>): HTMLElement {
  const { kind, sentence, figures, examples, hint } = problem;
  const silenced = silencedText(silencedProblem(report.scan, problem));
  return element(
    "div",
    { class: "problem", "data-kind": kind },
    element("h4", {}, problemName(kind)),
    silenced === "" ? undefined : element("p", { class: "note silenced" }, `In evenhand.json, ${silenced}.`),
    element("p", {}, sentence, " ", element("span", { class: "reading" }, hint)),
    figures.length === 0
      ? undefined
      : element("p", { class: "note" }, figures.map((figure) => figureText(report, figure)).join(" · ")),
    examples.length === 0
      ? undefined
      : element(
          "ul",
          { class: "contexts", "aria-label": `Examples: ${problemName(kind)}` },
          ...examples.map((example) =>
            element(
              "li",
              {},
              placeLink(host, example),
              element(
                "span",
                { class: "quote" },
                ...(example.count === undefined
                  ? []
                  : [element("span", { class: "n" }, `${formatCount(example.count)} times  `)]),
                example.text === undefined ? "" : maskSlurs(example.text, slurs),
              ),
            ),
          ),
        ),
  );
}

/** Ambiguous terms in sight, the most frequent; the others are folded away. */
const termsInSight = 12;

/** How many mentions of each ambiguous term are about people; absent where the scan did not estimate it. */
export function precisionPart(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  const terms = (report.scan?.termPrecision ?? []).toSorted((a, b) => b.mentions - a.mentions);
  if (terms.length === 0) return undefined;
  const rest = terms.slice(termsInSight);
  const first = element("div", {});
  const folded = element("div", {});
  store.watch(["showSlurs"], ({ showSlurs }) => {
    first.replaceChildren(precisionTable(report, host, terms.slice(0, termsInSight), showSlurs, { id: "precision" }));
    if (rest.length > 0) folded.replaceChildren(precisionTable(report, host, rest, showSlurs, {}));
  });
  return part(
    "Ambiguous terms",
    paragraph("Estimated by rules on the words around each mention; undecided mentions are in no share."),
    first,
    rest.length === 0
      ? undefined
      : element("details", {}, element("summary", {}, counted(rest.length, "rarer term")), folded),
  );
}

function precisionTable(
  report: BiasReport,
  host: Host,
  terms: readonly TermPrecision[],
  showSlurs: boolean,
  attributes: Attributes,
): HTMLElement {
  const slurs = slursOf(report);
  return sortableTable(host, {
    caption: "Mentions of ambiguous terms that are about people",
    attributes,
    columns: [
      { head: "Term" },
      { head: "Group" },
      { head: "Mentions", numeric: true },
      { head: "Decided", numeric: true, title: "mentions whose surroundings the rules could decide" },
      { head: "Undecided", numeric: true },
      { head: "About people (95% interval)", numeric: true, title: "share of the decided mentions" },
      { head: "Senses" },
    ],
    rows: terms.map((term) => ({
      attributes: { "data-group": term.group },
      cells: [
        { text: shownWord(term.term, slurs, showSlurs) },
        { text: groupLabel(report, term.group) },
        {
          text: formatCount(term.mentions),
          value: term.mentions,
          open: behindTerm(
            report,
            host,
            { group: term.group, term: term.term, counts: counted(term.mentions, "mention") },
            showSlurs,
          ),
        },
        { text: formatCount(term.decided), value: term.decided },
        { text: formatCount(term.undecided), value: term.undecided },
        { text: precisionText(term), ...(term.precision !== undefined && { value: term.precision }) },
        {
          text: term.senses.map(({ sense, mentions }) => `${sense} ${formatCount(mentions)}`).join(", "),
          attributes: { class: "terms" },
        },
      ],
    })),
  });
}

/** Mentions by the values of the field that was asked for. */
export function strataPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const { strata, groups = [] } = report.scan ?? {};
  if (strata === undefined) return undefined;
  const named = groups.filter(({ mentions }) => mentions > 0);
  const further = furtherStrata(strata);
  return part(
    `By ${strata.field}`,
    paragraph(
      `${counted(strata.values.length, "value")} of the field “${strata.field}”${further === undefined ? "" : `; ${further}`}. Mentions of each group; in brackets, in how many of 100 sentences. The report keeps no places by value: the record viewer finds them.`,
    ),
    sortableTable(host, {
      caption: `Mentions by ${strata.field}`,
      attributes: { id: "strata" },
      columns: [
        { head: strata.field },
        { head: "Documents", numeric: true },
        { head: "Sentences", numeric: true },
        ...named.map(({ label }) => ({ head: label, numeric: true })),
      ],
      empty: "No record was counted.",
      rows: strata.values.map(({ value, documents, sentences, groups: tallies }) => ({
        attributes: { "data-value": value },
        cells: [
          { text: value === "" ? "(none)" : value },
          { text: formatCount(documents), value: documents },
          { text: formatCount(sentences), value: sentences },
          ...named.map(({ group }) => {
            const tally = tallies.find((candidate) => candidate.group === group);
            const share = sentences === 0 ? 0 : (100 * (tally?.sentences ?? 0)) / sentences;
            return {
              text: `${formatCount(tally?.mentions ?? 0)} (${formatDecimal(share, 1)})`,
              value: tally?.mentions ?? 0,
              attributes: { "data-group": group },
            };
          }),
        ],
      })),
    }),
  );
}
