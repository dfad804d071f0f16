import * as vscode from "vscode";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatEpsilon } from "../report/numberFormat.ts";
import type { StudyJobOptions, StudyName } from "../jobs/studies/studyOptions.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { givenOrChosenCorpus } from "./corpusChoice.ts";
import { baseName, saveFiles } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { Settings } from "./settings.ts";
import { requireFreeTraining } from "./trainFlow.ts";

/**
 * Asks which study of which corpus, or which stopped one to go on with, runs it and gives its report. Undefined when the user
 * left the set-up.
 *
 * @param argument a corpus file; asked for when absent
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
  const file = await givenOrChosenCorpus(policies, argument, vscode.l10n.t("Study fine-tuning on which file?"));
  if (file === undefined) return undefined;
  const settings = await policies.settings(file);
  if (!(await isConfirmed(chosen, file, settings.training.epsilon))) return undefined;
  await saveFiles([file]);
  requireFreeTraining(jobs); // the set-up took a while
  const options = optionsOf(chosen, file, data.fsPath, settings);
  return jobs.run("study", vscode.l10n.t("Evenhand: studying {0}", baseName(file)), options);
}

interface NewStudy {
  readonly study: StudyName;
  readonly isPrivate: boolean;
  /** What is done. */
  readonly detail: string;
  readonly resume?: never;
}

/** A new study, or the stopped one of that id. */
type Choice = NewStudy | { readonly resume: string };

type StudyItem = vscode.QuickPickItem & { readonly choice: Choice };

async function chooseStudy(stopped: readonly string[], epsilon: number): Promise<Choice | undefined> {
  const items: readonly StudyItem[] = [
    newStudy(
      vscode.l10n.t("What constraints keep and cost"),
      vscode.l10n.t("Fine-tunes seven times, with growing constraints against forgetting. Nothing is private."),
      { study: "tradeoff", isPrivate: false },
    ),
    newStudy(
      vscode.l10n.t("Ordinary against robust, over the size of the corpus"),
      vscode.l10n.t("Fine-tunes eight times on growing parts of the corpus: as it is, and on its worst perturbations."),
      { study: "robustness", isPrivate: false },
    ),
    newStudy(
      vscode.l10n.t("Private against robust, over the size of the corpus"),
      vscode.l10n.t(
        "The same, and four private trainings, which spend the corpus’s privacy budget: ε {0} each.",
        formatEpsilon(epsilon),
      ),
      { study: "robustness", isPrivate: true },
    ),
    ...stopped.map((id) => ({
      label: vscode.l10n.t("Resume the stopped study {0}", id),
      detail: vscode.l10n.t("What it has measured is kept."),
      choice: { resume: id },
    })),
  ];
  const title = vscode.l10n.t("Run which study?");
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.choice;
}

function newStudy(label: string, detail: string, study: Omit<NewStudy, "detail">): StudyItem {
  return { label, detail, choice: { ...study, detail } };
}

/** Studies that are not done, the newest first. */
async function stoppedStudies(outDirectory: string): Promise<string[]> {
  const ids = await readdir(join(outDirectory, "studies")).catch(() => []);
  return ids.toSorted((a, b) => (a < b ? 1 : -1));
}

/** Trainings are long, and those with privacy are never given back: nothing begins before the file and the price are named. */
async function isConfirmed({ isPrivate, detail }: NewStudy, file: vscode.Uri, epsilon: number): Promise<boolean> {
  const name = vscode.workspace.asRelativePath(file);
  const price = vscode.l10n.t(
    "Fine-tunes eight times without privacy and four times with it, which spends the privacy budget of {0}: ε {1} each.",
    name,
    formatEpsilon(epsilon),
  );
  const start = vscode.l10n.t("Start");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Study fine-tuning on {0}?", name),
    { modal: true, detail: isPrivate ? price : detail },
    start,
  );
  return answer === start;
}

/** What a study shares with a training comes from its settings; the rest is the study's own defaults. */
function optionsOf(
  { study, isPrivate }: NewStudy,
  file: vscode.Uri,
  outDirectory: string,
  { training, counterfactuals, textField, includeText }: Settings,
): StudyJobOptions {
  const { model, threads, engine, epsilon } = training;
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
