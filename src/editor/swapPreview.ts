import * as vscode from "vscode";
import { contextKeys } from "./commandIds.ts";
import { EditorPainter } from "./editorPainter.ts";
import { rangeOf } from "./recordAnalysis.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";
import { visibleLines } from "./visibleLines.ts";

/** Shows the counterfactual word behind each word that would be swapped; off until it is toggled. */
export class SwapPreview extends EditorPainter {
  readonly #analysis: RecordAnalysis;
  readonly #ghostText = this.own(
    vscode.window.createTextEditorDecorationType({ rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed }),
  );
  #isOn = false;
  /** Whether a swap was shown since it was switched on, as the editor was told. */
  #isShowing = false;

  constructor(analysis: RecordAnalysis, log: vscode.LogOutputChannel) {
    super(log, "preview");
    this.#analysis = analysis;
    this.own(analysis.onDidChange(() => this.schedule()));
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  async toggle(): Promise<void> {
    this.#isOn = !this.#isOn;
    if (!this.#isOn) await this.#tellShowing(false);
    this.schedule();
  }

  async #tellShowing(isShowing: boolean): Promise<void> {
    if (this.#isShowing === isShowing) return;
    this.#isShowing = isShowing;
    await vscode.commands.executeCommand("setContext", contextKeys.previewing, isShowing);
  }

  protected override async prepare(editor: vscode.TextEditor): Promise<(() => void) | undefined> {
    const { document } = editor;
    if (!this.#analysis.isCorpus(document)) return undefined;
    const ghosts: vscode.DecorationOptions[] = [];
    if (this.#isOn) {
      const analyser = await this.#analysis.analyser(document.uri);
      for (const line of visibleLines(editor)) {
        const analysed = line < document.lineCount ? analyser.at(document, line) : undefined;
        if (analysed === undefined) continue;
        for (const edit of analysed.plan.edits) {
          ghosts.push({ range: rangeOf(analysed, edit), renderOptions: { after: ghost(edit.after) } });
        }
      }
    }
    return () => {
      editor.setDecorations(this.#ghostText, ghosts);
      if (this.#isOn && ghosts.length > 0) void this.#tellShowing(true);
    };
  }

  protected override clear(editor: vscode.TextEditor): void {
    editor.setDecorations(this.#ghostText, []);
  }
}

function ghost(word: string): vscode.ThemableDecorationAttachmentRenderOptions {
  return {
    contentText: `·${word}·`,
    color: new vscode.ThemeColor("evenhand.counterfactualText"),
    fontStyle: "italic",
    margin: "0 0 0 0.5ch",
  };
}
