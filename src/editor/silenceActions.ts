import * as vscode from "vscode";
import { recordHash } from "../corpus/recordHash.ts";
import type { Finding, Silence } from "../policy/silence.ts";
import { internalCommandIds } from "./commandIds.ts";
import type { FindingHints } from "./findingHints.ts";
import type { Hint } from "./findHints.ts";
import { Owner } from "./owner.ts";
import { registerQuickFixes } from "./quickFixes.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";

/** Where a silence is written: into the document as comments, or into evenhand.json. */
export type SilenceTarget =
  | {
      readonly kind: "comment";
      readonly uri: vscode.Uri;
      readonly lines: readonly [first: number, last: number];
      readonly what: string;
      readonly isBlock: boolean;
    }
  | { readonly kind: "policy"; readonly silence: Silence };

/** Quick fixes of hints: silence it here, in a block, in the file, everywhere, or the rule. */
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
  ): Promise<vscode.CodeAction[]> {
    const found = this.#hints.of(document);
    if (found === undefined || found.version !== document.version) return [];
    const here = found.hints.filter((hint) => hint.range.intersection(range) !== undefined);
    const actions: vscode.CodeAction[] = [];
    for (const hint of here) {
      if (hint.finding === undefined) continue;
      const records = document.languageId === "jsonl" ? await this.#recordsIn(document, range) : undefined;
      actions.push(...actionsFor(hint.finding, hint, document, range, records));
    }
    return actions;
  }

  async #recordsIn(document: vscode.TextDocument, range: vscode.Range): Promise<readonly string[]> {
    const analyser = await this.#analysis.analyser(document.uri);
    const hashes: string[] = [];
    for (let line = range.start.line; line <= range.end.line; line += 1) {
      const analysed = analyser.at(document, line);
      if (analysed !== undefined) hashes.push(recordHash(analysed.record.text));
    }
    return hashes;
  }
}

function actionsFor(
  finding: Finding,
  { range: place, diagnostic }: Hint,
  document: vscode.TextDocument,
  selected: vscode.Range,
  records: readonly string[] | undefined,
): vscode.CodeAction[] {
  const { rule, word, record, files } = finding;
  const [file] = files;
  const what = word === undefined ? rule : `${rule}(${word})`;
  const name = word === undefined ? rule : `“${word}”`;
  const ofWord = { rule, ...(word === undefined ? {} : { word }) };
  const action = (title: string, target: SilenceTarget): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.diagnostics = [diagnostic];
    made.command = { command: internalCommandIds.silence, title, arguments: [target] };
    return made;
  };
  const toPolicy = (title: string, silence: Silence): vscode.CodeAction => action(title, { kind: "policy", silence });
  const comment = (lines: readonly [number, number], isBlock: boolean): SilenceTarget => {
    return { kind: "comment", uri: document.uri, lines, what, isBlock };
  };
  const line = place.start.line;
  const block = blockAround(document, line, selected);
  const { t } = vscode.l10n;
  const local =
    records === undefined
      ? [
          action(t("Silence {0} in this line", name), comment([line, line], false)),
          ...(block[0] === block[1] ? [] : [action(t("Silence {0} in this block", name), comment(block, true))]),
        ]
      : [
          ...(record === undefined
            ? []
            : [toPolicy(t("Silence {0} in this record", name), { ...ofWord, records: [record] })]),
          ...(records.length < 2
            ? []
            : [toPolicy(t("Silence {0} in the {1} selected records", name, records.length), { ...ofWord, records })]),
        ];
  return [
    ...local,
    ...(file === undefined || word === undefined
      ? []
      : [toPolicy(t("Silence {0} in this file", name), { ...ofWord, file })]),
    ...(word === undefined
      ? []
      : [toPolicy(t("Silence {0} everywhere", withGroup(finding, name)), { ...ofWord, ...groupOf(finding) })]),
    toPolicy(t("Silence the rule {0} everywhere", rule), { rule }),
    ...(file === undefined ? [] : [toPolicy(t("Silence every rule in this file"), { rule: "*", file })]),
  ];
}

function groupOf({ group }: Finding): { group?: string } {
  return group === undefined ? {} : { group };
}

function withGroup({ group }: Finding, name: string): string {
  return group === undefined ? name : vscode.l10n.t("{0} with {1}", name, group);
}

/** The selected lines, else those around a line up to the next empty ones. */
function blockAround(
  document: vscode.TextDocument,
  line: number,
  { start, end }: vscode.Range,
): readonly [first: number, last: number] {
  if (start.line !== end.line) return [start.line, end.line];
  const isEmpty = (index: number): boolean => document.lineAt(index).text.trim() === "";
  let [first, last] = [line, line];
  while (first > 0 && !isEmpty(first - 1)) first -= 1;
  while (last < document.lineCount - 1 && !isEmpty(last + 1)) last += 1;
  return [first, last];
}
