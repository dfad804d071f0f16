import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { TrainOptions } from "../jobs/options.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { commandIds, memoryKeys } from "./commandIds.ts";
import { baseName } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { DecisionStore } from "./decisionStore.ts";
import { requireFolderOnDisk } from "./localCopies.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";
import { runLabel } from "./runItem.ts";
import { lookAgainMs, runOf, runOutcome, storedRuns } from "./storedRun.ts";
import type { StoredRun } from "./storedRun.ts";
import { setUpTraining } from "./trainingSetup.ts";
import { stepDone } from "./walkthroughSteps.ts";

/** What fine-tuning works with. */
export interface TrainTools {
  readonly jobs: JobRunner;
  readonly folder: DataFolder;
  readonly policies: PolicyStore;
  readonly decisions: DecisionStore;
  /** Remembers what was chosen for the next time. */
  readonly memory: vscode.Memento;
}

/**
 * Fine-tunes the chosen arms on a corpus and gives the report; the second views of dp+cda swap what the settings of
 * counterfactuals say, and heed what was decided in review. Undefined when the user left the set-up, or when the run ended
 * early and the user was told so.
 *
 * @throws EvenhandError `workspace.untrusted` in an untrusted workspace: its settings may name a model and a program
 */
export async function fineTune({
  jobs,
  folder,
  policies,
  decisions,
  memory,
}: TrainTools): Promise<BiasReport | undefined> {
  requireFreeTraining(jobs);
  const outDirectory = (await folder.create()).fsPath;
  // A mistake in the file of decisions is told before anything is asked.
  await decisions.load();
  const decisionsFile = await decisions.file();
  const chosen = await setUpTraining({ jobs, memory, policies, outDirectory, decisionsFile });
  if (chosen === undefined) return undefined;
  requireFreeTraining(jobs); // the set-up took a while
  const title = vscode.l10n.t("Evenhand: fine-tuning on {0}", baseName(chosen.file));
  return waitFor(jobs, folder, memory, title, chosen.options);
}

/**
 * Goes on with a run that was stopped; the settings of its start hold, and its privacy already spent stays on the books.
 *
 * @param argument the run's item in the view
 */
export async function resumeRun(
  jobs: JobRunner,
  folder: DataFolder,
  memory: vscode.Memento,
  argument: unknown,
): Promise<BiasReport | undefined> {
  requireFreeTraining(jobs);
  const run = runOf(argument);
  if (run === undefined) {
    throw new EvenhandError("training.invalid", "No run is chosen.", {
      hint: "Choose a stopped run in the view Runs.",
    });
  }
  const options: TrainOptions = { paths: [], resume: run.id, outDirectory: folder.uri.fsPath };
  return waitFor(jobs, folder, memory, vscode.l10n.t("Evenhand: resuming {0}", run.id), options);
}

/** Tells of a training that ended with the window that waited for it, and offers to go on. */
export async function offerInterrupted(folder: DataFolder, memory: vscode.Memento): Promise<void> {
  if (memory.get<boolean>(memoryKeys.waiting) !== true || !vscode.workspace.isTrusted) return;
  await memory.update(memoryKeys.waiting, undefined);
  const unfinished = async (): Promise<readonly StoredRun[]> =>
    (await storedRuns(folder)).filter((run) => runOutcome(run) !== "finished");
  let [newest] = await unfinished();
  const id = newest?.id;
  // Its process may still be storing its last step. Somebody who goes on with it meanwhile needs no offer.
  for (let look = 0; newest !== undefined && runOutcome(newest) === "running"; look += 1) {
    if (look === mostLooks || memory.get<boolean>(memoryKeys.waiting) === true) return;
    await delay(lookAgainMs);
    newest = (await unfinished()).find((run) => run.id === id);
  }
  if (newest === undefined) return;
  await offerToResume(vscode.l10n.t("Fine-tuning stopped when its window was closed: {0}.", runLabel(newest)), newest);
}

/** Ten minutes, a long step of a large model; after that the view tells the rest. */
const mostLooks = 200;

async function waitFor(
  jobs: JobRunner,
  folder: DataFolder,
  memory: vscode.Memento,
  title: string,
  options: TrainOptions,
): Promise<BiasReport | undefined> {
  await memory.update(memoryKeys.waiting, true);
  try {
    const report = await jobs.run("train", title, options);
    await stepDone("trained");
    return report;
  } catch (error) {
    if (!(error instanceof EvenhandError) || error.code !== "job.crashed") throw error;
    const [lost] = (await storedRuns(folder)).filter((run) => runOutcome(run) === "lost");
    if (lost === undefined) throw error;
    const sentence = vscode.l10n.t("{0} What the run had stored is kept. {1}", error.message, error.hint);
    void offerToResume(sentence, lost);
    return undefined;
  } finally {
    await memory.update(memoryKeys.waiting, undefined);
  }
}

async function offerToResume(sentence: string, run: StoredRun): Promise<void> {
  const resume = vscode.l10n.t("Resume Run");
  if ((await vscode.window.showErrorMessage(sentence, resume)) !== resume) return;
  await vscode.commands.executeCommand(commandIds.resumeRun, { run });
}

/** Training is hidden where it is not allowed, and refused here as well. */
export function requireFreeTraining(jobs: JobRunner): void {
  requireFolderOnDisk("Training");
  if (!vscode.workspace.isTrusted) {
    throw new EvenhandError("workspace.untrusted", "Training runs only in a trusted workspace.", {
      hint: "Trust the workspace; scan and preview work without.",
    });
  }
  if (jobs.running.some((job) => job.name === "train" || job.name === "study")) {
    throw new EvenhandError("training.invalid", "A run is going on already.", {
      hint: "Wait for it, or cancel it in its notification.",
    });
  }
}
