import * as vscode from "vscode";
import type { SwapDecision, Verdict } from "../cda/decisions/swapDecision.ts";
import type { SwapEdit } from "../cda/swapPlan.ts";
import { internalCommandIds } from "./commandIds.ts";
import { Owner } from "./owner.ts";
import { registerQuickFixes } from "./quickFixes.ts";
import { rangeOf } from "./recordAnalysis.ts";
import type { AnalysedRecord, RecordAnalysis } from "./recordAnalysis.ts";
import { addEdits } from "./recordEdits.ts";
import { causeChain } from "./showError.ts";

/** What the command behind a quick fix is asked to remember, or to forget. */
export interface DecisionRequest {
  readonly decision: SwapDecision;
  readonly isWithdrawn: boolean;
}

/** Quick fixes of a word that has a counterfactual: apply it, or decide about it for what is generated. */
export class SwapActions extends Owner implements vscode.CodeActionProvider {
  readonly #analysis: RecordAnalysis;
  readonly #log: vscode.LogOutputChannel;

  constructor(analysis: RecordAnalysis, log: vscode.LogOutputChannel) {
    super();
    this.#analysis = analysis;
    this.#log = log;
    this.own(registerQuickFixes(this));
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range | vscode.Selection,
  ): Promise<vscode.CodeAction[]> {
    if (!this.#analysis.isCorpus(document)) return [];
    let analysed: AnalysedRecord | undefined;
    try {
      analysed = (await this.#analysis.analyser(document.uri)).at(document, range.start.line);
    } catch (error) {
      this.#log.warn(causeChain(error));
    }
    if (analysed === undefined) return [];
    const { proposed } = analysed;
    const here = proposed.edits.find((edit) => rangeOf(analysed, edit).intersection(range) !== undefined);
    if (here === undefined) return [];
    // An article is decided about with the word that it agrees with.
    const swap = here.of === undefined ? here : proposed.edits.find(({ start }) => start === here.of);
    if (swap === undefined) return [];
    const actions = actionsFor(document.uri, analysed, swap);
    // Without an open folder there is no place for decisions.
    const mayDecide = vscode.workspace.workspaceFolders !== undefined;
    return mayDecide ? actions : actions.filter(({ command }) => command?.command !== internalCommandIds.decide);
  }
}

function actionsFor(uri: vscode.Uri, analysed: AnalysedRecord, swap: SwapEdit): vscode.CodeAction[] {
  const { before, after } = swap;
  const isPlanned = analysed.plan.edits.some(({ start, of }) => start === swap.start && of === undefined);
  const decided = analysed.decisionOn(swap);
  const ofSwap = (decision: Verdict): SwapDecision => {
    return { decision, swap: analysed.keyOf(swap), word: before, after };
  };
  const accept = decide(vscode.l10n.t("Accept “{0}” → “{1}” here", before, after), ofSwap("accept"));
  const reject = decide(vscode.l10n.t("Reject “{0}” → “{1}” here", before, after), ofSwap("reject"));
  const forget = decide(vscode.l10n.t("Forget the decision about “{0}” here", before), ofSwap("accept"), true);
  const never = decide(vscode.l10n.t("Never swap “{0}”", before), { decision: "reject", word: before.toLowerCase() });
  const again = decide(
    vscode.l10n.t("Swap “{0}” again", before),
    { decision: "reject", word: before.toLowerCase() },
    true,
  );
  const ownDecisions = decided === undefined ? [] : [forget];
  if (!isPlanned) {
    const left = analysed.wordDecision(swap) === "reject" ? [again] : [];
    return [...left, accept, ...ownDecisions];
  }
  const { edits } = analysed.plan;
  const group = edits.filter(({ start, of }) => (of ?? start) === swap.start);
  const one = apply(vscode.l10n.t("Swap “{0}” for “{1}” here", before, after), uri, analysed, group);
  const all = edits.length === group.length ? [] : [apply(vscode.l10n.t("Apply in this record"), uri, analysed, edits)];
  return [one, ...all, ...(decided === "accept" ? [] : [accept]), reject, never, ...ownDecisions];
}

function apply(
  title: string,
  uri: vscode.Uri,
  analysed: AnalysedRecord,
  edits: readonly SwapEdit[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  addEdits(action.edit, uri, analysed, edits);
  return action;
}

function decide(title: string, decision: SwapDecision, isWithdrawn = false): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const request: DecisionRequest = { decision, isWithdrawn };
  action.command = { command: internalCommandIds.decide, title, arguments: [request] };
  return action;
}
