import * as vscode from "vscode";
import type { TrainingPlan } from "../jobs/planTraining.ts";
import { benchmarkInfos } from "../evaluation/benchmarks/benchmark.ts";
import type { BenchmarkName } from "../evaluation/benchmarks/benchmark.ts";
import { trainingDefaults } from "../jobs/trainingDefaults.ts";
import { standardArms } from "../report/biasReport.ts";
import { baseName } from "./corpusFiles.ts";
import { downloadedModels } from "./downloadedModels.ts";
import { back, pickStep, tickStep } from "./quickPickStep.ts";
import type { BenchmarkCopy, TrainingChoices } from "./trainingChoices.ts";

/** Asks for one thing about a run. Undefined leaves it as it is. */
type Question = (choices: TrainingChoices, plan: TrainingPlan | undefined) => Promise<TrainingChoices | undefined>;

export type QuestionName = "arms" | "epsilons" | "unit" | "seeds" | "steps" | "model" | "benchmarks";

export const questions: Readonly<Record<QuestionName, Question>> = {
  arms: askArms,
  epsilons: askEpsilons,
  unit: askUnit,
  seeds: askSeeds,
  steps: askSteps,
  model: askModel,
  benchmarks: askBenchmarks,
};

const title = (): string => vscode.l10n.t("Fine-tune and Report");

async function askArms(choices: TrainingChoices): Promise<TrainingChoices | undefined> {
  const details: Readonly<Record<(typeof standardArms)[number], string>> = {
    base: vscode.l10n.t("the model as it is"),
    plain: vscode.l10n.t("fine-tuned without privacy: what the others are compared with"),
    dp: vscode.l10n.t("fine-tuned with privacy"),
    "dp+cda": vscode.l10n.t("the same, each record with its counterfactual as a second view"),
  };
  const items = standardArms.map((arm) => ({ label: arm, description: details[arm] }));
  const ticked = items.filter(({ label }) => choices.arms.includes(label));
  const placeholder = vscode.l10n.t("What is made and compared?");
  const picked = await tickStep({ title: title(), placeholder, items }, ticked);
  return picked === undefined || picked === back ? undefined : { ...choices, arms: picked.map(({ label }) => label) };
}

async function askEpsilons(choices: TrainingChoices): Promise<TrainingChoices | undefined> {
  const values = [...new Set([...choices.epsilons, trainingDefaults.epsilon, 1, 3, 20])].sort((a, b) => a - b);
  const another = { label: vscode.l10n.t("Another value …"), epsilon: undefined };
  const items = [...values.map((epsilon) => ({ label: `ε ${epsilon}`, epsilon })), another];
  const ticked = items.filter(({ epsilon }) => epsilon !== undefined && choices.epsilons.includes(epsilon));
  const placeholder = vscode.l10n.t("Each arm with privacy is made for each epsilon; smaller is more private");
  const picked = await tickStep<{ label: string; epsilon: number | undefined }>(
    { title: title(), placeholder, items },
    ticked,
  );
  if (picked === undefined || picked === back) return undefined;
  const own = picked.includes(another) ? await askNumber(vscode.l10n.t("Epsilon"), 0.01, 1000, false) : undefined;
  if (picked.includes(another) && own === undefined) return undefined;
  const chosen = [...picked.flatMap(({ epsilon }) => epsilon ?? []), ...(own === undefined ? [] : [own])];
  return { ...choices, epsilons: [...new Set(chosen)].sort((a, b) => a - b) };
}

async function askUnit(choices: TrainingChoices, plan: TrainingPlan | undefined): Promise<TrainingChoices | undefined> {
  const fields = (plan?.fields ?? []).map(({ name, values }) => ({
    label: vscode.l10n.t("all records with one value of “{0}”", name),
    description: vscode.l10n.t("{0} values", values.toLocaleString("en")),
    unit: `field:${name}`,
  }));
  const known: UnitItem[] = [
    { label: vscode.l10n.t("record"), description: vscode.l10n.t("what one record says"), unit: "record" },
    ...fields,
    {
      label: vscode.l10n.t("block"),
      description: vscode.l10n.t("a piece of a record: protects less than a whole record"),
      unit: "block",
    },
  ];
  const isKnown = known.some(({ unit }) => unit === choices.unit);
  const own = isKnown ? [] : [{ label: choices.unit, unit: choices.unit }];
  const other: UnitItem = { label: vscode.l10n.t("Another field …"), unit: undefined };
  const items = currentFirst([...own, ...known, other], ({ unit }) => unit === choices.unit);
  const placeholder = vscode.l10n.t("What does epsilon protect?");
  const picked = await pickStep({ title: title(), placeholder, items });
  if (picked === undefined || picked === back) return undefined;
  if (picked.unit !== undefined) return { ...choices, unit: picked.unit };
  const prompt = vscode.l10n.t("The field of the records that says whose a record is");
  const field = (await vscode.window.showInputBox({ title: title(), prompt, ignoreFocusOut: true }))?.trim();
  return field === undefined || field === "" ? undefined : { ...choices, unit: `field:${field}` };
}

type UnitItem = vscode.QuickPickItem & { readonly unit: string | undefined };

