import * as vscode from "vscode";
import { EvenhandError, isCancelled, messageOf } from "../base/errors.ts";
import { planSpread } from "../jobs/planSpread.ts";
import type { TrainingPlan } from "../jobs/planTraining.ts";
import { formatBytes, formatCount, formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import { durationText } from "./progressText.ts";
import { isPrivateChoice } from "./trainingChoices.ts";
import type { TrainingChoices } from "./trainingChoices.ts";
import { benchmarkTitles, modelName } from "./trainingQuestions.ts";
import type { QuestionName } from "./trainingQuestions.ts";
import { back } from "./quickPickStep.ts";

/** What the user did at the review: began the run, or wants to change something first. */
export type ReviewAnswer =
  | { readonly kind: "start" }
  | { readonly kind: "change"; readonly question: QuestionName }
  | { readonly kind: "reset" }
  | { readonly kind: "corpus" };

export interface Review {
  readonly corpus: string;
  readonly choices: TrainingChoices;
  /** Whether the choices are what the settings say. */
  readonly isFromSettings: boolean;
  /** Finds out what the run would take and cost. */
  readonly plan: (signal: AbortSignal, onProgress: (stage: string) => void) => Promise<TrainingPlan>;
  readonly onPlan: (plan: TrainingPlan) => void;
}

type ReviewItem = vscode.QuickPickItem & { readonly answer?: ReviewAnswer };

/** How far the plan of a run has come. */
type PlanState =
  | { readonly kind: "planning"; readonly stage: string }
  | { readonly kind: "planned"; readonly plan: TrainingPlan }
  | { readonly kind: "refused"; readonly message: string; readonly hint: string };

/**
 * The last step before a run: what it will take and cost, found out while the step is shown, and every choice, to be changed.
 * The run can be started when that is known, or without waiting for it; not when it would be refused. Undefined when the user leaves.
 */
export function reviewTraining(review: Review): Promise<ReviewAnswer | typeof back | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<ReviewItem>();
    pick.title = vscode.l10n.t("Fine-tune and Report: {0}", review.corpus);
    pick.step = 2;
    pick.totalSteps = 2;
    pick.placeholder = vscode.l10n.t("Start, or choose what to change");
    pick.buttons = [vscode.QuickInputButtons.Back];
    pick.ignoreFocusOut = true;
    const abort = new AbortController();
    let answer: ReviewAnswer | typeof back | undefined;
    const show = (state: PlanState): void => {
      if (abort.signal.aborted) return;
      const active = pick.activeItems[0]?.answer;
      pick.busy = state.kind === "planning";
      const items = reviewItems(review, state);
      pick.items = items;
      // New items put the selection on the first row; someone who moved away from it stays where they were.
      const same = active?.kind === "change" ? items.find((item) => isSame(item.answer, active)) : undefined;
      if (same !== undefined) pick.activeItems = [same];
    };
    pick.onDidTriggerButton(() => {
      answer = back;
      pick.hide();
    });
    pick.onDidAccept(() => {
      const [picked] = pick.selectedItems;
      if (picked?.answer === undefined) return;
      ({ answer } = picked);
      pick.hide();
    });
    pick.onDidHide(() => {
      abort.abort();
      pick.dispose();
      resolve(answer);
    });
    show({ kind: "planning", stage: "" });
    pick.show();
    review
      .plan(abort.signal, (stage) => show({ kind: "planning", stage }))
      .then(
        (plan) => {
          review.onPlan(plan);
          show({ kind: "planned", plan });
        },
        (error: unknown) => {
          if (!isCancelled(error)) show({ kind: "refused", ...reasonOf(error) });
        },
      );
  });
}

