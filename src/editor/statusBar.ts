import * as vscode from "vscode";
import { strongFindings } from "../report/strongAssociations.ts";
import { viewIds } from "./commandIds.ts";
import type { JobRunner } from "./jobRunner.ts";
import { Owner } from "./owner.ts";
import type { ScanStore } from "./scanStore.ts";

/** One item: what is running, else what the last scan found. A click opens the findings. */
export class StatusBar extends Owner {
  readonly #scans: ScanStore;
  readonly #jobs: JobRunner;
  readonly #item = this.own(vscode.window.createStatusBarItem("evenhand.status", vscode.StatusBarAlignment.Left, 10));

  constructor(scans: ScanStore, jobs: JobRunner) {
    super();
    this.#scans = scans;
    this.#jobs = jobs;
    this.#item.name = "Evenhand";
    this.#item.command = `${viewIds.findings}.focus`;
    this.own(scans.onDidChange(() => this.#draw()));
    this.own(jobs.onDidChange(() => this.#draw()));
    this.#draw();
    this.#item.show();
  }

  #draw(): void {
    const job = this.#jobs.running.at(-1);
    const { report } = this.#scans;
    if (job !== undefined) {
      this.#item.text = `$(sync~spin) ${[job.name, job.shortText].join(" ").trimEnd()}`;
      this.#item.tooltip = withLegend(job.text === "" ? job.title : `${job.title}: ${job.text}`);
    } else if (report === undefined) {
      this.#item.text = "$(law) Evenhand";
      this.#item.tooltip = withLegend(
        this.#scans.isLoaded ? vscode.l10n.t("Nothing scanned yet") : vscode.l10n.t("The findings show the last scan"),
      );
    } else {
      const records = (report.corpus?.records ?? 0).toLocaleString("en");
      this.#item.text = `$(law) ${vscode.l10n.t("{0} strong", strongFindings(report))}`;
      const strong = strongFindings(report);
      this.#item.tooltip = withLegend(vscode.l10n.t("Strong associations in {0} records: {1}", records, strong));
    }
  }
}

/** What is to be said about the state, and how the highlights are told apart. */
function withLegend(state: string): vscode.MarkdownString {
  const legend = vscode.l10n.t("Underlined words: gender solid, race dashed, religion dotted.");
  return new vscode.MarkdownString().appendText(state).appendMarkdown("\n\n").appendText(legend);
}
