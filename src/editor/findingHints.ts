import * as vscode from "vscode";
import { rulesScheme } from "./commandIds.ts";
import type { DocumentHints, PageOf } from "./findHints.ts";
import { Owner } from "./owner.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";
import type { ScanStore } from "./scanStore.ts";
import { readSettings, settingsSection } from "./settings.ts";
import { causeChain } from "./showError.ts";

/** Wait after the last keystroke. */
const debounceMs = 300;

/** Findings in open corpora as hints: strong associations, ambiguous terms, data problems. Off unless they are asked for. */
export class FindingHints extends Owner {
  readonly #analysis: RecordAnalysis;
  readonly #scans: ScanStore;
  readonly #policies: PolicyStore;
  readonly #page: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #collection = this.own(vscode.languages.createDiagnosticCollection("evenhand"));
  readonly #found = new Map<string, DocumentHints>();
  #timer: NodeJS.Timeout | undefined;

  /** @param page docs/rules.md, which comes with the extension */
  constructor(
    analysis: RecordAnalysis,
    scans: ScanStore,
    policies: PolicyStore,
    page: vscode.Uri,
    log: vscode.LogOutputChannel,
  ) {
    super();
    this.#page = page;
    this.#analysis = analysis;
    this.#scans = scans;
    this.#policies = policies;
    this.#log = log;
    const schedule = (): void => this.#schedule();
    this.own(
      vscode.workspace.registerTextDocumentContentProvider(rulesScheme, {
        provideTextDocumentContent: () => this.#rules(),
      }),
    );
    this.own({ dispose: () => clearTimeout(this.#timer) });
    this.own(analysis.onDidChange(schedule));
    this.own(scans.onDidChange(schedule));
    this.own(policies.onDidChange(schedule));
    this.own(vscode.window.onDidChangeVisibleTextEditors(schedule));
    const scheduleVisible = (document: vscode.TextDocument): void => {
      if (vscode.window.visibleTextEditors.some((editor) => editor.document === document)) this.#schedule();
    };
    this.own(vscode.workspace.onDidChangeTextDocument(({ document }) => scheduleVisible(document)));
    // A change of the language closes and opens a document that stays in sight.
    this.own(vscode.workspace.onDidOpenTextDocument(scheduleVisible));
    this.own(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#found.delete(uri.toString());
        this.#collection.delete(uri);
      }),
    );
    this.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${settingsSection}.diagnostics`)) this.#schedule();
      }),
    );
    this.#schedule();
  }

  /** What is known of a document; undefined where hints are off or not there yet. */
  of(document: vscode.TextDocument): DocumentHints | undefined {
    return this.#found.get(document.uri.toString());
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#drawAll(), debounceMs);
  }

  async #drawAll(): Promise<void> {
    const documents = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    for (const document of documents) {
      try {
        if (this.#analysis.isCorpus(document)) await this.#draw(document);
      } catch (error) {
        this.#log.warn(causeChain(error));
      }
    }
  }

  async #draw(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    if (!readSettings(document.uri).diagnostics) {
      this.#found.delete(key);
      this.#collection.delete(document.uri);
      return;
    }
    try {
      await this.#scans.load();
    } catch (error) {
      this.#log.warn(causeChain(error)); // without a scan there are still ambiguous terms
    }
    const [{ findHints }, analyser, policy, pageOf] = await Promise.all([
      import("./findHints.ts"),
      this.#analysis.analyser(document.uri),
      this.#policies.known(),
      this.#sections(),
    ]);
    const path = this.#policies.pathOf(document.uri);
    const found = await findHints(document, analyser, { report: this.#scans.report, policy, path, pageOf });
    if (found === undefined || this.isDisposed || !this.#analysis.isCorpus(document)) return;
    this.#found.set(key, found);
    this.#collection.set(
      document.uri,
      found.hints.map(({ diagnostic }) => diagnostic),
    );
  }

  /** A hint's link may be no command, and leads to a line: that of its code's heading. */
  async #sections(): Promise<PageOf> {
    const lines = (await this.#rules()).split("\n");
    return (code) => {
      const fragment = `L${lines.indexOf(`## ${code}`) + 1}`;
      return this.#page.with({ scheme: rulesScheme, path: "/rules.md", fragment });
    };
  }

  async #rules(): Promise<string> {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#page));
  }
}
