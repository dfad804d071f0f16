import { fileURLToPath } from "node:url";
import { window } from "vscode";
import type { Memento } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { memoryKeys } from "../../src/editor/commandIds.ts";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { DecisionStore } from "../../src/editor/decisionStore.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { cancelRun, deleteRuns, revealRun } from "../../src/editor/runActions.ts";
import { RunsView } from "../../src/editor/runsView.ts";
import { storedRuns } from "../../src/editor/storedRun.ts";
import { fineTune, offerInterrupted, resumeRun } from "../../src/editor/trainFlow.ts";
import { JobClient } from "../../src/jobs/client.ts";
import type { TrainingPlan } from "../../src/jobs/planTraining.ts";
import type { RunState } from "../../src/jobs/runState.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { FakeClient } from "./fakeClient.ts";
import { scanReport } from "./scanReport.ts";

const folder = "/work/corpora";

const plan: TrainingPlan = {
  units: 3144,
  unit: "record, with all its counterfactual views",
  delta: 3.2e-5,
  models: 4,
  privateModels: 2,
  forecast: { delta: 1e-5, spent: 3.2, run: 4.1, after: 5.4, budget: 8 },
  seconds: 240,
  rates: { step: 1, probePass: 0.5, measuring: 9, once: 3, memoryBytes: 6.1e8, isMemoryShort: false },
  availableBytes: 12.3e9,
  fields: [{ name: "author", values: 58 }],
};

let remembered: Memento;

beforeEach(() => {
  fake.reset();
  fake.folder = folder;
  useSettings();
  remembered = memory();
});

afterEach(() => expect(fake.answers).toEqual([]));

function memory(): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key) as never,
    // As the editor does: through JSON.
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, asJson(value))),
  };
}

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const dataFolder = () => new DataFolder(Uri.file("/storage") as never);

const tune = (client: JobClient) => {
  const log = window.createOutputChannel("Evenhand", { log: true });
  return fineTune({
    jobs: new JobRunner(client),
    folder: dataFolder(),
    policies: new PolicyStore(log, localCopies()),
    decisions: new DecisionStore(log),
    memory: remembered,
  });
};

function addFiles(...names: string[]): void {
  for (const name of names) fake.files.set(`${folder}/${name}`, new Uint8Array());
}

function store(name: string, content: unknown): void {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  fake.files.set(`${folder}/.evenhand/${name}`, new TextEncoder().encode(text));
}

