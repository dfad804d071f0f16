import * as vscode from "vscode";
import { applyPlan } from "../cda/applyPlan.ts";
import type { SwapEdit } from "../cda/swapPlan.ts";
import type { TermMatch } from "../lexicon/lexicon.ts";
import type { AssociationRow, BiasReport, ScanSection } from "../report/biasReport.ts";
import { precisionText, shownWord } from "../report/scanWords.ts";
import { slursOf } from "../report/wording.ts";
import { commandIds } from "./commandIds.ts";
import { groupName, precisionOf } from "./findingsModel.ts";
import { Owner } from "./owner.ts";
import { corpusLanguages, rangeOf } from "./recordAnalysis.ts";
import type { AnalysedRecord, RecordAnalysis } from "./recordAnalysis.ts";
import type { ScanStore } from "./scanStore.ts";
import { causeChain } from "./showError.ts";

/** Rows of the table of a group's company: a hover is read at a glance. */
const companyShown = 5;

/** Text shown on each side of a swap in a record that is too long to be shown whole. UTF-16 code units. */
const contextShown = 600;

/** Swaps of a record whose reasons are listed. */
const reasonsShown = 12;

/** On a term: axis, group, counts and company in the last scan; on a swapped word: its counterfactual and the reason. */
export class TermHover extends Owner implements vscode.HoverProvider {
  readonly #analysis: RecordAnalysis;
  readonly #scans: ScanStore;
  readonly #log: vscode.LogOutputChannel;

