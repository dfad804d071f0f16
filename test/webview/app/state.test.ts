import { expect, test } from "vitest";
import { createStore, initialState, restoreState, stateFor } from "../../../src/webview/app/state.ts";
import type { ViewState } from "../../../src/webview/app/state.ts";
import { fullReport } from "../../report/sampleReport.ts";

test("a remembered view comes back, and a value of another shape does not", () => {
  const saved = { ...initialState, search: "nurse", measure: { metric: "perplexity", axis: "gender" } };
  expect(restoreState(saved)).toEqual(saved);
  expect(
    restoreState({ search: 3, sort: "cost", measure: { metric: "toString", axis: "gender" }, axis: "age" }),
  ).toEqual(initialState);
  expect(restoreState(undefined)).toEqual(initialState);
});

test("a choice stands for a report that offers it", () => {
  const report = fullReport();
  const [base, ...others] = report.arms ?? [];
  if (base === undefined) throw new Error("no arm");
  const chosen: ViewState = { ...initialState, search: "nurse", axis: "race", hiddenArms: ["base"] };
  expect(stateFor(report, chosen)).toEqual(chosen);
  expect(stateFor({ ...report, arms: others }, chosen).hiddenArms).toEqual(["base"]); // it hides nothing here
  expect(stateFor({ ...report, arms: [base] }, chosen).hiddenArms).toEqual([]);
});

test("an axis is no choice where the report has one only, or none", () => {
  const { arms: _, ...scanned } = fullReport();
  if (scanned.scan === undefined) throw new Error("no scan");
  const of = (axes: readonly string[]) => {
    const groups = scanned.scan?.groups.filter(({ axis }) => axes.includes(axis)) ?? [];
    const report = { ...scanned, ...(scanned.scan !== undefined && { scan: { ...scanned.scan, groups } }) };
    return stateFor(report, { ...initialState, axis: "race" }).axis;
  };
  expect(of(["gender", "race"])).toBe("race");
  expect(of(["gender", "religion"])).toBeUndefined();
  expect(of(["race"])).toBeUndefined();
  expect(of([])).toBeUndefined();
});

test("listeners hear of their own keys only, and every change is saved", () => {
  const saved: ViewState[] = [];
  const heard: string[] = [];
  const store = createStore(initialState, (state) => saved.push(state));
  store.watch(["search"], ({ search }) => heard.push(search));
  store.update({ search: "a" });
  store.update({ group: "gender.female" });
  expect(heard).toEqual(["", "a"]);
  expect(saved).toHaveLength(2);
});