describe("fine-tuning", () => {
  test("is refused in an untrusted workspace, before anything is asked", async () => {
    fake.isTrusted = false;
    const client = new FakeClient();
    await expect(tune(client)).rejects.toMatchObject({ code: "workspace.untrusted" });
    expect(fake.messages).toEqual([]);
    expect(client.asked).toEqual([]);
  });

  test("starts with the settings' values, once it is known what the run takes and costs", async () => {
    addFiles("a.jsonl", "b.jsonl");
    useSettings({
      "training.steps": 5,
      "training.lotSize": 32,
      "training.epsilon": 3,
      textField: "text",
      lexicon: "team.json",
    });
    fake.answers = ["b.jsonl", "$(play) Start"];
    const client = new FakeClient(plan, scanReport);
    expect(await tune(client)).toBe(scanReport);
    expect(fake.executed.at(-1)).toEqual({ id: "setContext", args: ["evenhand.trained", true] });
    const options = {
      paths: [`${folder}/b.jsonl`],
      namesFrom: [folder],
      swaps: ["gender:swap"],
      names: "keep",
      sensitive: "keep",
      arms: ["base", "plain", "dp", "dp+cda"],
      epsilon: 3,
      clip: "hard",
      engine: "compiled",
      unit: "record",
      outDirectory: `${folder}/.evenhand`,
      noText: false,
      field: "text",
      lexiconFile: `${folder}/team.json`,
      steps: 5,
      lotSize: 32,
    };
    expect(client.asked).toEqual([
      { name: "planTraining", options },
      { name: "train", options },
    ]);
    const shown = fake.picks.at(-1)?.map(({ label, description }) => `${label} | ${description ?? ""}`);
    expect(shown).toEqual([
      "$(play) Start | 4 models are made and measured, 2 of them with privacy",
      "what it takes | ",
      expect.stringMatching(/^\$\(clock\) About 4 min \| \d min to \d min, from a step that was tried here/),
      "$(server-process) 549 MB to 1.0 GB of memory | 12 GB are free",
      "$(shield) The unit of privacy is a record, with all its counterfactual views | 3,144 of them, δ 3.2e-5",
      "$(law) Spends ε 4.1 of the corpus's privacy | 2.6 of 8 will be left; 3.2 was spent, 5.4 will be together, at δ 1e-5",
      "settings of the run | ",
      "$(file) Corpus | b.jsonl",
      "$(beaker) Arms | base, plain, dp, dp+cda",
      "$(lock) Epsilon | 3",
      "$(shield) Unit of privacy | record",
      "$(sync) Trainings of each arm | 1",
      "$(debug-step-over) Steps of each | 5",
      "$(package) Model | the bundled model",
      "$(checklist) Public benchmarks | none beside what is bundled",
    ]);
  });

  test("says before it starts whom a total over different units of privacy holds for", async () => {
    addFiles("a.jsonl");
    fake.answers = ["a.jsonl", "$(play) Start"];
    const forecast = { ...plan.forecast, warning: "different units" } as NonNullable<TrainingPlan["forecast"]>;
    await tune(new FakeClient({ ...plan, forecast }, scanReport));
    const budget = fake.picks.at(-1)?.find(({ label }) => label.startsWith("$(law)"));
    expect(budget?.detail).toBe("different units");
  });

  test("makes the second views by what was decided in review; a mistake in that file is told before anything", async () => {
    addFiles("a.jsonl", "evenhand.decisions");
    fake.answers = ["a.jsonl", "$(play) Start"];
    const client = new FakeClient(plan, scanReport);
    await tune(client);
    expect(client.asked[1]).toMatchObject({ options: { decisionsFile: `${folder}/evenhand.decisions` } });

    fake.files.set(`${folder}/evenhand.decisions`, new TextEncoder().encode("{"));
    await expect(tune(new FakeClient())).rejects.toMatchObject({ code: "configuration.invalid" });
  });

  test("every choice can be changed; a step is measured once, and what was started is there the next time", async () => {
    addFiles("a.jsonl");
    fake.answers = [
      "a.jsonl",
      "$(beaker) Arms",
      ["base", "dp"],
      "$(lock) Epsilon",
      ["ε 1", "Another value …"],
      "2.5",
      "$(sync) Trainings of each arm",
      "3 trainings",
      "$(debug-step-over) Steps of each",
      "7",
      "$(play) Start",
    ];
    const client = new FakeClient(plan, plan, plan, plan, plan, scanReport);
    await tune(client);
    const started = { arms: ["base", "dp"], epsilon: [1, 2.5], seeds: 3, steps: 7, unit: "record" };
    expect(client.asked.at(-1)).toMatchObject({ name: "train", options: started });
    // Arms with and without privacy step alike: the first plan's rates hold for all of them.
    for (const { options } of client.asked.slice(1, 5)) {
      expect(options).toMatchObject({
        stepSeconds: 1,
        probePassSeconds: 0.5,
        measuringSeconds: 9,
        onceSeconds: 3,
        memoryBytes: 6.1e8,
      });
    }
    fake.answers = ["a.jsonl", "$(play) Start"];
    const again = new FakeClient(plan, scanReport);
    await tune(again);
    expect(again.asked.at(-1)?.options).toEqual(client.asked.at(-1)?.options);
    fake.answers = ["a.jsonl", "$(discard) Take everything from the settings", "$(play) Start"];
    const reset = new FakeClient(plan, plan, scanReport);
    await tune(reset);
    expect(reset.asked.at(-1)?.options).toMatchObject({ arms: ["base", "plain", "dp", "dp+cda"], epsilon: 8 });
    expect(reset.asked.at(-1)?.options).not.toHaveProperty("seeds");
  });

  test("offers the corpus's own fields as the unit, and another unit is measured anew", async () => {
    addFiles("a.jsonl");
    const unit = "all records with one value of “author”";
    fake.answers = ["a.jsonl", "$(shield) Unit of privacy", unit, "$(play) Start"];
    // The unit is asked for when the plan is there.
    const client = new FakeClient(plan, plan, scanReport);
    const running = tune(client);
    await running;
    expect(client.asked.map(({ name }) => name)).toEqual(["planTraining", "planTraining", "train"]);
    expect(client.asked[1]?.options).not.toHaveProperty("stepSeconds");
    expect(client.asked[2]?.options).toMatchObject({ unit: "field:author" });
  });

  test("asks for the user's copies of benchmarks, keeps them for the next time, and measures anew for them", async () => {
    addFiles("a.jsonl");
    const row = "$(checklist) Public benchmarks";
    const pairs = Uri.file("/copies/crows_pairs_anonymized.csv");
    fake.answers = [
      "a.jsonl",
      row,
      ["CrowS-Pairs", "WinoBias"],
      [pairs],
      undefined, // no folder for WinoBias
      "$(play) Start",
    ];
    const client = new FakeClient(plan, plan, scanReport);
    await tune(client);
    expect(client.asked[0]?.options).not.toHaveProperty("benchmarks");
    expect(client.asked[1]?.options).not.toHaveProperty("measuringSeconds");
    const benchmarks = ["crows-pairs=/copies/crows_pairs_anonymized.csv"];
    expect(client.asked[2]).toMatchObject({ name: "train", options: { benchmarks } });
    expect(fake.messages.filter(({ kind }) => kind === "open").map(({ text }) => text)).toEqual([
      "The file of CrowS-Pairs",
      "The folder with the files of WinoBias",
    ]);
    expect(fake.picks.at(-1)?.at(-2)).toMatchObject({ label: row, description: "CrowS-Pairs" });

    fake.answers = ["a.jsonl", row, [], "$(play) Start"];
    const again = new FakeClient(plan, plan, scanReport);
    await tune(again);
    expect(again.asked[0]).toMatchObject({ options: { benchmarks } });
    expect(again.asked[2]?.options).not.toHaveProperty("benchmarks");
  });

  test("goes back to the corpus, and starts nothing when the user leaves", async () => {
    addFiles("a.jsonl", "b.jsonl");
    fake.answers = ["a.jsonl", "back", "b.jsonl", "$(file) Corpus", undefined];
    const client = new FakeClient(plan, plan);
    expect(await tune(client)).toBeUndefined();
    expect(client.asked.map(({ name, options }) => [name, (options as { paths: string[] }).paths[0]])).toEqual([
      ["planTraining", `${folder}/a.jsonl`],
      ["planTraining", `${folder}/b.jsonl`],
    ]);
  });

  test("a run that would be refused cannot be started, and says why and what to do", async () => {
    addFiles("a.jsonl");
    const refusal = new EvenhandError("privacy.budgetExceeded", "The budget is epsilon 2.", {
      hint: "--epsilon 1 fits.",
    });
    fake.answers = ["a.jsonl", "$(play) Start"];
    const client = new FakeClient(refusal);
    expect(await tune(client)).toBeUndefined();
    expect(client.asked.map(({ name }) => name)).toEqual(["planTraining"]);
    const [first] = fake.picks.at(-1) ?? [];
    expect(first).toMatchObject({ description: "The budget is epsilon 2.", detail: "--epsilon 1 fits." });
  });

  test("does not wait for the estimate when the user will not", async () => {
    addFiles("a.jsonl");
    fake.answers = ["a.jsonl", "$(play) Start without waiting for that"];
    const client = new FakeClient(plan, scanReport);
    expect(await tune(client)).toBe(scanReport);
  });
});

