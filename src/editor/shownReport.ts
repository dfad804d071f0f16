import * as vscode from "vscode";
import type { BiasReport } from "../report/biasReport.ts";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import { readReport, storedReports } from "./reportFiles.ts";

/** Where the files of what is shown are kept between sessions. */
const shownKey = "shownReport";

/** What the report panel shows. */
export type ShownContent =
  | { readonly kind: "report"; readonly report: BiasReport }
  | { readonly kind: "comparison"; readonly comparison: ReportComparison };

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
      shownKey,
      files.map((file) => file.toString()),
    );
  }

  /** Of a job that gave its report and has just stored it. */
  async rememberNewest(): Promise<void> {
    await this.remember(...(await storedReports(this.#folder)).slice(0, 1));
  }

  /** What was shown last; the newest report where that is gone or not known; undefined where there is no report any more. */
  async restore(): Promise<ShownContent | undefined> {
    try {
      const shown = await this.#read();
      if (shown !== undefined) return shown;
    } catch {
      // A file that was deleted or has changed is no fault of the one who loaded the window anew.
    }
    const [newest] = await storedReports(this.#folder);
    return newest === undefined ? undefined : { kind: "report", report: await readReport(newest) };
  }

  async #read(): Promise<ShownContent | undefined> {
    const kept = this.#memory.get<unknown>(shownKey);
    const [file, other] = (Array.isArray(kept) ? kept : [])
      .filter((one) => typeof one === "string")
      .map((one) => vscode.Uri.parse(one));
    if (file === undefined) return undefined;
    if (other === undefined) return { kind: "report", report: await readReport(file) };
    const paths = [file.fsPath, other.fsPath];
    return { kind: "comparison", comparison: await this.#jobs.quietly("compare", { paths }) };
  }
}
