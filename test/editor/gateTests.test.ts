import { afterEach, beforeEach, expect, test } from "vitest";
import { Uri as editorUri, window } from "vscode";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { GateTests } from "../../src/editor/gateTests.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { fullReport } from "../report/sampleReport.ts";
import { fake, TestRunRequest, Uri } from "../fakes/vscode.ts";
import type { FakeTestController } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const gap = { measure: "group-loss-gap", axis: "gender", arm: "dp+cda" };
const policyPath = "/work/evenhand.json";
let gates: GateTests | undefined;
let policies: PolicyStore | undefined;

function start(): FakeTestController {
  policies = new PolicyStore(window.createOutputChannel("Evenhand", { log: true }), localCopies());
  gates = new GateTests(policies, new DataFolder(editorUri.file("/storage")));
  return fake.testControllers.at(-1) as FakeTestController;
}

const token = { onCancellationRequested: () => {} };

function verdicts(controller: FakeTestController): [string, string][] {
  return controller.told.splice(0).map(({ id, verdict }) => [id, verdict]);
}

beforeEach(() => {
  fake.reset();
  useSettings();
  fake.folder = "/work";
  const policy = `{
  "gates": [
    ${JSON.stringify({ ...gap, name: "kept", below: 9 })},
    ${JSON.stringify({ ...gap, name: "not kept", below: 0 })},
    ${JSON.stringify({ ...gap, arm: "nobody", name: "optional", below: 1, optional: true })}
  ]
}`;
  fake.files.set(policyPath, encode(policy));
  fake.files.set("/work/.evenhand/reports/run.json", encode(JSON.stringify(fullReport())));
});

afterEach(() => {
  gates?.dispose();
  policies?.dispose();
});

test("each gate is a test at its place, and a run tells the same as the command line", async () => {
  const controller = start();
  await expect.poll(() => controller.items.get("kept"), { timeout: 20_000 }).toBeDefined();
  expect(controller.items.get("not kept")).toMatchObject({
    description: "group-loss-gap below 0",
    range: { start: { line: 3, character: 4 } },
  });
  await controller.run?.(new TestRunRequest(), token);
  const [kept, notKept, optional] = controller.told;
  expect([kept?.verdict, notKept?.verdict, optional?.verdict]).toEqual(["passed", "failed", "skipped"]);
  expect(notKept?.message?.message).toMatch(/^[\d.]+ \(.*n = \d+\) is not below 0\nreport: run\.json$/);
  expect(notKept?.message?.location).toMatchObject({ uri: { path: policyPath }, range: { start: { line: 3 } } });
});

test("only what was asked for runs", async () => {
  const controller = start();
  await expect.poll(() => controller.items.get("kept"), { timeout: 20_000 }).toBeDefined();
  const one = controller.items.get("not kept");
  if (one === undefined) throw new Error("no item");
  await controller.run?.(new TestRunRequest([one]), token);
  expect(verdicts(controller)).toEqual([["not kept", "failed"]]);
  await controller.run?.(new TestRunRequest(undefined, [one]), token);
  expect(verdicts(controller)).toEqual([
    ["kept", "passed"],
    ["optional", "skipped"],
  ]);
});

test("a new report outdates results, and runs that go on run again until they are cancelled", async () => {
  const controller = start();
  await expect.poll(() => controller.items.get("kept"), { timeout: 20_000 }).toBeDefined();
  let cancel: (() => void) | undefined;
  const goesOn = { onCancellationRequested: (listener: () => void) => void (cancel = listener) };
  await controller.run?.(new TestRunRequest(undefined, undefined, undefined, true), goesOn);
  expect(verdicts(controller)).toHaveLength(3);
  const before = controller.invalidated;
  fake.watchedFile.fire(Uri.file("/work/.evenhand/reports/new.json"));
  // The watchers of evenhand.json and of reports are one in the fake: each looks at three gates.
  await expect.poll(() => controller.told.length, { timeout: 20_000 }).toBe(6);
  expect(controller.invalidated).toBeGreaterThan(before);
  cancel?.();
  controller.told.splice(0);
  fake.watchedFile.fire(Uri.file("/work/.evenhand/reports/newer.json"));
  const kept = controller.items.get("kept");
  if (kept === undefined) throw new Error("no item");
  await controller.run?.(new TestRunRequest([kept]), token);
  expect(verdicts(controller)).toEqual([["kept", "passed"]]);
});

test("a broken evenhand.json empties the list, and is marked where it is broken", async () => {
  fake.files.set(policyPath, encode('{\n  "gates": [{ "measure": "epsilon" }]\n}'));
  const controller = start();
  await expect.poll(() => fake.diagnostics.size, { timeout: 20_000 }).toBe(1);
  expect(controller.items.get("kept")).toBeUndefined();
  const [problem] = fake.diagnostics.get(`file://${policyPath}`) ?? [];
  expect(problem?.message).toMatch(/^evenhand\.json, line 2: gates\[0\] has no limit\. /);
  expect(problem?.range.start).toMatchObject({ line: 1, character: 12 });
  await expect(gates?.checkAll()).rejects.toMatchObject({ code: "configuration.invalid" });
});

test("Check Gates runs all of them and shows the view; without gates it offers the file", async () => {
  const controller = start();
  await gates?.checkAll();
  expect(verdicts(controller)).toHaveLength(3);
  expect(fake.executed.map(({ id }) => id)).toContain("workbench.view.testing.focus");
  fake.files.set(policyPath, encode("{}"));
  fake.watchedFile.fire(Uri.file(policyPath));
  fake.answers.push("Open evenhand.json");
  await gates?.checkAll();
  expect(fake.shown.at(-1)?.uri.path).toBe(policyPath);
});
