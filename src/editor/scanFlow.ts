import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { ScanOptions } from "../jobs/options.ts";
import { baseName, corpusFileOf, requireCorpusFiles, saveFiles } from "./corpusFiles.ts";
import { viewIds } from "./commandIds.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { LocalCopies } from "./localCopies.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { ScanStore } from "./scanStore.ts";
import { stepDone } from "./walkthroughSteps.ts";

/** What scans from the editor have in common. */
export interface ScanParts {
  readonly jobs: JobRunner;
  readonly scans: ScanStore;
  readonly policies: PolicyStore;
  readonly copies: LocalCopies;
}

/** Scans all corpus files of the workspace and shows the findings. */
export async function scanWorkspace(parts: ScanParts): Promise<void> {
  const { policies } = parts;
  // A broken evenhand.json stops the scan: it may name the corpus.
  const policy = await policies.load();
  const files = await requireCorpusFiles(policy?.corpus);
  const [only] = files;
  const what = files.length === 1 && only !== undefined ? baseName(only) : vscode.l10n.t("{0} files", files.length);
  await scan(parts, files, what);
}

/** Scans one file: the argument of the command (an explorer entry) or the active document. */
export async function scanFile(parts: ScanParts, argument: unknown): Promise<void> {
  await parts.policies.load();
  const file = corpusFileOf(argument);
  if (file === undefined) {
    throw new EvenhandError("corpus.unreadable", "No file is open to scan.", {
      hint: "Open a text or JSON Lines file, choose a file in the explorer, or use Scan Workspace.",
    });
  }
  await scan(parts, [file], baseName(file));
}

async function scan(parts: ScanParts, files: readonly vscode.Uri[], what: string): Promise<void> {
  const { jobs, scans } = parts;
  await saveFiles(files);
  const options = await scanOptions(parts, files);
  const report = await jobs.run("scan", vscode.l10n.t("Evenhand: scan of {0}", what), options);
  await scans.keep(report);
  await stepDone("scanned");
  // A scan takes a while: whoever types somewhere else by then goes on doing so.
  await vscode.commands.executeCommand(`${viewIds.findings}.focus`, { preserveFocus: true });
}

/** How files are scanned by their settings and the team's policy. */
export async function scanOptions(
  { scans, policies, copies }: Omit<ScanParts, "jobs">,
  files: readonly vscode.Uri[],
): Promise<ScanOptions> {
  const settings = await policies.settings(files[0]);
  const paths = await copies.paths(files);
  return {
    paths,
    namesFrom: copies.namesFrom(paths),
    axes: settings.axes,
    noText: !settings.includeText,
    partsFolder: await scans.partsFolder(),
    ...(settings.textField === undefined ? {} : { field: settings.textField }),
    ...(settings.lexiconFile === undefined ? {} : { lexiconFile: settings.lexiconFile }),
    ...(settings.attributesFile === undefined ? {} : { attributesFile: settings.attributesFile }),
    ...(settings.scanWorkers === undefined ? {} : { workers: settings.scanWorkers }),
  };
}
