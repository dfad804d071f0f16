import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { window } from "vscode";
import type { Memento } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { DecisionStore } from "../../src/editor/decisionStore.ts";
import { forecastShown, generateCorpus, generatePlanned } from "../../src/editor/generateFlow.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { parseReportLazily } from "../../src/editor/reportFiles.ts";
import { scanWorkspace } from "../../src/editor/scanFlow.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { runStudy } from "../../src/editor/studyFlow.ts";
import { fineTune } from "../../src/editor/trainFlow.ts";
import { fake, FakeDocument, FakeEditor, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { FakeClient } from "./fakeClient.ts";
import { scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
let folder: string;

beforeEach(() => {
  fake.reset();
  folder = mkdtempSync(join(tmpdir(), "evenhand-corpus-")); // scans are stored
  fake.folder = folder;
  useSettings();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const memory: Memento = { keys: () => [], get: () => undefined as never, update: () => Promise.resolve() };

const showRecords = (): Promise<void> => Promise.resolve();

function tools(client: FakeClient) {
  const policies = new PolicyStore(log, localCopies());
  const data = new DataFolder(Uri.file("/storage") as never);
  return {
    jobs: new JobRunner(client),
    memory,
    policies,
    decisions: new DecisionStore(log),
    folder: data,
    showRecords,
    showReport: () => Promise.resolve(),
  };
}

type Tools = ReturnType<typeof tools>;

interface Flow {
  readonly name: string;
  readonly begin: (tools: Tools) => Promise<unknown>;
  /** What is answered before the corpus is asked for, and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const generation = ["augment", "Gender, both ways", "Keep first names"];
const study = "What constraints keep and cost";

const flows: readonly Flow[] = [
  { name: "Fine-tune", begin: fineTune, before: [], after: ["$(play) Start without waiting for that"] },
  { name: "Generate", begin: (all) => generateCorpus(all, undefined), before: [], after: generation },
  { name: "Generate What the View Shows", begin: (all) => generatePlanned(all, undefined), before: [], after: [] },
  {
    name: "Forecast",
    begin: ({ jobs, policies, decisions }) => forecastShown(jobs, policies, decisions, undefined),
    before: [],
    after: [],
  },
  {
    name: "Run Study",
    begin: (all) => runStudy(all.jobs, all.folder, all.policies),
    before: [study],
    after: ["Start"],
  },
];

/** Remembers of each job whether a document was saved when it began. */
class SavedClient extends FakeClient {
  readonly wereSaved: boolean[] = [];
  readonly #document: FakeDocument;
  constructor(document: FakeDocument) {
    super({ outPath: "/out.jsonl", changed: 0 });
    this.#document = document;
  }
  override run(name: string, options: unknown): Promise<never> {
    this.wereSaved.push(!this.#document.isDirty);
    // The estimate of a training is not waited for.
    return name === "planTraining" ? new Promise(() => {}) : super.run(name, options);
  }
}

function unsaved(name: string): FakeDocument {
  fake.files.set(`${folder}/${name}`, new Uint8Array());
  const document = new FakeDocument(`${folder}/${name}`, "jsonl", "{}");
  document.isDirty = true;
  fake.documents.push(document);
  return document;
}

describe.each(flows)("$name", ({ begin, before, after }) => {
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

  test("offers the open text first, also where no pattern names it, and no other document", async () => {
    for (const name of ["a.jsonl", "notes.md"]) fake.files.set(`${folder}/${name}`, new Uint8Array());
    const offered = (): unknown[] =>
      (fake.messages.at(-1)?.buttons ?? []).map((item) =>
        typeof item === "object" && item !== null && "label" in item ? item.label : item,
      );
    fake.activeEditor = new FakeEditor(new FakeDocument(`${folder}/notes.md`, "markdown", "He left."));
    fake.answers = [...before];
    await begin(tools(new FakeClient()));
    expect(offered()).toEqual(["notes.md", "a.jsonl"]);
    fake.activeEditor = new FakeEditor(new FakeDocument(`${folder}/train.py`, "python", "pass"));
    fake.answers = [...before];
    await begin(tools(new FakeClient()));
    expect(offered()).toEqual(["a.jsonl"]);
  });

  test("saves the chosen file before its job begins, and no other", async () => {
    const [chosen, active] = ["a.jsonl", "b.jsonl"].map((name) => unsaved(name)) as [FakeDocument, FakeDocument];
    fake.activeEditor = new FakeEditor(active);
    fake.answers = [...before, "a.jsonl", ...after];
    const client = new SavedClient(chosen);
    await begin(tools(client));
    expect(client.asked).toHaveLength(1);
    expect(client.wereSaved).not.toContain(false);
    expect(active.isDirty).toBe(true);
  });

  test("begins nothing where the file cannot be saved", async () => {
    const chosen = unsaved("a.jsonl");
    chosen.save = () => Promise.resolve(false);
    fake.answers = [...before, "a.jsonl", ...after];
    const client = new FakeClient();
    await expect(begin(tools(client))).rejects.toThrow("a.jsonl is not saved.");
    expect(client.asked).toEqual([]);
  });

  test("says so when there is none, and asks for none", async () => {
    fake.answers = [...before];
    await expect(begin(tools(new FakeClient()))).rejects.toMatchObject({ code: "corpus.empty" });
    expect(fake.messages).toHaveLength(before.length);
  });
});

test("a scan of the workspace saves all files that it reads, and no other", async () => {
  const [first, second, code] = ["a.jsonl", "b.jsonl", "train.py"].map((name) => unsaved(name)) as [
    FakeDocument,
    FakeDocument,
    FakeDocument,
  ];
  fake.activeEditor = new FakeEditor(code);
  const { jobs, policies, folder: data } = tools(new FakeClient(scanReport));
  const scans = new ScanStore(data, parseReportLazily);
  await scanWorkspace({ jobs, policies, scans, copies: localCopies() });
  expect([first, second, code].map(({ isDirty }) => isDirty)).toEqual([false, false, true]);
});
