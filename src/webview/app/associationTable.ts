import type { AssociationRow, BiasReport, ScanSection } from "../../report/biasReport.ts";
import { isShown } from "../../report/associationSentence.ts";
import { formatCount, formatDecimal, formatProbability } from "../../report/numberFormat.ts";
import { silencedRow, silencedText } from "../../report/strongAssociations.ts";
import { drivingText, halvesText, rangeText, shownWord } from "../../report/scanWords.ts";
import { counted, groupLabel, noAssociation, slursOf } from "../../report/wording.ts";
import { checkbox, dropdown, searchField } from "./controls.ts";
import { element, svgElement } from "./dom.ts";
import { openDrawer } from "./drawer.ts";
import type { Host } from "./host.ts";
import { contextList } from "./keywordInContext.ts";
import type { SortKey, Store, ViewState } from "./state.ts";
import { bodyRow, copyButtons, scroller } from "./table.ts";
import type { Cell, Column } from "./table.ts";
import { virtualRows } from "./virtualRows.ts";

/** What the strips of the intervals span, zero included. */
interface Range {
  readonly low: number;
  readonly high: number;
}

type AssociationColumn = Column & { readonly sort?: SortKey };

const allColumns: readonly AssociationColumn[] = [
  { head: "Word", sort: "word" },
  { head: "Group", sort: "group" },
  { head: "z", sort: "z", numeric: true, title: "z score of the log-odds ratio with an informative Dirichlet prior" },
  { head: "nPMI", sort: "npmi", numeric: true, title: "normalised pointwise mutual information, −1 to 1" },
  { head: "95% interval", numeric: true },
  { head: "Both", sort: "together", numeric: true, title: "sentences with both" },
  { head: "With the word", sort: "wordSentences", numeric: true, title: "sentences with the word" },
  { head: "q", sort: "q", numeric: true, title: "Benjamini-Hochberg q of the G² test" },
  {
    head: "Halves",
    sort: "halves",
    numeric: true,
    title:
      "nPMI in two random halves of the documents, and whether they differ by no more than chance; sorts by how far they are apart",
  },
  { head: "Mostly by", title: "the group's terms that share most sentences with the word" },
  { head: "Silenced", title: "in the team's evenhand.json, with its reason; no figure changes by it" },
  { head: "In context" },
];

/** Halves and terms only where the scan looked at them; silences only where there are some. */
function columnsOf(scan: ScanSection): readonly AssociationColumn[] {
  const has = (key: "npmiHalves" | "drivingTerms"): boolean => scan.associations.some((row) => row[key] !== undefined);
  return allColumns.filter(
    ({ head }) =>
      (head !== "Halves" || has("npmiHalves")) &&
      (head !== "Mostly by" || has("drivingTerms")) &&
      (head !== "Silenced" || scan.silenced?.some(({ rule }) => rule === "association") === true),
  );
}

/** All associations that the scan kept: filtered, sorted, fifty at a time, each with its places in the corpus. */
export function associationTable(report: BiasReport, scan: ScanSection, host: Host, store: Store): HTMLElement {
  if (scan.associations.length === 0) {
    return element("p", { class: "empty" }, `The scan lists no association: ${noAssociation}.`);
  }
  let shown: readonly AssociationRow[] = [];
  const range: Range = {
    low: scan.associations.reduce((least, row) => Math.min(least, row.npmiLow), 0),
    high: scan.associations.reduce((most, row) => Math.max(most, row.npmiHigh), 0.01),
  };
  const slurs = slursOf(report);
  const columns = columnsOf(scan);
  const heads = columns.map((column) => sortHead(column, store));
  const where = element("span", { class: "where", role: "status" });
  const table = element(
    "table",
    {},
    element("caption", {}, "Words that keep company with a group, against the rest of the corpus's sentences"),
    element("thead", {}, element("tr", { "aria-rowindex": 1 }, ...heads.map(({ cell }) => cell))),
    element("tbody"),
  );
  const place = scroller("Associations", table, scan.associations.length, true);
  const rows = virtualRows(place, table);
  const choose = rowChooser(report, scan);
  store.watch(["group", "search", "onlyClear", "sort", "descending", "showSlurs"], (state) => {
    shown = choose(state);
    for (const head of heads) head.mark(state);
    where.textContent =
      shown.length === scan.associations.length
        ? `${formatCount(shown.length)} rows`
        : `${formatCount(shown.length)} of ${formatCount(scan.associations.length)} rows`;
    if (shown.length === 0) {
      rows.show(1, () =>
        element(
          "tr",
          {},
          element("td", { colspan: columns.length, class: "empty" }, "No association fits the filter."),
        ),
      );
      return;
    }
    const { showSlurs } = state;
    rows.show(shown.length, (index) => {
      const row = shown[index] as AssociationRow;
      const cells = cellsOf(columns, report, row, range, slurs, showSlurs);
      return bodyRow(columns, {
        attributes: { "data-group": row.group, "data-word": row.word },
        cells: [...cells, placesCell(report, row, host, showSlurs)],
      });
    });
  });
  return element(
    "div",
    { id: "associations" },
    filters(report, scan, store),
    element(
      "div",
      { class: "table" },
      where,
      place,
      copyButtons(host, "Associations", () => ({
        columns: columns.slice(0, -1),
        rows: shown.map((row) => ({ cells: cellsOf(columns, report, row, range, slurs, store.state.showSlurs) })),
      })),
    ),
  );
}

