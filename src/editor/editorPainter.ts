import * as vscode from "vscode";
import { tellDuration } from "../base/tellDuration.ts";
import { causeChain } from "./showError.ts";
import { Owner } from "./owner.ts";

/** Wait after the last scroll before drawing. */
const debounceMs = 150;

/** Wait after a keystroke, which changes one line of those that are known: enough for a burst of them. */
const typingMs = 10;

/** Drawing after keystrokes takes at most one part in so many of the time. */
const longestShare = 4;

/**
 * Base of what draws into the visible part of editors: again, 150 ms after the last scroll or change of settings or of a
 * document's language, and soon after a keystroke; as late as after a scroll where drawing takes so long that it would hold up typing. Drops a
 * drawing whose document changed while it was made.
 */
export abstract class EditorPainter extends Owner {
  readonly #log: vscode.LogOutputChannel;
  readonly #name: "terms" | "preview";
  /** Editors that something may be drawn in. */
  readonly #drawn = new WeakSet<vscode.TextEditor>();
  #timer: NodeJS.Timeout | undefined;
  /** What drawing took the last time. */
  #lastMs = 0;
  /** When the document was changed first since the last drawing. */
  #changedAt: number | undefined;

  /** @param name of what is drawn, for measurements */
  constructor(log: vscode.LogOutputChannel, name: "terms" | "preview") {
    super();
    this.#log = log;
    this.#name = name;
    this.own({ dispose: () => clearTimeout(this.#timer) });
    this.own(vscode.window.onDidChangeVisibleTextEditors(() => this.schedule()));
    this.own(vscode.window.onDidChangeTextEditorVisibleRanges(() => this.schedule()));
    // A change of the language closes and opens a document that stays in sight.
    this.own(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isVisible(document)) this.schedule();
      }),
    );
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!isVisible(document)) return;
        this.#changedAt ??= performance.now();
        this.#wait(Math.min(debounceMs, Math.max(typingMs, longestShare * this.#lastMs)));
      }),
    );
  }

  /** Draws all visible editors once things have been quiet for a moment. */
  protected schedule(): void {
    this.#wait(debounceMs);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#paintAll(), ms);
  }

  /** Computes what to draw and returns the function that draws it; undefined in a document where nothing is drawn. */
  protected abstract prepare(editor: vscode.TextEditor): Promise<(() => void) | undefined>;

  /** Takes away what was drawn: the document is no longer one that is drawn in. */
  protected abstract clear(editor: vscode.TextEditor): void;

  async #paintAll(): Promise<void> {
    const started = performance.now();
    const changedAt = this.#changedAt;
    this.#changedAt = undefined;
    for (const editor of vscode.window.visibleTextEditors) {
      const version = editor.document.version;
      try {
        const draw = await this.prepare(editor);
        if (this.isDisposed || editor.document.version !== version) continue;
        if (draw !== undefined) {
          draw();
          this.#drawn.add(editor);
        } else if (this.#drawn.delete(editor)) this.clear(editor);
      } catch (error) {
        // A wrong setting would come up with every keystroke: the commands show it, drawing only notes it.
        this.#log.warn(causeChain(error));
      }
    }
    this.#lastMs = performance.now() - started;
    if (changedAt !== undefined) tellDuration(`evenhand.${this.#name}`, changedAt);
  }
}

function isVisible(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
}
