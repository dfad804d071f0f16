import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Uri as editorUri, window } from "vscode";
import type * as vscode from "vscode";
import { main } from "../../src/cli/main.ts";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { readTaskDefinition, taskArguments, taskCommands } from "../../src/editor/taskDefinition.ts";
import { EvenhandTasks } from "../../src/editor/tasks.ts";
import { fake } from "../fakes/vscode.ts";
import type { Task } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

let owned: { dispose(): void }[] = [];

function start(nodePath?: string): EvenhandTasks {
  const policies = new PolicyStore(window.createOutputChannel("Evenhand", { log: true }), localCopies());
  const data = new DataFolder(editorUri.file("/storage"));
  const tasks = new EvenhandTasks({ cliPath: "/ext/dist/cli.mjs", nodePath: () => nodePath }, policies, data);
  owned = [policies, tasks];
  return tasks;
}

async function provided(tasks: EvenhandTasks): Promise<Task[]> {
  return (await tasks.provideTasks()) as unknown as Task[];
}

beforeEach(() => {
  fake.reset();
  useSettings();
  fake.folder = "/work";
  fake.files.set("/work/a.jsonl", encode("{}\n"));
});

afterEach(() => {
  for (const one of owned) one.dispose();
});

test("a corpus can be scanned, augmented and trained on", async () => {
  const tasks = await provided(start("/usr/bin/node"));
  expect(tasks.map(({ name }) => name)).toEqual([
    "scan a.jsonl",
    "generate counterfactuals of a.jsonl",
    "fine-tune on a.jsonl",
  ]);
  const [scan] = tasks as [Task];
  expect(scan.execution.process).toBe("/usr/bin/node");
  expect(scan.execution.args).toEqual(["/ext/dist/cli.mjs", "scan", "--problems", "--", "a.jsonl"]);
  expect(scan.execution.options).toEqual({ cwd: "/work", env: { ELECTRON_RUN_AS_NODE: "1" } });
  expect(scan.problemMatchers).toBe("$evenhand");
});

test("gates and the policy's corpus are offered where evenhand.json has them", async () => {
  const gate = { name: "z", measure: "association-z", axis: "gender", below: 15 };
  fake.files.set("/work/evenhand.json", encode(JSON.stringify({ corpus: ["a.jsonl"], gates: [gate] })));
  const lines = (await provided(start())).map(({ name, execution }) => [name, ...execution.args.slice(1)]);
  expect(lines).toContainEqual(["scan the corpus", "scan", "--problems"]);
  expect(lines).toContainEqual(["check the gates", "gate", "--problems"]);
});

test("without a folder there are no tasks", async () => {
  fake.folder = undefined;
  expect(await provided(start())).toEqual([]);
});

test("a task of tasks.json keeps its own definition object, by which the editor knows it", () => {
  const definition = { type: "evenhand", command: "scan", paths: ["data"], args: ["--axis", "gender"] };
  const asked = { definition, name: "my scan", scope: undefined } as unknown as vscode.Task;
  const task = start().resolveTask(asked) as unknown as Task;
  expect(task.definition).toBe(definition);
  expect(task.execution.args.slice(1)).toEqual(["scan", "--problems", "--axis", "gender", "--", "data"]);
});

test.each([
  { type: "evenhand", command: "delete" },
  { type: "evenhand" },
  { type: "evenhand", command: "scan", paths: "data" },
  { type: "evenhand", command: "scan", args: [1] },
  { type: "shell", command: "scan" },
])("%j is no task of ours", (definition) => {
  expect(start().resolveTask({ definition, name: "x" } as unknown as vscode.Task)).toBeUndefined();
});

test("with --json nothing else is printed", () => {
  const definition = readTaskDefinition({ type: "evenhand", command: "gate", args: ["--json"] });
  expect(definition && taskArguments(definition)).toEqual(["gate", "--json"]);
});

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as {
  contributes: {
    taskDefinitions: [{ properties: { command: { enum: string[] } } }];
    problemMatchers: [{ pattern: { regexp: string } }];
  };
};

test("the manifest and the code name the same commands", () => {
  expect(manifest.contributes.taskDefinitions[0].properties.command.enum).toEqual(taskCommands);
});

test.each(taskCommands)("the command line knows %s", async (command) => {
  let help = "";
  const terminal = { out: (text: string) => void (help += text), error: () => {}, interactive: false };
  expect(await main([command, "--help"], { ...terminal, signal: new AbortController().signal })).toBe(0);
  expect(help).toContain(`usage: evenhand ${command} `);
});