function filters(report: BiasReport, scan: ScanSection, store: Store): HTMLElement {
  const groups = [...new Set(scan.associations.map((row) => row.group))];
  const groupControl = dropdown({
    id: "filter-group",
    label: "Group",
    choices: [
      { value: "all", label: "all groups" },
      ...groups.map((group) => ({ value: group, label: groupLabel(report, group) })),
    ],
    value: groups.includes(store.state.group) ? store.state.group : "all",
    onChange: (group) => store.update({ group: group === "all" ? "" : group }),
  });
  return element(
    "div",
    { class: "choices" },
    groupControl.element,
    searchField("filter-word", "Filter words", store.state.search, (search) => store.update({ search })),
    checkbox("filter-clear", "Only intervals above 0 with q < 0.05", store.state.onlyClear, (onlyClear) =>
      store.update({ onlyClear }),
    ),
  );
}

function sortHead(
  column: AssociationColumn,
  store: Store,
): { readonly cell: HTMLElement; mark(state: ViewState): void } {
  const { sort } = column;
  const cell = element("th", { scope: "col", class: column.numeric === true && "numeric", title: column.title });
  if (sort === undefined) {
    cell.textContent = column.head;
    return { cell, mark: () => {} };
  }
  const arrow = element("span", { class: "arrow", "aria-hidden": "true" });
  const button = element("button", { type: "button", class: "sort", "data-sort": sort }, column.head, arrow);
  button.addEventListener("click", () => {
    const { state } = store;
    // Text reads from A, figures from the largest.
    const first = sort !== "word" && sort !== "group" && sort !== "q";
    store.update({ sort, descending: state.sort === sort ? !state.descending : first });
  });
  cell.append(button);
  return {
    cell,
    mark(state) {
      const active = state.sort === sort;
      arrow.textContent = active ? (state.descending ? " ↓" : " ↑") : "";
      if (active) cell.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    },
  };
}

/** What each row is compared by, computed once: 5,000 rows are sorted and filtered while somebody types. */
function rowChooser(report: BiasReport, scan: ScanSection): (state: ViewState) => readonly AssociationRow[] {
  const { compare } = new Intl.Collator("en");
  const groups = new Set(scan.associations.map(({ group }) => group));
  const prepared = scan.associations.map((row) => ({
    row,
    word: row.word.toLowerCase(),
    label: groupLabel(report, row.group),
    isClear: isShown(row),
  }));
  return ({ group, search, onlyClear, sort, descending }) => {
    const wanted = search.trim().toLowerCase();
    const sign = descending ? -1 : 1;
    const fitting = prepared.filter(
      (one) =>
        // A group of another axis may be remembered from before this one was chosen.
        (!groups.has(group) || one.row.group === group) &&
        (wanted === "" || one.word.includes(wanted)) &&
        (!onlyClear || one.isClear),
    );
    const order: Readonly<Record<"group" | "word" | "halves", (a: Prepared, b: Prepared) => number>> = {
      group: (a, b) => sign * compare(a.label, b.label) || b.row.z - a.row.z,
      word: (a, b) => sign * compare(a.row.word, b.row.word),
      halves: (a, b) => sign * (halvesApart(a.row) - halvesApart(b.row)),
    };
    type Prepared = (typeof prepared)[number];
    const by =
      sort === "group" || sort === "word" || sort === "halves"
        ? order[sort]
        : (a: Prepared, b: Prepared): number => sign * (a.row[sort] - b.row[sort]);
    return fitting.sort(by).map(({ row }) => row);
  };
}

