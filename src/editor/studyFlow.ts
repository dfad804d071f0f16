import * as vscode from "vscode";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatEpsilon } from "../report/numberFormat.ts";
import type { StudyJobOptions, StudyName } from "../jobs/studies/studyOptions.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { baseName, corpusFileOf, findCorpusFiles } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";
import { requireFreeTraining } from "./trainFlow.ts";

/**
 * Asks which study of which corpus, or which stopped one to go on with, runs it and gives its report. Undefined when the user
 * left the set-up.
 *
 * @param argument a corpus file; the active document or a choice when absent
 * @throws EvenhandError `workspace.untrusted`, or while a training is going on
 */
export async function runStudy(
  jobs: JobRunner,
  folder: DataFolder,
  policies: PolicyStore,
  argument?: unknown,
): Promise<BiasReport | undefined> {
  requireFreeTraining(jobs);
  const data = await folder.create();
  const active = vscode.window.activeTextEditor?.document.uri;
  const { training } = await policies.settings(argument instanceof vscode.Uri ? argument : active);
  const chosen = await chooseStudy(await stoppedStudies(data.fsPath), training.epsilon);
  if (chosen === undefined) return undefined;
  if (chosen.resume !== undefined) {
    const options: StudyJobOptions = { paths: [], resume: chosen.resume, outDirectory: data.fsPath };
    return jobs.run("study", vscode.l10n.t("Evenhand: resuming the study {0}", chosen.resume), options);
  }
  const file = (await corpusFileOf(argument)) ?? (await chooseCorpus());
  if (file === undefined) return undefined;
  const options = await optionsOf(chosen, file, { outDirectory: data.fsPath, epsilon: training.epsilon }, policies);
  return jobs.run("study", vscode.l10n.t("Evenhand: studying {0}", baseName(file)), options);
}

/** A study of that name, or the stopped one of that id. */
type Choice =
  | { readonly study: StudyName; readonly isPrivate: boolean; readonly resume?: never }
  | { readonly resume: string };

async function chooseStudy(stopped: readonly string[], epsilon: number): Promise<Choice | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly choice: Choice })[] = [
    {
      label: vscode.l10n.t("What constraints keep and cost"),
      detail: vscode.l10n.t("Fine-tunes seven times, with growing constraints against forgetting. Nothing is private."),
      choice: { study: "tradeoff", isPrivate: false },
    },
    {
      label: vscode.l10n.t("Ordinary against robust, over the size of the corpus"),
      detail: vscode.l10n.t(
        "Fine-tunes eight times on growing parts of the corpus: as it is, and on its worst perturbations.",
      ),
      choice: { study: "robustness", isPrivate: false },
    },
    {
      label: vscode.l10n.t("Private against robust, over the size of the corpus"),
      detail: vscode.l10n.t(
        "The same, and four private trainings, which spend the corpus’s privacy budget: ε {0} each.",
        formatEpsilon(epsilon),
      ),
      choice: { study: "robustness", isPrivate: true },
    },
    ...stopped.map((id) => ({
      label: vscode.l10n.t("Resume the stopped study {0}", id),
      detail: vscode.l10n.t("What it has measured is kept."),
      choice: { resume: id },
    })),
  ];
  const title = vscode.l10n.t("Run which study?");
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.choice;
}

/** Studies that are not done, the newest first. */
async function stoppedStudies(outDirectory: string): Promise<string[]> {
  const ids = await readdir(join(outDirectory, "studies")).catch(() => []);
  return ids.toSorted((a, b) => (a < b ? 1 : -1));
}

async function chooseCorpus(): Promise<vscode.Uri | undefined> {
  const items = (await findCorpusFiles()).map((file) => ({
    label: baseName(file),
    description: vscode.workspace.asRelativePath(file),
    file,
  }));
  const title = vscode.l10n.t("Study fine-tuning on which file?");
  return (await vscode.window.showQuickPick(items, { title }))?.file;
}

/** What a study shares with a training comes from its settings; the rest is the study's own defaults. */
async function optionsOf(
  { study, isPrivate }: { readonly study: StudyName; readonly isPrivate: boolean },
  file: vscode.Uri,
  { outDirectory, epsilon }: { readonly outDirectory: string; readonly epsilon: number },
  policies: PolicyStore,
): Promise<StudyJobOptions> {
  const { training, counterfactuals, textField, includeText } = await policies.settings(file);
  const { model, threads, engine } = training;
  const ofSizes = {
    swaps: counterfactuals.swaps,
    noText: !includeText,
    ...(isPrivate ? { epsilon } : {}),
  };
  return {
    study,
    paths: [file.fsPath],
    outDirectory,
    engine,
    ...(study === "robustness" ? ofSizes : {}),
    ...(textField === undefined ? {} : { field: textField }),
    ...(model === undefined ? {} : { model }),
    ...(threads === undefined ? {} : { threads }),
  };
}
