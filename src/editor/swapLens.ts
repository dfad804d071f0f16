import * as vscode from "vscode";
import { causeChain } from "./showError.ts";
import { commandIds, internalCommandIds } from "./commandIds.ts";
import { Owner } from "./owner.ts";
import { corpusLanguages } from "./recordAnalysis.ts";
import type { Analyser, RecordAnalysis } from "./recordAnalysis.ts";
import { readSettings } from "./settings.ts";

/** Records that get a lens; the rest of a larger document is reached through the views. */
const mostRecords = 1000;

type Part = "swaps" | "preview" | "generate";

class RecordLens extends vscode.CodeLens {
  readonly uri: vscode.Uri;
  readonly count: number;
  readonly part: Part;

  constructor(uri: vscode.Uri, line: number, count: number, part: Part) {
    super(new vscode.Range(line, 0, line, 0));
    this.uri = uri;
    this.count = count;
    this.part = part;
  }
}

/** `2 swaps | preview | generate` above each record that has a counterfactual. */
export class SwapLens extends Owner implements vscode.CodeLensProvider<RecordLens> {
  readonly #analysis: RecordAnalysis;
  readonly #log: vscode.LogOutputChannel;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(analysis: RecordAnalysis, log: vscode.LogOutputChannel) {
    super();
    this.#analysis = analysis;
    this.#log = log;
    this.onDidChangeCodeLenses = analysis.onDidChange;
    this.own(
      vscode.languages.registerCodeLensProvider(
        corpusLanguages.map((language) => ({ language })),
        this,
      ),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<RecordLens[]> {
    if (!this.#analysis.isCorpus(document)) return [];
    let analyser: Analyser;
    try {
      if (!readSettings(document.uri).codeLens) return [];
      analyser = await this.#analysis.analyser(document.uri);
    } catch (error) {
      this.#log.warn(causeChain(error));
      return [];
    }
    const lenses: RecordLens[] = [];
    let records = 0;
    let pausedMs = performance.now();
    for (let line = 0; line < document.lineCount && records < mostRecords; line += 1) {
      // The editor waits for nobody: give way every few milliseconds.
      if (performance.now() - pausedMs > 15) {
        await new Promise((resolve) => setImmediate(resolve));
        if (token.isCancellationRequested) return [];
        pausedMs = performance.now();
      }
      const analysed = analyser.at(document, line);
      if (analysed === undefined) continue;
      const count = analysed.plan.edits.length;
      if (count === 0) continue;
      records += 1;
      for (const part of ["swaps", "preview", "generate"] as const) {
        lenses.push(new RecordLens(document.uri, line, count, part));
      }
    }
    return lenses;
  }

  resolveCodeLens(lens: RecordLens): RecordLens {
    lens.command = commandOf(lens);
    return lens;
  }
}

function commandOf(lens: RecordLens): vscode.Command {
  switch (lens.part) {
    case "swaps": {
      const title = lens.count === 1 ? vscode.l10n.t("1 swap") : vscode.l10n.t("{0} swaps", lens.count);
      const tooltip = vscode.l10n.t("Show the counterfactual of this record");
      return { title, tooltip, command: internalCommandIds.showSwaps, arguments: [lens.uri, lens.range.start.line] };
    }
    case "preview":
      return { title: vscode.l10n.t("preview"), command: commandIds.previewCounterfactuals };
    case "generate":
      return { title: vscode.l10n.t("generate"), command: commandIds.generateCorpus, arguments: [lens.uri] };
  }
}
