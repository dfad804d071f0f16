import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { element, freshId, setAttributes } from "./dom.ts";

/** The only file that knows the toolkit: another library of controls can take its place here. */

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
  // The toolkit reads the theme's variables when the body's class changes; outside the editor, the system's scheme is the theme.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
    document.body.classList.toggle("system-dark", matches);
  });
}

interface Valued extends HTMLElement {
  value: string;
}

export function actionButton(label: string, onClick: () => void): HTMLElement {
  const button = document.createElement("vscode-button");
  setAttributes(button, { appearance: "secondary" });
  button.textContent = label;
  button.addEventListener("click", onClick);
  return button;
}

/** For what stands below every table and chart: the browser's own button, because a page has hundreds and must open at once. */
export function quietButton(label: string, onClick: () => void, title: string): HTMLElement {
  const button = element("button", { type: "button", class: "quiet", title }, label);
  button.addEventListener("click", onClick);
  return button;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A labelled choice of one among several. `onChange` is called on the user's choice only. */
export function dropdown(options: {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}): { readonly element: HTMLElement; setChoices(choices: readonly Choice[], value: string): void } {
  const labelId = freshId("label");
  const control = document.createElement("vscode-dropdown") as Valued;
  setAttributes(control, { id: options.id, "aria-labelledby": labelId });
  const setChoices = (choices: readonly Choice[], value: string): void => {
    control.replaceChildren(
      ...choices.map((choice) => {
        const option = document.createElement("vscode-option");
        setAttributes(option, { value: choice.value, selected: choice.value === value });
        option.textContent = choice.label;
        return option;
      }),
    );
    control.value = value;
  };
  setChoices(options.choices, options.value);
  control.addEventListener("change", () => options.onChange(control.value));
  return {
    element: element(
      "div",
      { class: "control" },
      element("span", { id: labelId, class: "label" }, options.label),
      control,
    ),
    setChoices,
  };
}

export function checkbox(
  id: string,
  label: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
): HTMLElement & { checked: boolean } {
  const control = document.createElement("vscode-checkbox") as HTMLElement & { checked: boolean };
  setAttributes(control, { id: id !== "" && id, checked });
  control.textContent = label;
  control.addEventListener("change", () => onChange(control.checked));
  return control;
}

export function searchField(id: string, label: string, value: string, onInput: (text: string) => void): HTMLElement {
  const control = document.createElement("vscode-text-field") as Valued;
  setAttributes(control, { id, value, placeholder: label, "aria-label": label });
  control.addEventListener("input", () => onInput(control.value));
  return control;
}
