import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { AugmentMode } from "../jobs/augment/swapSettings.ts";
import { back, pickStep } from "./quickPickStep.ts";
import type { CounterfactualSettings } from "./settings.ts";

/** What the user decides before a corpus is generated; everything else comes from the settings. */
export type GenerateChoices = Pick<CounterfactualSettings, "mode" | "swaps" | "names">;

const memoryKey = "evenhand.generate";

const totalSteps = 3;

/**
 * Asks for mode, axes with directions, and names in three steps, what was chosen last time on top; neutral words need the
 * first step alone. Undefined when the user leaves.
 */
export async function chooseGeneration(
  settings: CounterfactualSettings,
  memory: vscode.Memento,
): Promise<GenerateChoices | undefined> {
  const last = memory.get<GenerateChoices>(memoryKey);
  const choices = await ask({ mode: settings.mode, swaps: settings.swaps, names: settings.names, ...last }, last);
  if (choices !== undefined) await memory.update(memoryKey, choices);
  return choices;
}

async function ask(defaults: GenerateChoices, last: GenerateChoices | undefined): Promise<GenerateChoices | undefined> {
  const title = vscode.l10n.t("Generate Counterfactual Corpus");
  const origin = last === undefined ? vscode.l10n.t("from the settings") : vscode.l10n.t("as last time");
  let { mode, swaps } = defaults;
  let step = 1;
  for (;;) {
    if (step === 1) {
      const placeholder = vscode.l10n.t("What does the corpus hold?");
      const picked = await pickStep({ title, step, totalSteps, placeholder, items: modeItems(defaults.mode, origin) });
      if (picked === undefined || picked === back) return undefined;
      mode = picked.mode;
      if (mode === "neutralise") return { mode, swaps: ["gender:swap"], names: "keep" };
      step = 2;
    } else if (step === 2) {
      const placeholder = vscode.l10n.t("What is swapped?");
      const items = swapItems(defaults.swaps, origin);
      const picked = await pickStep({ title, step, totalSteps, placeholder, items });
      if (picked === undefined) return undefined;
      if (picked === back) {
        step = 1;
        continue;
      }
      const chosen = await picked.choose();
      if (chosen === undefined) return undefined;
      swaps = chosen;
      step = 3;
    } else {
      const placeholder = vscode.l10n.t("What happens to first names?");
      const picked = await pickStep({ title, step, totalSteps, placeholder, items: nameItems(defaults.names, origin) });
      if (picked === undefined) return undefined;
      if (picked !== back) return { mode, swaps, names: picked.names };
      step = 2;
    }
  }
}

type ModeItem = vscode.QuickPickItem & { readonly mode: AugmentMode };

function modeItems(standard: AugmentMode, origin: string): ModeItem[] {
  const details: Readonly<Record<AugmentMode, string>> = {
    augment: vscode.l10n.t("Each record and, where it differs, its counterfactual"),
    substitute: vscode.l10n.t("Each record once, swapped with probability one half"),
    "counterfactual-only": vscode.l10n.t("The counterfactuals alone"),
    neutralise: vscode.l10n.t("Each record once, with neutral words for gendered ones"),
  };
  const items = Object.entries(details).map(([mode, description]) => ({
    label: mode,
    description,
    mode: mode as AugmentMode,
  }));
  return standardFirst(items, ({ mode }) => mode === standard, origin);
}

type SwapItem = vscode.QuickPickItem & { choose(): Promise<readonly string[] | undefined> };

function swapItems(standard: readonly string[], origin: string): SwapItem[] {
  const fixed = (label: string, ...swaps: readonly string[]): SwapItem => ({
    label,
    choose: () => Promise.resolve(swaps),
  });
  const gender = [
    fixed(vscode.l10n.t("Gender, both ways"), "gender:swap"),
    fixed(vscode.l10n.t("Gender, male to female"), "gender:m2f"),
    fixed(vscode.l10n.t("Gender, female to male"), "gender:f2m"),
  ];
  const groups: SwapItem[] = [
    { label: vscode.l10n.t("Race …"), choose: () => chooseGroups("race") },
    { label: vscode.l10n.t("Religion …"), choose: () => chooseGroups("religion") },
    { label: vscode.l10n.t("Several axes …"), choose: () => writeSwaps(standard) },
  ];
  const own = ["gender:swap", "gender:m2f", "gender:f2m"].indexOf(standard.join(", "));
  const first = gender[own] ?? fixed(standard.join(", "), ...standard);
  const items = own === -1 ? [first, ...gender, ...groups] : [...gender, ...groups];
  return standardFirst(items, (item) => item === first, origin);
}

async function chooseGroups(axis: "race" | "religion"): Promise<readonly string[] | undefined> {
  const { bundledSwapLexicon } = await import("../lexicon/swapLexicon.ts");
  const labels = [...bundledSwapLexicon()[axis].groups.values()]
    .filter(({ isNationality }) => !isNationality)
    .map(({ label }) => ({ label }));
  const from = (await vscode.window.showQuickPick(labels, { title: vscode.l10n.t("Which group changes?") }))?.label;
  if (from === undefined) return undefined;
  const others = labels.filter(({ label }) => label !== from);
  const to = (await vscode.window.showQuickPick(others, { title: vscode.l10n.t("Into which group?") }))?.label;
  if (to === undefined) return undefined;
  const ways = [
    { label: `${from} ↔ ${to}`, description: vscode.l10n.t("both trade places"), way: "<->" },
    { label: `${from} → ${to}`, description: vscode.l10n.t("only the first changes"), way: "->" },
  ];
  const way = await vscode.window.showQuickPick(ways, { title: vscode.l10n.t("In which direction?") });
  return way === undefined ? undefined : [`${axis}:${from}${way.way}${to}`];
}

async function writeSwaps(standard: readonly string[]): Promise<readonly string[] | undefined> {
  const { readSwaps } = await import("../jobs/augment/swapSelection.ts");
  const partsOf = (text: string): string[] => text.split(",").map((part) => part.trim());
  const validateInput = (text: string): string | undefined => {
    try {
      readSwaps(partsOf(text));
      return undefined;
    } catch (error) {
      if (!(error instanceof EvenhandError)) throw error;
      return `${error.message}. ${error.hint}`;
    }
  };
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("Axis and direction of each, for example: gender:swap, religion:Muslim<->Christian"),
    value: standard.join(", "),
    validateInput,
    ignoreFocusOut: true,
  });
  return text === undefined ? undefined : partsOf(text);
}

type NameItem = vscode.QuickPickItem & { readonly names: GenerateChoices["names"] };

function nameItems(standard: GenerateChoices["names"], origin: string): NameItem[] {
  const items: NameItem[] = [
    { label: vscode.l10n.t("Keep first names"), names: "keep" },
    {
      label: vscode.l10n.t("Swap first names"),
      description: vscode.l10n.t("for names of the other gender"),
      names: "swap",
    },
  ];
  return standardFirst(items, ({ names }) => names === standard, origin);
}

/** The standard choice comes first, so that Enter takes it; its description says where it is from. */
function standardFirst<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  isStandard: (item: Item) => boolean,
  origin: string,
): Item[] {
  const marked = (item: Item): Item => ({
    ...item,
    description: item.description === undefined ? origin : `${item.description} · ${origin}`,
  });
  return [...items.filter(isStandard).map(marked), ...items.filter((item) => !isStandard(item))];
}
