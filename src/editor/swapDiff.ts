import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { counterfactualScheme } from "./commandIds.ts";
import { baseName } from "./corpusFiles.ts";
import { Owner } from "./owner.ts";
import type { AnalysedRecord, Analyser, RecordAnalysis } from "./recordAnalysis.ts";

const scheme = counterfactualScheme;

/** Wait after the last keystroke before the other side is made anew. */
const debounceMs = 300;

/** Time between two breaks for the rest of the editor. */
const sliceMs = 15;

/** A document beside itself with every swap made, as a difference; the other side is read-only and follows what is typed. */
export class SwapDiff extends Owner implements vscode.TextDocumentContentProvider {
  readonly #analysis: RecordAnalysis;
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  /** Other sides that are open. */
  readonly #shown = new Map<string, vscode.Uri>();
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(analysis: RecordAnalysis) {
    super();
    this.#analysis = analysis;
    this.own(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.own(analysis.onDidChange(() => this.#refresh()));
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#shown.has(document.uri.toString())) this.#refresh();
      }),
    );
    this.own(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#shown.delete(uri.query);
      }),
    );
    this.own({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Opens the difference of the active document. */
  async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !this.#analysis.isCorpus(document)) {
      throw new EvenhandError("counterfactuals.failed", vscode.l10n.t("No corpus is open."), {
        hint: vscode.l10n.t("Open a .txt or .jsonl file first."),
      });
    }
    const { uri } = document;
    const other = vscode.Uri.from({ scheme, path: uri.path, query: uri.toString() });
    this.#shown.set(uri.toString(), other);
    const title = vscode.l10n.t("{0} ↔ counterfactual", baseName(uri));
    await vscode.commands.executeCommand("vscode.diff", uri, other, title);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const source = vscode.Uri.parse(uri.query, true);
    this.#shown.set(uri.query, uri);
    const document = await vscode.workspace.openTextDocument(source);
    return counterfactualText(document, await this.#analysis.analyser(source));
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const uri of this.#shown.values()) this.#changed.fire(uri);
    }, debounceMs);
  }
}

/** The document's text with every planned swap, giving way to the editor every few milliseconds. */
export async function counterfactualText(document: vscode.TextDocument, analyser: Analyser): Promise<string> {
  const eol = document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
  const lines: string[] = [];
  let resumedMs = performance.now();
  // The document may get shorter while others are served.
  for (let line = 0; line < document.lineCount; line += 1) {
    if (performance.now() - resumedMs > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      resumedMs = performance.now();
      if (line >= document.lineCount) break;
    }
    const analysed = analyser.at(document, line);
    lines.push(withEdits(document.lineAt(line).text, analysed));
  }
  return lines.join(eol);
}

/** A line with its record's swaps, made from the end so that earlier columns stay. */
function withEdits(raw: string, analysed: AnalysedRecord | undefined): string {
  if (analysed === undefined) return raw;
  const { record, plan } = analysed;
  return plan.edits.reduceRight(
    (text, { start, end, after }) =>
      text.slice(0, record.column(start)) + record.encode(after) + text.slice(record.column(end)),
    raw,
  );
}
