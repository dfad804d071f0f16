import * as vscode from "vscode";
import { causeChain } from "./showError.ts";
import { Owner } from "./owner.ts";

/** Wait after the last scroll or keystroke before drawing. */
const debounceMs = 150;

/**
 * Base of what draws into the visible part of editors: draws again, 150 ms after the last scroll, edit or change of
 * settings, and drops a drawing whose document changed while it was made.
 */
export abstract class EditorPainter extends Owner {
  readonly #log: vscode.LogOutputChannel;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: vscode.LogOutputChannel) {
    super();
    this.#log = log;
    this.own({ dispose: () => clearTimeout(this.#timer) });
    this.own(vscode.window.onDidChangeVisibleTextEditors(() => this.schedule()));
    this.own(vscode.window.onDidChangeTextEditorVisibleRanges(() => this.schedule()));
    this.own(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (vscode.window.visibleTextEditors.some((editor) => editor.document === event.document)) this.schedule();
      }),
    );
  }

  /** Draws all visible editors once things have been quiet for a moment. */
  protected schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#paintAll(), debounceMs);
  }

  /** Computes what to draw and returns the function that draws it; undefined when there is nothing to change. */
  protected abstract prepare(editor: vscode.TextEditor): Promise<(() => void) | undefined>;

  async #paintAll(): Promise<void> {
    for (const editor of vscode.window.visibleTextEditors) {
      const version = editor.document.version;
      try {
        const draw = await this.prepare(editor);
        if (this.isDisposed || editor.document.version !== version) continue;
        draw?.();
      } catch (error) {
        // A wrong setting would come up with every keystroke: the commands show it, drawing only notes it.
        this.#log.warn(causeChain(error));
      }
    }
  }
}
