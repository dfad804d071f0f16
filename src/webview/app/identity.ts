import type { BiasReport } from "../../report/biasReport.ts";
import { modelNames, modelsText } from "../../report/modelNames.ts";
import { formatCount, formatSmall, formatTime, shortHash } from "../../report/numberFormat.ts";
import { notPrivate, sharedPromises } from "../../report/privacyWords.ts";
import type { SharedPromise } from "../../report/privacyWords.ts";
import { actionButton } from "./controls.ts";
import { element } from "./dom.ts";
import type { Host } from "./host.ts";
import { factList } from "./table.ts";

/** Which corpus, which model, how much privacy: what the figures are about, before any figure. */
export function identityHeader(report: BiasReport, host: Host): HTMLElement {
  const { corpus } = report;
  const facts: (readonly [string, string | Node])[] = [];
  if (corpus !== undefined) {
    facts.push(["Corpus", corpus.name], ["Records", formatCount(corpus.records)]);
    const [file] = corpus.files;
    if (file !== undefined && corpus.files.length === 1) facts.push(["sha256", hash(file.sha256)]);
    else facts.push(["Files", `${formatCount(corpus.files.length)}, hashes under Data`]);
  }
  const models = modelNames(report);
  if (models.length > 0) facts.push(["Model", modelsText(models)]);
  facts.push(...privacyFacts(report));
  return element(
    "header",
    {},
    element(
      "div",
      { class: "title" },
      element("h1", {}, report.title),
      element(
        "p",
        { class: "made" },
        `evenhand ${report.generator.version}, `,
        element("time", { datetime: report.createdAt }, formatTime(report.createdAt)),
      ),
      ...(host.saveHtml === undefined ? [] : [actionButton("Save as HTML", host.saveHtml)]),
    ),
    factList(facts, { id: "identity", class: "facts identity" }),
    ...warnings(report),
  );
}

/** One promise in three facts; several in one each, because what belongs to which could not be seen otherwise. */
function privacyFacts({ arms = [] }: BiasReport): readonly (readonly [string, string])[] {
  const promises = sharedPromises(arms).map(promiseFacts);
  const [first, ...others] = promises;
  if (first === undefined || others.length === 0) return first ?? [];
  return promises.map((facts) => ["Privacy", facts.map(([, fact]) => fact).join("; ")]);
}

function promiseFacts({ epsilons, privacy }: SharedPromise): readonly (readonly [string, string])[] {
  const { delta, unit, adjacency, sampling, accountant } = privacy;
  const isPromised = epsilons.length > 0;
  return [
    ["Privacy", isPromised ? `ε ${epsilons.join(", ")}; δ ${formatSmall(delta)}` : notPrivate],
    ["Unit", `${unit}; ${adjacency}; ${sampling} sampling`],
    ...(isPromised ? [["Accountant", accountant] as const] : []),
  ];
}

/** A hash short enough to compare by eye; the whole one is in the tooltip and under Data. */
export function hash(value: string): HTMLElement {
  return element("code", { title: value }, shortHash(value));
}

/** Warnings that are shown at once: more would push the answer off the first screen. */
const warningsShown = 3;

function warnings(report: BiasReport): readonly HTMLElement[] {
  if (report.warnings.length === 0) return [];
  const items = report.warnings.map((warning) => element("li", {}, warning));
  const rest = items.slice(warningsShown);
  return [
    element(
      "div",
      { id: "warnings" },
      element("ul", { "aria-label": "Read first" }, ...items.slice(0, warningsShown)),
      rest.length === 0
        ? undefined
        : element(
            "details",
            {},
            element("summary", {}, `${formatCount(rest.length)} more to read first`),
            element("ul", { "aria-label": "More to read first" }, ...rest),
          ),
    ),
  ];
}
