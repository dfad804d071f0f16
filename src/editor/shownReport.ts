import * as vscode from "vscode";
import type { PageContent } from "../report/pageContent.ts";
import { memoryKeys } from "./commandIds.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import { readReport, storedReports } from "./reportFiles.ts";

/** Knows the files of what the report panel shows, so that a window that is loaded anew shows the same. */
export class ShownReport {
  readonly #memory: vscode.Memento;
  readonly #folder: DataFolder;
  readonly #jobs: JobRunner;

  /** @param memory of the workspace */
  constructor(memory: vscode.Memento, folder: DataFolder, jobs: JobRunner) {
    this.#memory = memory;
    this.#folder = folder;
    this.#jobs = jobs;
  }

  /** @param files of a report, or both of a comparison */
  async remember(...files: readonly vscode.Uri[]): Promise<void> {
    await this.#memory.update(
      memoryKeys.shownReport,
      files.map((file) => file.toString()),
    );
  }

  /** Of a job that gave its report and has just stored it. */
  async rememberNewest(): Promise<void> {
    await this.remember(...(await storedReports(this.#folder)).slice(0, 1));
  }

  /** What was shown last; the newest report where that is gone or not known; undefined where there is no report any more. */
  async restore(): Promise<PageContent | undefined> {
    try {
      const shown = await this.#read();
      if (shown !== undefined) return shown;
    } catch {
      // A file that was deleted or has changed is no fault of the one who loaded the window anew.
    }
    const [newest] = await storedReports(this.#folder);
    return newest === undefined ? undefined : { kind: "report", report: await readReport(newest) };
  }

  async #read(): Promise<PageContent | undefined> {
    const kept = this.#memory.get<unknown>(memoryKeys.shownReport);
    const [file, other] = (Array.isArray(kept) ? kept : [])
      .filter((one) => typeof one === "string")
      .map((one) => vscode.Uri.parse(one));
    if (file === undefined) return undefined;
    if (other === undefined) return { kind: "report", report: await readReport(file) };
    const paths = [file.fsPath, other.fsPath];
    return { kind: "comparison", comparison: await this.#jobs.quietly("compare", { paths }) };
  }
}