function isSame(a: ReviewAnswer | undefined, b: ReviewAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function reasonOf(error: unknown): { readonly message: string; readonly hint: string } {
  if (error instanceof EvenhandError) return { message: error.message, hint: error.hint };
  return { message: messageOf(error), hint: "" };
}

function reviewItems(review: Review, state: PlanState): ReviewItem[] {
  const start: ReviewAnswer = { kind: "start" };
  const settings = settingItems(review);
  const heading = (label: string): ReviewItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  switch (state.kind) {
    case "planning":
      return [
        {
          label: vscode.l10n.t("$(loading~spin) Finding out what this run takes …"),
          description: state.stage,
        },
        { label: vscode.l10n.t("$(play) Start without waiting for that"), answer: start },
        heading(vscode.l10n.t("settings of the run")),
        ...settings,
      ];
    case "refused":
      return [
        {
          label: vscode.l10n.t("$(error) This run cannot start"),
          description: state.message,
          detail: state.hint,
        },
        heading(vscode.l10n.t("settings of the run")),
        ...settings,
      ];
    case "planned":
      return [
        { label: vscode.l10n.t("$(play) Start"), description: startText(state.plan), answer: start },
        heading(vscode.l10n.t("what it takes")),
        ...planItems(state.plan),
        heading(vscode.l10n.t("settings of the run")),
        ...settings,
      ];
  }
}

function startText({ models, privateModels }: TrainingPlan): string {
  return vscode.l10n.t("{0} models are made and measured, {1} of them with privacy", models, privateModels);
}

/** Time, memory, unit and budget; each says how sure it is or what it is counted from. */
function planItems({ seconds, rates, availableBytes, units, unit, delta, forecast }: TrainingPlan): ReviewItem[] {
  const [low, high] = [planSpread.seconds.low, planSpread.seconds.high].map((factor) => durationText(factor * seconds));
  const [least, most] = [planSpread.memory.low, planSpread.memory.high].map((factor) =>
    formatBytes(factor * rates.memoryBytes),
  );
  const memory = vscode.l10n.t("$(server-process) {0} to {1} of memory", least ?? "", most ?? "");
  const free = rates.isMemoryShort
    ? vscode.l10n.t("{0} are free: steps are cut smaller, which takes longer", formatBytes(availableBytes))
    : vscode.l10n.t("{0} are free", formatBytes(availableBytes));
  const items: ReviewItem[] = [
    {
      label: vscode.l10n.t("$(clock) About {0}", durationText(seconds)),
      description: vscode.l10n.t("{0} to {1}, from a step that was tried here and thrown away", low ?? "", high ?? ""),
    },
    { label: memory, description: free },
    {
      label: vscode.l10n.t("$(shield) The unit of privacy is a {0}", unit),
      description: vscode.l10n.t("{0} of them, δ {1}", formatCount(units), formatSmall(delta)),
    },
  ];
  return [...items, budgetItem(forecast)];
}

function budgetItem(forecast: TrainingPlan["forecast"]): ReviewItem {
  if (forecast === undefined) return { label: vscode.l10n.t("$(law) Spends none of the corpus's privacy budget") };
  const { spent, promised, run, after, budget, delta, warning } = forecast;
  const label = vscode.l10n.t("$(law) Spends ε {0} of the corpus's privacy", formatEpsilon(run));
  const figures = [formatEpsilon(promised ?? spent), formatEpsilon(after), formatSmall(delta)] as const;
  const item = (description: string): ReviewItem => ({
    label,
    description:
      promised === undefined ? description : vscode.l10n.t("{0}, the runs that go on now counted", description),
    ...(warning === undefined ? {} : { detail: warning }),
  });
  if (budget === undefined) {
    return item(vscode.l10n.t("no budget is set; {0} was spent, {1} will be together, at δ {2}", ...figures));
  }
  const left = formatSmall(Math.max(0, Math.floor((budget - after + 1e-9) * 100) / 100));
  const description = vscode.l10n.t(
    "{3} of {4} will be left; {0} was spent, {1} will be together, at δ {2}",
    ...figures,
    left,
    formatEpsilon(budget),
  );
  return item(description);
}

function settingItems({ corpus, choices, isFromSettings }: Review): ReviewItem[] {
  const change = (question: QuestionName, label: string, description: string): ReviewItem => ({
    label,
    description,
    answer: { kind: "change", question },
  });
  const { arms, epsilons, unit, seeds, steps, model, benchmarks } = choices;
  const origin = vscode.l10n.t("the usual number");
  return [
    { label: vscode.l10n.t("$(file) Corpus"), description: corpus, answer: { kind: "corpus" } },
    change("arms", vscode.l10n.t("$(beaker) Arms"), arms.join(", ")),
    ...(isPrivateChoice(choices)
      ? [
          change("epsilons", vscode.l10n.t("$(lock) Epsilon"), epsilons.join(", ")),
          change("unit", vscode.l10n.t("$(shield) Unit of privacy"), unit),
        ]
      : []),
    change("seeds", vscode.l10n.t("$(sync) Trainings of each arm"), String(seeds)),
    change("steps", vscode.l10n.t("$(debug-step-over) Steps of each"), steps === undefined ? origin : String(steps)),
    change("model", vscode.l10n.t("$(package) Model"), modelName(model)),
    change("benchmarks", vscode.l10n.t("$(checklist) Public benchmarks"), benchmarkTitles(benchmarks)),
    ...(isFromSettings
      ? []
      : [{ label: vscode.l10n.t("$(discard) Take everything from the settings"), answer: { kind: "reset" } as const }]),
  ];
}
