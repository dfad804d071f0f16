import type { BiasReport } from "../../report/biasReport.ts";
import { axisChoices } from "../../report/measures.ts";
import { axisName } from "../../report/wording.ts";
import { armMark } from "./armMark.ts";
import { actionButton, checkbox, dropdown } from "./controls.ts";
import { element } from "./dom.ts";
import type { Store } from "./state.ts";

/** Which axis and which arms the whole page is about; absent where there is no choice. */
export function pageToolbar(report: BiasReport, store: Store): HTMLElement | undefined {
  const axis = axisControl(report, store);
  const arms = armControl(report, store);
  if (axis === undefined && arms === undefined) return undefined;
  return element(
    "div",
    { id: "toolbar", class: "choices", role: "group", "aria-label": "What the page shows" },
    axis,
    arms,
  );
}

function axisControl(report: BiasReport, store: Store): HTMLElement | undefined {
  const axes = axisChoices(report);
  if (axes.length === 0) return undefined;
  return dropdown({
    id: "choose-axis",
    label: "Axis",
    choices: [{ value: "all", label: "all axes" }, ...axes.map((axis) => ({ value: axis, label: axisName(axis) }))],
    value: axes.find((axis) => axis === store.state.axis) ?? "all",
    onChange: (chosen) => store.update({ axis: axes.find((axis) => axis === chosen) }),
  }).element;
}

function armControl(report: BiasReport, store: Store): HTMLElement | undefined {
  const arms = report.arms ?? [];
  if (arms.length < 2) return undefined;
  const isShown = (arm: string): boolean => !store.state.hiddenArms.includes(arm);
  const summary = element("summary", {});
  const boxes = arms.map(({ arm, kind }, position) => {
    const box = checkbox("", arm, isShown(arm), (isChecked) => {
      const hidden = store.state.hiddenArms.filter((one) => one !== arm);
      store.update({ hiddenArms: isChecked ? hidden : [...hidden, arm] });
    });
    return { arm, box, row: element("div", { class: "arm-choice" }, armMark(arm, position, kind), box) };
  });
  const choose = (hiddenArms: readonly string[]): void => {
    store.update({ hiddenArms });
    for (const { arm, box } of boxes) box.checked = isShown(arm);
  };
  store.watch(["hiddenArms"], () => {
    const shown = arms.filter(({ arm }) => isShown(arm)).length;
    summary.textContent = shown === arms.length ? `Arms: all ${arms.length}` : `Arms: ${shown} of ${arms.length}`;
  });
  const menu = element(
    "details",
    { id: "choose-arms", class: "menu" },
    summary,
    element(
      "div",
      { class: "menu-list", role: "group", "aria-label": "Arms to show" },
      ...boxes.map(({ row }) => row),
      element(
        "div",
        { class: "menu-end" },
        actionButton("All", () => choose([])),
        actionButton("None", () => choose(arms.map(({ arm }) => arm))),
      ),
    ),
  );
  const close = (): void => {
    menu.open = false;
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    summary.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) close();
  });
  return menu;
}
