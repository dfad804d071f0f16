import type { ComparedReport, IdentityFact, ReportComparison } from "../../../report/comparison/reportComparison.ts";
import { formatCount, formatTime } from "../../../report/numberFormat.ts";
import { actionButton } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { hash } from "../identity.ts";
import { section } from "../sections/section.ts";
import { dataTable, factList } from "../table.ts";
import type { Cell, Row } from "../table.ts";

/** Which two reports: title, file, corpus, when and by what they were made, and what must be read before their figures. */
export function comparisonHeader(comparison: ReportComparison, host: Host): HTMLElement {
  const { a, b, generator, createdAt } = comparison;
  return element(
    "header",
    {},
    element(
      "div",
      { class: "title" },
      element("h1", {}, "Two reports side by side"),
      element(
        "p",
        { class: "made" },
        `evenhand ${generator.version}, `,
        element("time", { datetime: createdAt }, formatTime(createdAt)),
      ),
      ...(host.saveHtml === undefined ? [] : [actionButton("Save as HTML", host.saveHtml)]),
    ),
    element("div", { class: "sides" }, side("A", a), side("B", b)),
  );
}

function side(name: "A" | "B", { title, file, version, createdAt, corpus, warnings }: ComparedReport): HTMLElement {
  return element(
    "div",
    { class: "card", "data-side": name },
    element("h2", {}, element("strong", { class: "side" }, name), ` ${title}`),
    factList([
      ["File", file],
      ...(corpus === undefined ? [] : [["Corpus", `${corpus.name}, ${formatCount(corpus.records)} records`] as const]),
      ["Made", `evenhand ${version}, ${formatTime(createdAt)}`],
    ]),
    warnings.length === 0
      ? undefined
      : element(
          "details",
          {},
          element("summary", {}, `${formatCount(warnings.length)} to read first`),
          element("ul", {}, ...warnings.map((warning) => element("li", {}, warning))),
        ),
  );
}

/** Differences that are shown at once: more would push the answer away. */
const shownAtOnce = 8;

/** What the reports are about and how they were made, where they differ; the rest folded away. */
export function differencesSection({ identity }: ReportComparison, host: Host): HTMLElement {
  const { differing, same } = identity;
  const [first, rest] = [differing.slice(0, shownAtOnce), differing.slice(shownAtOnce)];
  return section(
    "differences",
    "What differs",
    factTable(host, first, "What differs", "Nothing: corpus, models, settings and versions are the same."),
    folded(host, rest, `${formatCount(rest.length)} more that differ`),
    folded(host, same, `${formatCount(same.length)} that are the same in both`),
  );
}

function folded(host: Host, facts: readonly IdentityFact[], summary: string): HTMLElement | undefined {
  if (facts.length === 0) return undefined;
  return element("details", {}, element("summary", {}, summary), factTable(host, facts, summary));
}

function factTable(host: Host, facts: readonly IdentityFact[], caption: string, empty?: string): HTMLElement {
  return dataTable(host, {
    caption,
    columns: [{ head: "What" }, { head: "A" }, { head: "B" }],
    ...(empty === undefined ? {} : { empty }),
    rows: facts.map(({ name, a, b }): Row => ({ cells: [{ text: name }, factCell(a), factCell(b)] })),
  });
}

function factCell(value: string | undefined): Cell {
  if (value === undefined) return { text: "–", attributes: { title: "not stated" } };
  return /^[0-9a-f]{64}$/u.test(value) ? { text: value, node: hash(value) } : { text: value };
}
