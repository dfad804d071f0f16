import type { BiasReport } from "../../report/biasReport.ts";
import { groupLabel, slursOf } from "../../report/wording.ts";
import { checkbox, dropdown, searchField } from "./controls.ts";
import { element } from "./dom.ts";

export interface DrawerChoice {
  /** Group id; undefined for all. */
  readonly group: string | undefined;
  /** In lower case, without blanks around; empty for everything. */
  readonly search: string;
  readonly showSlurs: boolean;
}

/** Group, words, and whether slurs are shown: calls back on every change. */
export function drawerFilter(
  report: BiasReport,
  groups: readonly string[],
  first: string | undefined,
  onChange: (choice: DrawerChoice) => void,
): HTMLElement {
  let choice: DrawerChoice = { group: first, search: "", showSlurs: false };
  const change = (part: Partial<DrawerChoice>): void => {
    choice = { ...choice, ...part };
    onChange(choice);
  };
  return element(
    "div",
    { class: "choices" },
    groups.length < 2
      ? undefined
      : dropdown({
          id: "drawer-group",
          label: "Group",
          choices: [
            { value: "all", label: "all groups" },
            ...groups.map((group) => ({ value: group, label: groupLabel(report, group) })),
          ],
          value: first ?? "all",
          onChange: (value) => change({ group: value === "all" ? undefined : value }),
        }).element,
    searchField("drawer-search", "Filter by words", "", (text) => change({ search: text.trim().toLowerCase() })),
    slursOf(report).size === 0
      ? undefined
      : checkbox("drawer-slurs", "Show slurs in full", false, (showSlurs) => change({ showSlurs })),
  );
}
