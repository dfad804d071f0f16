import { window } from "vscode";
import type { Memento } from "vscode";
import { beforeEach, describe, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { DecisionStore } from "../../src/editor/decisionStore.ts";
import { forecastShown, generateCorpus, generatePlanned } from "../../src/editor/generateFlow.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { runStudy } from "../../src/editor/studyFlow.ts";
import { fineTune } from "../../src/editor/trainFlow.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { FakeClient } from "./fakeClient.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
const folder = "/work/corpora";

beforeEach(() => {
  fake.reset();
  fake.folder = folder;
  useSettings();
});

const memory: Memento = { keys: () => [], get: () => undefined as never, update: () => Promise.resolve() };

function tools(client: FakeClient) {
  const policies = new PolicyStore(log, localCopies());
  const data = new DataFolder(Uri.file("/storage") as never);
  return { jobs: new JobRunner(client), memory, policies, decisions: new DecisionStore(log), folder: data };
}

type Tools = ReturnType<typeof tools>;

/** All that ask for a corpus, with what is answered before that. */
const flows: readonly (readonly [name: string, begin: (tools: Tools) => Promise<unknown>, before: string[]])[] = [
  ["Fine-tune", fineTune, []],
  ["Generate", (all) => generateCorpus(all, undefined), []],
  ["Generate What the View Shows", (all) => generatePlanned(all, undefined), []],
  ["Forecast", ({ jobs, policies, decisions }) => forecastShown(jobs, policies, decisions, undefined), []],
  ["Run Study", (all) => runStudy(all.jobs, all.folder, all.policies), ["What constraints keep and cost"]],
];

describe.each(flows)("%s", (_name, begin, before) => {
  test("offers the corpus that evenhand.json names", async () => {
    for (const name of ["a.jsonl", "data/b.jsonl"]) fake.files.set(`${folder}/${name}`, new Uint8Array());
    fake.files.set(`${folder}/evenhand.json`, new TextEncoder().encode('{ "corpus": "data" }'));
    fake.answers = [...before];
    await begin(tools(new FakeClient()));
    const offered = fake.messages
      .at(-1)
      ?.buttons.map((item) => (typeof item === "object" && item !== null && "label" in item ? item.label : item));
    expect(offered).toEqual(["b.jsonl"]);
  });

  test("says so when there is none, and asks for none", async () => {
    fake.answers = [...before];
    await expect(begin(tools(new FakeClient()))).rejects.toMatchObject({ code: "corpus.empty" });
    expect(fake.messages).toHaveLength(before.length);
  });
});
