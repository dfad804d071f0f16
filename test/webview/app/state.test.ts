import { expect, test } from "vitest";
import { createStore, initialState, restoreState } from "../../../src/webview/app/state.ts";
import type { ViewState } from "../../../src/webview/app/state.ts";

test("a remembered view comes back, and a value of another shape does not", () => {
  const saved = { ...initialState, search: "nurse", measure: { metric: "perplexity", axis: "gender" } };
  expect(restoreState(saved)).toEqual(saved);
  expect(
    restoreState({ search: 3, sort: "cost", measure: { metric: "toString", axis: "gender" }, axis: "age" }),
  ).toEqual(initialState);
  expect(restoreState(undefined)).toEqual(initialState);
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