async function askSeeds(choices: TrainingChoices): Promise<TrainingChoices | undefined> {
  const details: Readonly<Record<number, string>> = {
    1: vscode.l10n.t("intervals do not cover what another training would give"),
    2: vscode.l10n.t("twice the time and twice the privacy spent"),
    3: vscode.l10n.t("differences between trainings can be told from those between arms"),
  };
  const counts = [...new Set([choices.seeds, 1, 2, 3, 5])].sort((a, b) => a - b);
  const items = counts.map((seeds) => ({
    label: seeds === 1 ? vscode.l10n.t("one training") : vscode.l10n.t("{0} trainings", seeds),
    description: details[seeds] ?? "",
    seeds,
  }));
  const sorted = currentFirst(items, ({ seeds }) => seeds === choices.seeds);
  const placeholder = vscode.l10n.t("How often is each arm trained?");
  const picked = await pickStep({ title: title(), placeholder, items: sorted });
  return picked === undefined || picked === back ? undefined : { ...choices, seeds: picked.seeds };
}

async function askSteps(choices: TrainingChoices): Promise<TrainingChoices | undefined> {
  const prompt = vscode.l10n.t("Steps of each training");
  const steps = await askNumber(prompt, 1, 1_000_000, true, choices.steps ?? trainingDefaults.steps);
  return steps === undefined ? undefined : { ...choices, steps };
}

async function askModel(choices: TrainingChoices): Promise<TrainingChoices | undefined> {
  const downloaded = await downloadedModels();
  const other: ModelItem = { label: vscode.l10n.t("A folder …"), isFolder: true };
  const items: ModelItem[] = [
    { label: vscode.l10n.t("the bundled model"), description: trainingDefaults.model.at(-1) ?? "" },
    ...downloaded.map((model) => ({ label: model, description: vscode.l10n.t("downloaded"), model })),
    ...(choices.model === undefined || downloaded.includes(choices.model)
      ? []
      : [{ label: choices.model, model: choices.model }]),
    other,
  ];
  const sorted = currentFirst(items, (item) => item !== other && item.model === choices.model);
  const placeholder = vscode.l10n.t("Which model is fine-tuned? The command Download Model fetches others");
  const picked = await pickStep<ModelItem>({ title: title(), placeholder, items: sorted });
  if (picked === undefined || picked === back) return undefined;
  if (picked.isFolder !== true) return { ...choices, model: picked.model };
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t("Use as Model"),
    })) ?? [];
  return folder === undefined ? undefined : { ...choices, model: folder.fsPath };
}

type ModelItem = vscode.QuickPickItem & { readonly model?: string | undefined; readonly isFolder?: boolean };

/** Ticked ones that have no file yet are asked for theirs; without it a benchmark is left out. */
async function askBenchmarks(choices: TrainingChoices): Promise<TrainingChoices | undefined> {
  const chosen = new Map(choices.benchmarks.map(({ name, path }) => [name, path]));
  const items = Object.values(benchmarkInfos).map(({ name, title: label, licence }) => {
    const path = chosen.get(name);
    return { label, description: path ?? vscode.l10n.t("your own copy is asked for; {0}", licence), name };
  });
  const placeholder = vscode.l10n.t("Which public benchmarks are the models measured by? Evenhand brings none of them");
  const ticked = items.filter(({ name }) => chosen.has(name));
  const picked = await tickStep({ title: title(), placeholder, items, mayBeNone: true }, ticked);
  if (picked === undefined || picked === back) return undefined;
  const benchmarks: BenchmarkCopy[] = [];
  for (const { name } of picked) {
    const path = chosen.get(name) ?? (await askForCopy(name));
    if (path !== undefined) benchmarks.push({ name, path });
  }
  return { ...choices, benchmarks };
}

/** The benchmark's file, or the folder of those that are published as several files. */
async function askForCopy(name: BenchmarkName): Promise<string | undefined> {
  const isFolder = name === "winobias" || name === "bold";
  const { title: benchmark } = benchmarkInfos[name];
  const [copy] =
    (await vscode.window.showOpenDialog({
      title: isFolder
        ? vscode.l10n.t("The folder with the files of {0}", benchmark)
        : vscode.l10n.t("The file of {0}", benchmark),
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      openLabel: vscode.l10n.t("Measure by It"),
    })) ?? [];
  return copy?.fsPath;
}

/** `CrowS-Pairs, StereoSet (intrasentence)` */
export function benchmarkTitles(benchmarks: readonly BenchmarkCopy[]): string {
  if (benchmarks.length === 0) return vscode.l10n.t("none beside what is bundled");
  return benchmarks.map(({ name }) => benchmarkInfos[name].title).join(", ");
}

/** How the model is called on screen. */
export function modelName(model: string | undefined): string {
  if (model === undefined) return vscode.l10n.t("the bundled model");
  return /[\\/]/u.test(model) && model.split(/[\\/]/u).length > 2 ? baseName(vscode.Uri.file(model)) : model;
}

function currentFirst<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  isCurrent: (item: Item) => boolean,
): Item[] {
  return [...items.filter(isCurrent), ...items.filter((item) => !isCurrent(item))];
}

async function askNumber(
  prompt: string,
  low: number,
  high: number,
  isWhole: boolean,
  value?: number,
): Promise<number | undefined> {
  const validateInput = (text: string): string | undefined => {
    const number = Number(text);
    const isGood = text.trim() !== "" && number >= low && number <= high && (!isWhole || Number.isInteger(number));
    return isGood ? undefined : vscode.l10n.t("A number from {0} to {1}", low, high);
  };
  const text = await vscode.window.showInputBox({
    title: title(),
    prompt,
    validateInput,
    ignoreFocusOut: true,
    ...(value === undefined ? {} : { value: String(value) }),
  });
  return text === undefined ? undefined : Number(text);
}