const record = { options: { paths: ["/work/demo.jsonl"], epsilon: 8 }, finishedArms: { base: {}, plain: {} } };
const progress = { stage: "dp: fine-tuning", done: 12, total: 40, unit: "steps" } as const;

function stateOf(state: RunState["state"], changes: Partial<RunState> = {}): RunState {
  return { version: 1, state, pid: 999_999_999, at: new Date().toISOString(), models: 4, progress, ...changes };
}

async function rows(runs: RunsView): Promise<[label: unknown, description: unknown, context: unknown][]> {
  const items = (await runs.getChildren()).map((node) => runs.getTreeItem(node));
  return items.map(({ label, description, contextValue }) => [label, description, contextValue]);
}

describe("the runs", () => {
  test("are listed newest first, each with how it stands", async () => {
    const problem = { code: "training.diverged", message: "The loss is not finite.", hint: "Lower the rate." } as const;
    store("runs/1/run.json", record);
    store("reports/1.json", "{}");
    store("runs/2/run.json", record);
    store("runs/3/run.json", "{ cut");
    store("runs/4/run.json", { ...record, options: { ...record.options, epsilon: [1, 8] } });
    store("runs/4/state.json", stateOf("stopped"));
    store("runs/45/run.json", { ...record, brokenArms: { "dp ε1": "The loss is not finite." } });
    store("runs/45/state.json", stateOf("stopped"));
    store("runs/5/run.json", record);
    store("runs/5/state.json", stateOf("failed", { problem }));
    store("runs/6/run.json", record);
    store("runs/6/state.json", stateOf("running"));
    store("runs/7/run.json", record);
    store("runs/7/state.json", stateOf("running", { pid: process.ppid }));
    const runs = new RunsView(dataFolder(), new JobRunner(new FakeClient()));
    const place = "2 of 4 models made · dp: fine-tuning 12 of 40 steps";
    expect(await rows(runs)).toEqual([
      ["demo.jsonl · ε 8", `going on in another process: ${place}`, "runningElsewhere"],
      ["demo.jsonl · ε 8", `its process ended: ${place}`, "lostRun"],
      ["demo.jsonl · ε 8", "failed: The loss is not finite.", "failedRun"],
      ["demo.jsonl · ε 8", "stopped: 2 of 4 models made · 1 diverged · dp: fine-tuning 12 of 40 steps", "stoppedRun"],
      ["demo.jsonl · ε 1, 8", `stopped: ${place}`, "stoppedRun"],
      ["3", "stopped: 0 models made", "stoppedRun"],
      ["demo.jsonl · ε 8", "stopped: 2 models made", "stoppedRun"],
      ["demo.jsonl · ε 8", "report", "finishedRun"],
    ]);
    const items = (await runs.getChildren()).map((node) => runs.getTreeItem(node));
    expect(items.at(-1)?.command).toMatchObject({ command: "evenhand.openReport" });
    expect(items[2]?.tooltip).toContain("Lower the rate.");
    expect(items[3]?.tooltip).toContain("diverged: dp ε1");
    expect(items[1]?.accessibilityInformation?.label).toBe(`demo.jsonl · ε 8, its process ended: ${place}`);
    runs.dispose();
  });

  test("the one that this window waits for is one row with its progress, and is cancelled there", async () => {
    const childPath = fileURLToPath(new URL("../fixtures/jobs/child.mjs", import.meta.url));
    const jobs = new JobRunner(new JobClient({ childPath }));
    const runs = new RunsView(dataFolder(), jobs);
    const waiting = jobs.run("train", "Evenhand: fine-tuning on demo.jsonl", { paths: ["obey"] });
    await expect.poll(() => jobs.running[0]?.text).toContain("wait 0 steps");
    expect(await rows(runs)).toEqual([["Evenhand: fine-tuning on demo.jsonl", "wait 0 steps", "runningRun"]]);
    store("runs/1/run.json", record);
    store("runs/1/state.json", stateOf("running", { pid: jobs.running[0]?.pid ?? 0 }));
    runs.refresh();
    expect(await rows(runs)).toEqual([["demo.jsonl · ε 8", "wait 0 steps", "runningRun"]]);
    const [node] = await runs.getChildren();
    cancelRun(jobs, node);
    expect(jobs.running[0]).toMatchObject({ isStopping: true, text: "stopping after this step …" });
    expect((await rows(runs))[0]?.[2]).toBe("stoppingRun");
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    runs.dispose();
    jobs.dispose();
  });

  test("are deleted after a question, with or without their report, but not while they go on", async () => {
    store("runs/1/run.json", record);
    store("runs/1/dp/model.safetensors", "");
    store("reports/1.json", "{}");
    store("reports/1.html", "");
    store("runs/2/run.json", record);
    store("runs/2/state.json", stateOf("running", { pid: process.ppid }));
    store("ledger.jsonl", "{}");
    const [second, first] = (await storedRuns(dataFolder())).map((run) => ({ run }));
    await expect(deleteRuns(dataFolder(), second, undefined)).rejects.toThrow("The run 2 is going on.");
    fake.answers = [undefined];
    await deleteRuns(dataFolder(), first, undefined);
    expect(fake.messages.at(-1)).toMatchObject({ kind: "warning", text: "Delete the run demo.jsonl · ε 8 (1)?" });
    expect(fake.files.has(`${folder}/.evenhand/runs/1/run.json`)).toBe(true);
    fake.answers = ["Delete Run and Report"];
    await deleteRuns(dataFolder(), first, [first]);
    const left = [...fake.files.keys()].map((path) => path.replace(`${folder}/.evenhand/`, ""));
    expect(left).toEqual(["runs/2/run.json", "runs/2/state.json", "ledger.jsonl"]);
  });

  test("show their folder", async () => {
    store("runs/1/run.json", record);
    const [run] = await storedRuns(dataFolder());
    await revealRun({ run });
    expect(fake.executed).toMatchObject([{ id: "revealInExplorer", args: [{ path: `${folder}/.evenhand/runs/1` }] }]);
  });
});