function halvesApart({ npmiHalves }: AssociationRow): number {
  return npmiHalves === undefined ? -1 : Math.abs(npmiHalves[0] - npmiHalves[1]);
}

function placesCell(report: BiasReport, row: AssociationRow, host: Host, showSlurs: boolean): Cell {
  const { length } = row.places;
  if (length === 0) return { text: "–" };
  const word = shownWord(row.word, slursOf(report), showSlurs);
  return {
    text: counted(length, "place"),
    open: () =>
      openDrawer(
        `“${word}” with ${groupLabel(report, row.group)}`,
        element(
          "p",
          { class: "note" },
          `${counted(row.together, "sentence")} with both; the scan kept ${counted(length, "place")}.`,
        ),
        contextList(report, row, host, showSlurs),
      ),
    attributes: { class: "places" },
  };
}

/** All cells but the last, which holds the places. */
function cellsOf(
  columns: readonly AssociationColumn[],
  report: BiasReport,
  row: AssociationRow,
  range: Range,
  slurs: ReadonlySet<string>,
  showSlurs: boolean,
): readonly Cell[] {
  const interval = `${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}`;
  const heads = new Set(columns.map(({ head }) => head));
  return [
    { text: shownWord(row.word, slurs, showSlurs) },
    { text: groupLabel(report, row.group) },
    { text: formatDecimal(row.z, 1), value: row.z },
    { text: formatDecimal(row.npmi, 2), value: row.npmi },
    { text: interval, node: element("span", { class: "strip" }, intervalStrip(row, range), interval) },
    { text: formatCount(row.together), value: row.together },
    { text: formatCount(row.wordSentences), value: row.wordSentences },
    { text: formatProbability(row.q), value: row.q, attributes: { title: testsTitle(row) } },
    ...(heads.has("Halves") ? [halvesCell(row)] : []),
    ...(heads.has("Mostly by")
      ? [{ text: drivingText(row, slurs, showSlurs), attributes: { class: "terms short" } }]
      : []),
    ...(heads.has("Silenced")
      ? [{ text: silencedText(silencedRow(report.scan, row)), attributes: { class: "terms" } }]
      : []),
  ];
}

function halvesCell(row: AssociationRow): Cell {
  if (row.agreesInHalves === undefined) return { text: "–" };
  const words = row.agreesInHalves ? "agree" : "differ";
  return {
    text: `${halvesText(row)} ${words}`,
    node: element("span", {}, halvesText(row), element("span", { class: "n" }, ` ${words}`)),
  };
}

/** The figures behind q, where the report has them. */
function testsTitle({
  pmi,
  pmiLow,
  pmiHigh,
  logOddsRatio,
  logOddsRatioLow,
  logOddsRatioHigh,
  g2,
  fisherP,
}: AssociationRow): string | undefined {
  const parts = [
    ...(g2 === undefined ? [] : [`G² ${formatDecimal(g2, 1)}`]),
    ...(fisherP === undefined ? [] : [`Fisher's exact p ${formatProbability(fisherP)}`]),
    ...(pmi === undefined || pmiLow === undefined || pmiHigh === undefined
      ? []
      : [`PMI ${formatDecimal(pmi, 2)} nats, 95% interval ${rangeText(pmiLow, pmiHigh)}`]),
    ...(logOddsRatio === undefined || logOddsRatioLow === undefined || logOddsRatioHigh === undefined
      ? []
      : [
          `log odds ratio ${formatDecimal(logOddsRatio, 2)}, 95% interval ${rangeText(logOddsRatioLow, logOddsRatioHigh)}`,
        ]),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** The interval as a small line over the range of all that the scan kept; the figures stand beside it. */
function intervalStrip(row: AssociationRow, { low, high }: Range): SVGElement {
  const place = (npmi: number): number => 3 + ((npmi - low) / (high - low)) * 74;
  return svgElement(
    "svg",
    { viewBox: "0 0 80 12", width: 80, height: 12, "aria-hidden": "true" },
    svgElement("line", { class: "zero", x1: place(0), x2: place(0), y1: 0, y2: 12 }),
    svgElement("line", { class: "range", x1: place(row.npmiLow), x2: place(row.npmiHigh), y1: 6, y2: 6 }),
    svgElement("circle", { cx: place(row.npmi), cy: 6, r: 2.5 }),
  );
}