  constructor(analysis: RecordAnalysis, scans: ScanStore, log: vscode.LogOutputChannel) {
    super();
    this.#analysis = analysis;
    this.#scans = scans;
    this.#log = log;
    this.own(
      vscode.languages.registerHoverProvider(
        corpusLanguages.map((language) => ({ language })),
        this,
      ),
    );
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    if (!this.#analysis.isCorpus(document)) return undefined;
    let analysed: AnalysedRecord | undefined;
    try {
      analysed = (await this.#analysis.analyser(document.uri)).at(document, position.line);
      await this.#scans.load();
    } catch (error) {
      this.#log.warn(causeChain(error));
    }
    if (analysed === undefined) return undefined;
    const here = analysed;
    const term = here.terms.find((match) => rangeOf(here, match).contains(position));
    const edit = here.plan.edits.find((candidate) => rangeOf(here, candidate).contains(position));
    const target = term ?? edit;
    if (target === undefined) return undefined;

    const contents: vscode.MarkdownString[] = [];
    if (term !== undefined) contents.push(termText(term, this.#scans.report));
    if (edit !== undefined) contents.push(editText(here, edit, document.uri));
    else if (term !== undefined) {
      const skipped = here.plan.skipped.find((candidate) => candidate.start < term.end && term.start < candidate.end);
      if (skipped !== undefined) {
        contents.push(new vscode.MarkdownString().appendText(vscode.l10n.t("not swapped: {0}", skipped.reason)));
      }
    }
    return new vscode.Hover(contents, rangeOf(here, target));
  }
}

/** `gender · female · 4,120 in the last scan`, and a table of what the group keeps company with. */
function termText(term: TermMatch, report: BiasReport | undefined): vscode.MarkdownString {
  const scan = report?.scan;
  const slurs = report === undefined ? new Set<string>() : slursOf(report);
  const text = new vscode.MarkdownString();
  text
    .appendMarkdown("**")
    .appendText(`${term.axis} · ${groupName(term.group, scan)}`)
    .appendMarkdown("**");
  const counted = scan?.groups.find((group) => group.group === term.group);
  if (scan === undefined || counted === undefined) {
    text.appendText(` · ${vscode.l10n.t("not scanned yet")}`);
  } else {
    const known = counted.terms.find((candidate) => candidate.term === term.term);
    const count = known?.mentions ?? 0;
    text.appendText(` · ${vscode.l10n.t("{0} in the last scan", count.toLocaleString("en"))}`);
    const ofGroup = vscode.l10n.t(
      "the group: {0} mentions in {1} records",
      counted.mentions.toLocaleString("en"),
      counted.documents.toLocaleString("en"),
    );
    text.appendMarkdown("\n\n").appendText(ofGroup);
    const company = scan.associations.filter((row) => row.group === term.group && row.z > 0);
    addCompany(text, company.toSorted((a, b) => b.z - a.z).slice(0, companyShown), slurs);
  }
  if (term.ambiguous) text.appendMarkdown("\n\n").appendText(ambiguityText(term, scan));
  return text;
}

const gap = "&nbsp;&nbsp;";

/** A table of the words that the group keeps company with; nothing where there are none. */
function addCompany(text: vscode.MarkdownString, company: readonly AssociationRow[], slurs: ReadonlySet<string>): void {
  if (company.length === 0) return;
  const addRow = (cells: readonly string[]): void => {
    text.appendMarkdown("\n|");
    // Tables of a hover have no gaps between columns.
    cells.forEach((cell, column) => {
      text
        .appendMarkdown(column === 0 ? " " : ` ${gap}`)
        .appendText(cell)
        .appendMarkdown(" |");
    });
  };
  text.appendMarkdown("\n");
  addRow([vscode.l10n.t("keeps company with"), vscode.l10n.t("sentences together"), "nPMI", "z"]);
  text.appendMarkdown("\n| --- | ---: | ---: | ---: |");
  for (const { word, together, npmi, z } of company) {
    addRow([shownWord(word, slurs), together.toLocaleString("en"), npmi.toFixed(2), z.toFixed(1)]);
  }
}

/** What else the word means and, where the last scan estimated it, how many of its mentions are about people. */
function ambiguityText(term: TermMatch, scan: ScanSection | undefined): string {
  const group = scan?.groups.find((candidate) => candidate.group === term.group);
  const sense = group?.terms.find((candidate) => candidate.term === term.term)?.sense;
  const estimated = precisionOf(scan, term);
  const other = sense ?? `${vscode.l10n.t("this word also has uses that name no group")}.`;
  if (estimated?.precision === undefined) return other;
  const share = vscode.l10n.t(
    "About people in {0} of {1} mentions that their surroundings decide; {2} undecided.",
    precisionText(estimated),
    estimated.decided.toLocaleString("en"),
    estimated.undecided.toLocaleString("en"),
  );
  return `${other} ${share}`;
}

/** `counterfactual: he — subject pronoun (confidence 1.00)`, the changed text around it, and a link that applies it. */
function editText(analysed: AnalysedRecord, edit: SwapEdit, uri: vscode.Uri): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const line = analysed.line;
  text.appendText(`${vscode.l10n.t("counterfactual:")} `);
  text.appendMarkdown("**").appendText(edit.after).appendMarkdown("**");
  text.appendText(` — ${edit.reason} (${vscode.l10n.t("confidence {0}", edit.confidence.toFixed(2))})`);
  text.appendMarkdown("\n\n> ").appendText(changedContext(analysed, edit));
  addReasons(text, analysed);
  const command = vscode.Uri.parse(
    `command:${commandIds.applyInRecord}?${encodeURIComponent(JSON.stringify([uri.toString(), line]))}`,
  );
  text.appendMarkdown(`\n\n[${vscode.l10n.t("Apply in record")}](${command.toString()})`);
  text.isTrusted = { enabledCommands: [commandIds.applyInRecord] };
  return text;
}

/** `she → he: subject pronoun (1.00)` for every edit of the record, with what was decided about it. */
function addReasons(text: vscode.MarkdownString, analysed: AnalysedRecord): void {
  const { edits } = analysed.plan;
  text.appendMarkdown("\n");
  for (const edit of edits.slice(0, reasonsShown)) {
    const { before, after, reason, confidence } = edit;
    const line = vscode.l10n.t("{0} → {1}: {2} ({3})", before, after, reason, confidence.toFixed(2));
    const isAccepted = edit.of === undefined && analysed.decisionOn(edit) === "accept";
    text.appendMarkdown("\n- ").appendText(isAccepted ? vscode.l10n.t("{0}, accepted", line) : line);
  }
  const more = edits.length - reasonsShown;
  if (more > 0) text.appendMarkdown("\n- ").appendText(vscode.l10n.t("and {0} more", more.toLocaleString("en")));
}

/** The counterfactual text around an edit, on one line. */
function changedContext({ record, plan }: AnalysedRecord, edit: SwapEdit): string {
  const start = Math.max(0, edit.start - contextShown);
  const end = Math.min(record.text.length, edit.end + contextShown);
  const inside = plan.edits
    .filter((other) => other.start >= start && other.end <= end)
    .map((other) => Object.assign({}, other, { start: other.start - start, end: other.end - start }));
  const changed = applyPlan(record.text.slice(start, end), inside).replaceAll(/\s+/g, " ");
  return `${start > 0 ? "…" : ""}${changed}${end < record.text.length ? "…" : ""}`;
}