describe("resuming", () => {
  const resume = (client: JobClient, argument: unknown) =>
    resumeRun(new JobRunner(client), dataFolder(), remembered, argument);

  test("goes on with the chosen run in the same folder", async () => {
    const client = new FakeClient(scanReport);
    expect(await resume(client, { run: { id: "20260131-1" } })).toBe(scanReport);
    const options = { paths: [], resume: "20260131-1", outDirectory: `${folder}/.evenhand` };
    expect(client.asked).toEqual([{ name: "train", options }]);
    expect(remembered.get(memoryKeys.waiting)).toBeUndefined();
  });

  test("is refused without a run, and in an untrusted workspace", async () => {
    await expect(resume(new FakeClient(), undefined)).rejects.toThrow("No run is chosen.");
    fake.isTrusted = false;
    await expect(resume(new FakeClient(), {})).rejects.toMatchObject({ code: "workspace.untrusted" });
  });

  test("is offered when the process of a training was killed", async () => {
    store("runs/1/run.json", record);
    store("runs/1/state.json", stateOf("running"));
    const crashed = new EvenhandError("job.crashed", "The process ended on signal SIGKILL.", { hint: "Memory?" });
    fake.answers = ["Resume Run"];
    expect(await resume(new FakeClient(crashed), { run: { id: "1" } })).toBeUndefined();
    await expect.poll(() => fake.executed).toMatchObject([{ id: "evenhand.resumeRun", args: [{ run: { id: "1" } }] }]);
    expect(fake.messages[0]?.text).toBe(
      "The process ended on signal SIGKILL. What the run had stored is kept. Memory?",
    );
  });

  test("is offered after a reload of the window, once", async () => {
    store("runs/1/run.json", record);
    store("runs/1/state.json", stateOf("stopped"));
    await offerInterrupted(dataFolder(), remembered); // nobody waited
    expect(fake.messages).toEqual([]);
    await remembered.update(memoryKeys.waiting, true);
    fake.answers = ["Resume Run"];
    await offerInterrupted(dataFolder(), remembered);
    expect(fake.messages[0]?.text).toBe("Fine-tuning stopped when its window was closed: demo.jsonl · ε 8.");
    expect(fake.executed).toMatchObject([{ id: "evenhand.resumeRun" }]);
    await offerInterrupted(dataFolder(), remembered);
    expect(fake.messages).toHaveLength(1);
  });

  test("is offered when the process of a closed window has stored its last step", async () => {
    store("runs/1/run.json", record);
    store("runs/1/state.json", stateOf("running", { pid: process.pid }));
    await remembered.update(memoryKeys.waiting, true);
    const offered = offerInterrupted(dataFolder(), remembered);
    await expect.poll(() => remembered.get(memoryKeys.waiting)).toBeUndefined();
    expect(fake.messages).toEqual([]);
    store("runs/1/state.json", stateOf("stopped"));
    await offered;
    expect(fake.messages[0]?.text).toBe("Fine-tuning stopped when its window was closed: demo.jsonl · ε 8.");
  });
});
