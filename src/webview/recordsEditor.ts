import * as vscode from "vscode";
import { EvenhandError, messageOf } from "../base/errors.ts";
import { tellDuration } from "../base/tellDuration.ts";
import { RecordsClient } from "../jobs/records/recordsClient.ts";
import type { RecordsEvent, RecordsFile } from "../jobs/records/recordsProtocol.ts";
import { isRecordsPageMessage } from "./recordsProtocol.ts";
import type { RecordsHostMessage, RecordsPageMessage, RevealTarget } from "./recordsProtocol.ts";
import { pageRoots, showPage } from "./showPage.ts";

/** The type of the custom editor; the manifest names it too. */
export const recordsViewType = "evenhand.records";

/** What the viewer has to be told by the shell. */
export interface RecordsShell {
  /** Where the file, or a copy of it, is on disk: the process that reads it sees no file systems of the editor. */
  path(uri: vscode.Uri): Promise<string>;
  /** How a file is to be read, by its settings. */
  settings(uri: vscode.Uri): Promise<{
    readonly file: Omit<RecordsFile, "path" | "name">;
    readonly highlight: boolean;
    /** Files of more bytes are not opened as text. */
    readonly mostTextBytes: number;
  }>;
  /** The bundled `records-child.mjs`. */
  readonly childPath: string;
  readonly nodePath: () => string | undefined;
  readonly openText: (uri: vscode.Uri, line: number) => Promise<void>;
  failed(error: unknown): void;
}

/**
 * The read-only viewer for files of records that are too large for a text editor, or no text. Each open file has a process
 * of its own that reads pages of it; nothing of the file is held here.
 */
export class RecordsEditor implements vscode.CustomReadonlyEditorProvider {
  readonly #extension: vscode.Uri;
  readonly #shell: RecordsShell;
  readonly #registration: vscode.Disposable;
  readonly #open = new Map<string, RecordsPanel>();
  /** Places to show as soon as the page of the file is ready. */
  readonly #toReveal = new Map<string, RevealTarget>();

