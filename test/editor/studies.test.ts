import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { window } from "vscode";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { runStudy } from "../../src/editor/studyFlow.ts";
import { fake, FakeDocument, FakeEditor, Uri } from "../fakes/vscode.ts";
import { FakeClient } from "./fakeClient.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { scanReport } from "./scanReport.ts";

let folder: string;

beforeEach(async () => {
  fake.reset();
  folder = await mkdtemp(join(tmpdir(), "evenhand-study-flow-"));
  fake.folder = folder;
  useSettings({ "training.epsilon": 3, "training.threads": 1 });
});

afterEach(async () => {
  expect(fake.answers).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

const start = (client: FakeClient) => runStudyOf(client, Uri.file(join(folder, "a.jsonl")));

function runStudyOf(client: FakeClient, file: Uri | undefined) {
  const data = new DataFolder(Uri.file("/storage") as never);
  return runStudy(
    new JobRunner(client),
    data,
    new PolicyStore(window.createOutputChannel("Evenhand", { log: true }), localCopies()),
    file,
  );
}

const optionsOf = (client: FakeClient): unknown => client.asked.map(({ options }) => options)[0];

test("is refused in an untrusted workspace, before anything is asked", async () => {
  fake.isTrusted = false;
  await expect(start(new FakeClient())).rejects.toMatchObject({ code: "workspace.untrusted" });
  expect(fake.messages).toEqual([]);
});

test("runs the chosen study with what the settings of training say", async () => {
  fake.answers = ["What constraints keep and cost", "Start"];
  const client = new FakeClient(scanReport);
  expect(await start(client)).toBe(scanReport);
  expect(client.asked[0]?.name).toBe("study");
  expect(optionsOf(client)).toEqual({
    study: "tradeoff",
    paths: [join(folder, "a.jsonl")],
    outDirectory: join(folder, ".evenhand"),
    engine: "compiled",
    threads: 1,
  });
});

test("spends privacy only where that was chosen, and says how much", async () => {
  fake.answers = ["Ordinary against robust, over the size of the corpus", "Start"];
  const ordinary = new FakeClient(scanReport);
  await start(ordinary);
  expect(optionsOf(ordinary)).not.toHaveProperty("epsilon");
  fake.answers = ["Private against robust, over the size of the corpus", "Start"];
  const guarded = new FakeClient(scanReport);
  await start(guarded);
  expect(optionsOf(guarded)).toMatchObject({ study: "robustness", epsilon: 3, swaps: ["gender:swap"], noText: false });
  expect(fake.messages.at(-1)).toMatchObject({
    text: "Study fine-tuning on a.jsonl?",
    buttons: [
      {
        detail: expect.stringMatching(/four times with it, which spends the privacy budget of a\.jsonl: ε 3 each\.$/u),
      },
      "Start",
    ],
  });
});

test("offers to go on with a study that was stopped", async () => {
  await mkdir(join(folder, ".evenhand", "studies", "20260131-174205-3f2a"), { recursive: true });
  fake.answers = ["Resume the stopped study 20260131-174205-3f2a"];
  const client = new FakeClient(scanReport);
  expect(await start(client)).toBe(scanReport);
  expect(optionsOf(client)).toEqual({
    paths: [],
    resume: "20260131-174205-3f2a",
    outDirectory: join(folder, ".evenhand"),
  });
});

test.each([
  ["the choice", [undefined]],
  ["the confirmation", ["What constraints keep and cost", undefined]],
])("starts nothing when the user leaves %s", async (_what, answers) => {
  fake.answers = [...answers];
  const client = new FakeClient();
  expect(await start(client)).toBeUndefined();
  expect(client.asked).toEqual([]);
});

test("of no named file asks for one: what happens to be open comes first if it is a corpus, and is never taken in silence", async () => {
  for (const name of ["a.jsonl", "b.jsonl"]) fake.files.set(join(folder, name), new Uint8Array());
  const study = async (active: string): Promise<unknown> => {
    fake.activeEditor = new FakeEditor(new FakeDocument(join(folder, active), "any", ""));
    fake.answers = ["Private against robust, over the size of the corpus", "a.jsonl", "Start"];
    const client = new FakeClient(scanReport);
    await runStudyOf(client, undefined);
    return optionsOf(client);
  };
  const offered = (): unknown => fake.messages.at(-2)?.buttons;
  expect(await study("b.jsonl")).toMatchObject({ paths: [join(folder, "a.jsonl")] });
  expect(offered()).toMatchObject([{ label: "b.jsonl" }, { label: "a.jsonl" }]);
  expect(await study("train.py")).toMatchObject({ paths: [join(folder, "a.jsonl")] });
  expect(offered()).toMatchObject([{ label: "a.jsonl" }, { label: "b.jsonl" }]);
});
