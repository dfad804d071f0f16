import * as vscode from "vscode";
import { baseName, findCorpusFiles } from "./corpusFiles.ts";
import { back, pickStep } from "./quickPickStep.ts";
import type { TrainingSettings } from "./settings.ts";

/** What the user decides before a run; everything else comes from the settings. */
export interface TrainingChoices {
  readonly file: vscode.Uri;
  readonly epsilon: number;
  /** The training job's own default when undefined. */
  readonly steps: number | undefined;
}

const totalSteps = 3;

/** Asks for corpus, epsilon and length in three steps with their defaults on top, and says what the corpus has spent before epsilon
 * is chosen. Undefined when the user leaves. */
export async function chooseTraining(
  defaults: TrainingSettings,
  active: vscode.Uri | undefined,
  budgetText: (file: vscode.Uri) => Promise<string>,
): Promise<TrainingChoices | undefined> {
  const title = vscode.l10n.t("Fine-tune and Report");
  const files = await corpusItems(active);
  let file: vscode.Uri | undefined;
  let epsilon = defaults.epsilon;
  let budget = "";
  let step = 1;
  for (;;) {
    if (step === 1) {
      const placeholder = vscode.l10n.t("The corpus to fine-tune on");
      const picked = await pickStep({ title, step, totalSteps, placeholder, items: files });
      if (picked === undefined || picked === back) return undefined;
      file = picked.file;
      budget = await budgetText(file);
      step = 2;
    } else if (step === 2) {
      const placeholder = vscode.l10n.t("Epsilon of each arm with privacy, for each {0}; {1}", defaults.unit, budget);
      const picked = await pickStep({ title, step, totalSteps, placeholder, items: epsilonItems(defaults.epsilon) });
      if (picked === undefined) return undefined;
      if (picked === back) {
        step = 1;
        continue;
      }
      const chosen = picked.epsilon ?? (await askNumber(vscode.l10n.t("Epsilon"), 0.01, 1000, false));
      if (chosen === undefined) return undefined;
      epsilon = chosen;
      step = 3;
    } else {
      const placeholder = vscode.l10n.t("Arms: {0}", defaults.arms.join(", "));
      const picked = await pickStep({ title, step, totalSteps, placeholder, items: lengthItems(defaults.steps) });
      if (picked === undefined || file === undefined) return undefined;
      if (picked === back) {
        step = 2;
        continue;
      }
      const steps = picked.ask
        ? await askNumber(vscode.l10n.t("Steps of each arm"), 1, 1_000_000, true)
        : defaults.steps;
      if (picked.ask && steps === undefined) return undefined;
      return { file, epsilon, steps };
    }
  }
}

type FileItem = vscode.QuickPickItem & { readonly file: vscode.Uri };

/** The active document first: it is what the user looks at. */
async function corpusItems(active: vscode.Uri | undefined): Promise<FileItem[]> {
  const files = await findCorpusFiles();
  const isActive = (file: vscode.Uri): boolean => file.toString() === active?.toString();
  return files
    .toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)))
    .map((file) => ({
      label: baseName(file),
      description: vscode.workspace.asRelativePath(file),
      iconPath: vscode.ThemeIcon.File,
      file,
    }));
}

type EpsilonItem = vscode.QuickPickItem & { readonly epsilon: number | undefined };

/** The setting's value first, then the usual ones. */
function epsilonItems(standard: number): EpsilonItem[] {
  const values = [standard, ...[1, 3, 8].filter((value) => value !== standard)];
  const items = values.map((epsilon, index): EpsilonItem => ({
    label: `ε ${epsilon}`,
    ...(index === 0 ? { description: vscode.l10n.t("from the settings") } : {}),
    epsilon,
  }));
  return [...items, { label: vscode.l10n.t("Another value …"), epsilon: undefined }];
}

type LengthItem = vscode.QuickPickItem & { readonly ask: boolean };

function lengthItems(steps: number | undefined): LengthItem[] {
  const label =
    steps === undefined
      ? vscode.l10n.t("Start with the usual number of steps")
      : vscode.l10n.t("Start with {0} steps", steps);
  return [
    { label, description: vscode.l10n.t("of each arm"), ask: false },
    { label: vscode.l10n.t("Another number of steps …"), ask: true },
  ];
}

async function askNumber(prompt: string, low: number, high: number, isWhole: boolean): Promise<number | undefined> {
  const validateInput = (text: string): string | undefined => {
    const value = Number(text);
    const isGood = text.trim() !== "" && value >= low && value <= high && (!isWhole || Number.isInteger(value));
    return isGood ? undefined : vscode.l10n.t("A number from {0} to {1}", low, high);
  };
  const text = await vscode.window.showInputBox({ prompt, validateInput, ignoreFocusOut: true });
  return text === undefined ? undefined : Number(text);
}