  constructor(extension: vscode.Uri, shell: RecordsShell) {
    this.#extension = extension;
    this.#shell = shell;
    this.#registration = vscode.window.registerCustomEditorProvider(recordsViewType, this, {
      supportsMultipleEditorsPerDocument: false,
    });
  }

  /** Opens a file, or brings its editor to the front; at a place of it where one is given. */
  async show(uri: vscode.Uri, target?: RevealTarget): Promise<void> {
    const key = uri.toString();
    if (target !== undefined) this.#toReveal.set(key, target);
    await vscode.commands.executeCommand("vscode.openWith", uri, recordsViewType);
    const panel = this.#open.get(key);
    if (panel?.isReady === true) panel.reveal(this.#takeTarget(key));
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor(document: vscode.CustomDocument, view: vscode.WebviewPanel): void {
    const key = document.uri.toString();
    const panel = new RecordsPanel(document.uri, view, this.#shell, () => this.#takeTarget(key));
    this.#open.set(key, panel);
    view.onDidDispose(() => {
      panel.dispose();
      if (this.#open.get(key) === panel) this.#open.delete(key);
    });
    view.webview.options = { enableScripts: true, localResourceRoots: pageRoots(this.#extension) };
    showPage(view.webview, this.#extension, "records", panel.name);
  }

  dispose(): void {
    this.#registration.dispose();
    for (const panel of this.#open.values()) panel.dispose();
    this.#open.clear();
  }

  #takeTarget(key: string): RevealTarget | undefined {
    const target = this.#toReveal.get(key);
    this.#toReveal.delete(key);
    return target;
  }
}

/** One open file: its page, its process, and what passes between them. */
class RecordsPanel {
  readonly name: string;
  readonly #uri: vscode.Uri;
  readonly #view: vscode.WebviewPanel;
  readonly #shell: RecordsShell;
  readonly #takeTarget: () => RevealTarget | undefined;
  readonly #owned: vscode.Disposable[] = [];
  #client: RecordsClient | undefined;
  /** The last event of each kind, for a page that was hidden meanwhile and is drawn anew. */
  readonly #events = new Map<RecordsEvent["kind"], RecordsEvent>();
  /** What the page is told first; nothing where the file was opened again or closed meanwhile. */
  #opened: Promise<RecordsHostMessage | undefined>;
  /** Whether the file changed since it was opened: a hidden page hears nothing of it. */
  #isChanged = false;
  /** Counts openings: what an earlier one still waits for is no longer wanted. */
  #turn = 0;
  #isReady = false;
  /** For measurements: when the editor was asked for, and whether its first records are out. */
  readonly #asked = performance.now();
  #hasRecords = false;

  constructor(
    uri: vscode.Uri,
    view: vscode.WebviewPanel,
    shell: RecordsShell,
    takeTarget: () => RevealTarget | undefined,
  ) {
    this.#uri = uri;
    this.#view = view;
    this.#shell = shell;
    this.#takeTarget = takeTarget;
    this.name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
    // Reading begins while the page is still being made.
    this.#opened = this.#openFile();
    this.#owned.push(
      view.webview.onDidReceiveMessage((message: unknown) => {
        if (isRecordsPageMessage(message)) void this.#answer(message).catch((error: unknown) => shell.failed(error));
      }),
      this.#watch(),
    );
  }

  /** The page has been told its file. */
  get isReady(): boolean {
    return this.#isReady && this.#view.visible;
  }

  reveal(target: RevealTarget | undefined): void {
    if (target !== undefined) this.#post({ kind: "reveal", target });
  }

  dispose(): void {
    this.#turn += 1;
    this.#client?.dispose();
    for (const disposable of this.#owned) disposable.dispose();
  }

  async #answer(message: RecordsPageMessage): Promise<void> {
    switch (message.kind) {
      case "ready":
        tellDuration("evenhand.records.page", this.#asked);
        return await this.#present();
      case "reopen":
        this.#opened = this.#openFile();
        return await this.#present();
      case "copy":
        return await vscode.env.clipboard.writeText(message.text);
      case "openText":
        return await this.#shell.openText(this.#uri, message.line);
      case "ask": {
        const { id, question } = message;
        try {
          const answer = await this.#client?.ask(question);
          if (answer === undefined) return;
          this.#post({ kind: "answer", id, answer });
          if (!this.#hasRecords) tellDuration("evenhand.records.first", this.#asked);
          this.#hasRecords = true;
        } catch (error) {
          this.#post({ kind: "failed", id, ...wordsOf(error) });
        }
      }
    }
  }

  async #present(): Promise<void> {
    const opened = await this.#opened;
    if (opened === undefined) return;
    this.#post(opened);
    for (const event of this.#events.values()) this.#post({ kind: "event", event });
    if (this.#isChanged) this.#post({ kind: "changed" });
    this.#isReady = true;
    this.reveal(this.#takeTarget());
  }

  async #openFile(): Promise<RecordsHostMessage | undefined> {
    this.#turn += 1;
    const turn = this.#turn;
    const isLast = (): boolean => turn === this.#turn;
    this.#client?.dispose();
    this.#events.clear();
    this.#isChanged = false;
    try {
      const [path, { file, highlight, mostTextBytes }] = await Promise.all([
        this.#shell.path(this.#uri),
        this.#shell.settings(this.#uri),
      ]);
      if (!isLast()) return undefined; // nobody would end the reader
      const client = new RecordsClient({
        childPath: this.#shell.childPath,
        nodePath: this.#shell.nodePath,
        onEvent: (event) => {
          if (!isLast()) return;
          this.#events.set(event.kind, event);
          this.#post({ kind: "event", event });
        },
        onGone: (error) => {
          const gone: RecordsHostMessage = { kind: "notOpened", ...wordsOf(error) };
          this.#opened = Promise.resolve(gone);
          this.#post(gone);
        },
      });
      this.#client = client;
      const [opened, { size }] = await Promise.all([
        client.open({ path, name: this.name, ...file }),
        vscode.workspace.fs.stat(this.#uri),
      ]);
      if (!isLast()) return undefined;
      tellDuration("evenhand.records.opened", this.#asked);
      const opensAsText = size <= mostTextBytes && opened.unit === "bytes";
      return { kind: "opened", file: { ...opened, name: this.name, bytes: size, highlight, opensAsText } };
    } catch (error) {
      return isLast() ? { kind: "notOpened", ...wordsOf(error) } : undefined;
    }
  }

  #watch(): vscode.Disposable {
    const folder = vscode.Uri.joinPath(this.#uri, "..");
    const pattern = new vscode.RelativePattern(folder, this.name.replaceAll(/[*?[\]{}]/g, "[$&]"));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, true, false, false);
    const tell = (): void => {
      this.#isChanged = true;
      this.#post({ kind: "changed" });
    };
    watcher.onDidChange(tell);
    watcher.onDidDelete(tell);
    return watcher;
  }

  #post(message: RecordsHostMessage): void {
    void this.#view.webview.postMessage(message);
  }
}

function wordsOf(error: unknown): { readonly message: string; readonly hint: string } {
  const hint = error instanceof EvenhandError ? error.hint : "Look at the log.";
  return { message: messageOf(error), hint };
}
