import * as vscode from "vscode";

/** One step of a set-up in several quick picks. */
export interface Step<Item extends vscode.QuickPickItem> {
  readonly title: string;
  /** From 1; absent for a question that is asked beside the steps, from which one can always go back. */
  readonly step?: number;
  readonly totalSteps?: number;
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** Whether nothing need be ticked. */
  readonly mayBeNone?: boolean;
}

/** Marks that the user went back a step. */
export const back = Symbol("back");

/** Shows one step; the first item is chosen by Enter. Undefined when the user leaves. */
export async function pickStep<Item extends vscode.QuickPickItem>(
  step: Step<Item>,
): Promise<Item | typeof back | undefined> {
  const picked = await ask(step, []);
  return picked === undefined || picked === back ? picked : picked[0];
}

/** Shows a step in which several items may be ticked; those of `ticked` are at first. */
export function tickStep<Item extends vscode.QuickPickItem>(
  step: Step<Item>,
  ticked: readonly Item[],
): Promise<readonly Item[] | typeof back | undefined> {
  return ask(step, ticked, true);
}

function ask<Item extends vscode.QuickPickItem>(
  step: Step<Item>,
  ticked: readonly Item[],
  isMany = false,
): Promise<readonly Item[] | typeof back | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = step.title;
    pick.step = step.step;
    pick.totalSteps = step.totalSteps;
    pick.placeholder = step.placeholder;
    pick.canSelectMany = isMany;
    pick.items = [...step.items];
    if (isMany) pick.selectedItems = [...ticked];
    pick.matchOnDescription = true;
    if (step.step === undefined || step.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
    let answer: readonly Item[] | typeof back | undefined;
    pick.onDidTriggerButton(() => {
      answer = back;
      pick.hide();
    });
    pick.onDidAccept(() => {
      if (pick.selectedItems.length === 0 && step.mayBeNone !== true) return;
      answer = [...pick.selectedItems];
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    pick.show();
  });
}
