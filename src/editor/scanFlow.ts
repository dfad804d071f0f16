import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { ScanOptions } from "../jobs/options.ts";
import { baseName, corpusFileOf, findCorpusFiles } from "./corpusFiles.ts";
import { viewIds } from "./commandIds.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { ScanStore } from "./scanStore.ts";

/** Scans all corpus files of the workspace and shows the findings. */
export async function scanWorkspace(jobs: JobRunner, scans: ScanStore, policies: PolicyStore): Promise<void> {
  // A broken evenhand.json stops the scan: it may name the corpus.
  const policy = await policies.load();
  const files = await findCorpusFiles(policy?.corpus);
  if (files.length === 0) {
    throw new EvenhandError("corpus.empty", "No corpus file was found in the open folders.", {
      hint: "Open a folder with text, JSON Lines, CSV, Parquet or Arrow files, or change evenhand.include and evenhand.exclude.",
    });
  }
  const [only] = files;
  const what = files.length === 1 && only !== undefined ? baseName(only) : vscode.l10n.t("{0} files", files.length);
  await scan({ jobs, scans, policies }, files, what);
}

/** Scans one file: the argument of the command (an explorer entry) or the active document. */
export async function scanFile(
  jobs: JobRunner,
  scans: ScanStore,
  policies: PolicyStore,
  argument: unknown,
): Promise<void> {
  await policies.load();
  const file = await corpusFileOf(argument);
  if (file === undefined) {
    throw new EvenhandError("corpus.unreadable", "No file is open to scan.", {
      hint: "Open a text or JSON Lines file, choose a file in the explorer, or use Scan Workspace.",
    });
  }
  await scan({ jobs, scans, policies }, [file], baseName(file));
}

interface ScanParts {
  readonly jobs: JobRunner;
  readonly scans: ScanStore;
  readonly policies: PolicyStore;
}

async function scan({ jobs, scans, policies }: ScanParts, files: readonly vscode.Uri[], what: string): Promise<void> {
  const options = await scanOptions({ scans, policies }, files);
  const report = await jobs.run("scan", vscode.l10n.t("Evenhand: scan of {0}", what), options);
  await scans.keep(report);
  await vscode.commands.executeCommand(`${viewIds.findings}.focus`);
}

/** How files are scanned by their settings and the team's policy. */
export async function scanOptions(
  { scans, policies }: Pick<ScanParts, "scans" | "policies">,
  files: readonly vscode.Uri[],
): Promise<ScanOptions> {
  const settings = await policies.settings(files[0]);
  return {
    paths: files.map((file) => file.fsPath),
    axes: settings.axes,
    noText: !settings.includeText,
    partsFolder: await scans.partsFolder(),
    ...(settings.textField === undefined ? {} : { field: settings.textField }),
    ...(settings.lexiconFile === undefined ? {} : { lexiconFile: settings.lexiconFile }),
    ...(settings.attributesFile === undefined ? {} : { attributesFile: settings.attributesFile }),
    ...(settings.scanWorkers === undefined ? {} : { workers: settings.scanWorkers }),
  };
}
