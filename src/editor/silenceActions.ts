import * as vscode from "vscode";
import { recordHash } from "../corpus/recordHash.ts";
import type { Finding, Silence } from "../policy/silence.ts";
import { internalCommandIds } from "./commandIds.ts";
import type { FindingHints } from "./findingHints.ts";
import { Owner } from "./owner.ts";
import { registerQuickFixes } from "./quickFixes.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";

/** Of more lines, the selected records are not silenced one by one: that is for a file or a rule. */
const mostSelectedLines = 300;

/**
 * Quick fixes of hints: silence it in the record, in the file, everywhere, or the rule. All are written into evenhand.json:
 * every format that hints are shown in is read line by line, so that a comment would be a record of the corpus.
 */
export class SilenceActions extends Owner implements vscode.CodeActionProvider {
  readonly #hints: FindingHints;
  readonly #analysis: RecordAnalysis;

  constructor(hints: FindingHints, analysis: RecordAnalysis) {
    super();
    this.#hints = hints;
    this.#analysis = analysis;
    this.own(registerQuickFixes(this));
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range | vscode.Selection,
    _context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const found = this.#hints.of(document);
    if (found === undefined || found.version !== document.version) return [];
    const here = found.hints.filter(
      ({ finding, range: place }) => finding !== undefined && place.intersection(range) !== undefined,
    );
    if (here.length === 0) return [];
    const selected = await this.#recordsIn(document, range, token);
    // What silences a rule or a file is the same for many hints, and is offered once, for all of them.
    const offered = new Map<string, vscode.CodeAction>();
    for (const { finding, diagnostic } of here) {
      if (finding === undefined) continue;
      for (const action of actionsFor(finding, diagnostic, selected)) {
        const what = JSON.stringify(action.command?.arguments);
        const same = offered.get(what);
        if (same === undefined) offered.set(what, action);
        else same.diagnostics?.push(diagnostic);
      }
    }
    return [...offered.values()];
  }

  /** The hashes of the selected records, each text once; none where so much is selected that looking would hold up typing. */
  async #recordsIn(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<readonly string[]> {
    if (range.end.line - range.start.line >= mostSelectedLines) return [];
    const analyser = await this.#analysis.analyser(document.uri);
    const hashes = new Set<string>();
    for (let line = range.start.line; line <= range.end.line; line += 1) {
      if (token.isCancellationRequested) return [];
      const analysed = analyser.at(document, line);
      if (analysed !== undefined) hashes.add(recordHash(analysed.record.text));
    }
    return [...hashes];
  }
}

function actionsFor(finding: Finding, diagnostic: vscode.Diagnostic, selected: readonly string[]): vscode.CodeAction[] {
  const { rule, word, record, files } = finding;
  const [file] = files;
  const name = word === undefined ? rule : `“${word}”`;
  const ofWord = { rule, ...(word === undefined ? {} : { word }) };
  const action = (title: string, silence: Silence): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.diagnostics = [diagnostic];
    made.command = { command: internalCommandIds.silence, title, arguments: [silence] };
    return made;
  };
  return [
    ...(record === undefined
      ? []
      : [action(vscode.l10n.t("Silence {0} in this record", name), { ...ofWord, records: [record] })]),
    ...(selected.length < 2
      ? []
      : [
          action(vscode.l10n.t("Silence {0} in the {1} selected records", name, selected.length), {
            ...ofWord,
            records: selected,
          }),
        ]),
    ...(file === undefined || word === undefined
      ? []
      : [action(vscode.l10n.t("Silence {0} in this file", name), { ...ofWord, file })]),
    ...(word === undefined
      ? []
      : [
          action(vscode.l10n.t("Silence {0} everywhere", withGroup(finding, name)), { ...ofWord, ...groupOf(finding) }),
        ]),
    action(vscode.l10n.t("Silence the rule {0} everywhere", rule), { rule }),
    ...(file === undefined ? [] : [action(vscode.l10n.t("Silence every rule in this file"), { rule: "*", file })]),
  ];
}

function groupOf({ group }: Finding): { group?: string } {
  return group === undefined ? {} : { group };
}

function withGroup({ group }: Finding, name: string): string {
  return group === undefined ? name : vscode.l10n.t("{0} with {1}", name, group);
}
