import * as vscode from "vscode";

/** One step of a set-up in several quick picks. */
export interface Step<Item extends vscode.QuickPickItem> {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
  readonly placeholder: string;
  readonly items: readonly Item[];
}

/** Marks that the user went back a step. */
export const back = Symbol("back");

/** Shows one step; the first item is chosen by Enter. Undefined when the user leaves. */
export function pickStep<Item extends vscode.QuickPickItem>(step: Step<Item>): Promise<Item | typeof back | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = step.title;
    pick.step = step.step;
    pick.totalSteps = step.totalSteps;
    pick.placeholder = step.placeholder;
    pick.items = [...step.items];
    pick.matchOnDescription = true;
    if (step.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
    let answer: Item | typeof back | undefined;
    pick.onDidTriggerButton(() => {
      answer = back;
      pick.hide();
    });
    pick.onDidAccept(() => {
      [answer] = pick.selectedItems;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    pick.show();
  });
}
