import { window } from "vscode";
import { beforeEach, describe, expect, test } from "vitest";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { togglePreview } from "../../src/editor/previewFlow.ts";
import { RecordAnalysis } from "../../src/editor/recordAnalysis.ts";
import { openSample } from "../../src/editor/sample.ts";
import { SwapPreview } from "../../src/editor/swapPreview.ts";
import { reportShown } from "../../src/editor/walkthroughSteps.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fake, FakeDocument, FakeEditor, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });

beforeEach(() => {
  fake.reset();
  fake.folder = "/work";
  useSettings();
});

describe("the preview from the walkthrough", () => {
  const policies = () => new PolicyStore(log, localCopies());

  function add(name: string, text: string, languageId: string): FakeDocument {
    const document = new FakeDocument(`/work/${name}`, languageId, text);
    fake.documents.push(document);
    fake.files.set(`/work/${name}`, new TextEncoder().encode(text));
    return document;
  }

  function start(): { readonly preview: SwapPreview; readonly toggle: () => Promise<void> } {
    const analysis = new RecordAnalysis();
    const preview = new SwapPreview(analysis, log);
    return { preview, toggle: () => togglePreview(preview, analysis, policies()) };
  }

  test("opens the first file of the corpus that an editor shows when none is in sight", async () => {
    add("a.csv", "text\nShe left.", "csv");
    add("b.jsonl", '{"text":"She left."}', "jsonl");
    add("c.jsonl", '{"text":"She left."}', "jsonl");
    add("d.txt", "She left.", "plaintext");
    fake.sizes.set("/work/b.jsonl", 200_000_000);
    const { preview, toggle } = start();
    await toggle();
    expect(fake.shown).toMatchObject([{ uri: { path: "/work/c.jsonl" }, options: { preview: false } }]);
    expect(preview.isOn).toBe(true);
  });

  test("takes a corpus that is open behind another tab before one that is not", async () => {
    add("a.txt", "She left.", "plaintext");
    const open = new FakeDocument("/work/z.txt", "plaintext", "She left.");
    fake.documents.push(open);
    fake.tabs = [{ input: { uri: open.uri } }];
    const { toggle } = start();
    await toggle();
    expect(fake.shown.map(({ uri }) => uri.path)).toEqual(["/work/z.txt"]);
  });

  test("that is on already is shown, not switched off out of sight", async () => {
    const document = add("a.txt", "She left.", "plaintext");
    const { preview, toggle } = start();
    await preview.toggle();
    await toggle();
    expect(fake.shown).toHaveLength(1);
    expect(preview.isOn).toBe(true);
    fake.editors = [new FakeEditor(document)];
    await toggle();
    expect(preview.isOn).toBe(false);
  });

  test("says what to do where there is no corpus, and stays off", async () => {
    add("a.csv", "text\nShe left.", "csv");
    const { preview, toggle } = start();
    await expect(toggle()).rejects.toMatchObject({
      code: "corpus.empty",
      message: "No text or JSON Lines file is open to preview, and none was found in the open folders.",
    });
    expect(preview.isOn).toBe(false);
  });
});

describe("opening the sample", () => {
  const open = () => openSample(Uri.file("/extension") as never, Uri.file("/storage") as never);

  test("is done once it is there to be opened", async () => {
    fake.files.set("/storage/sample/demo.jsonl", new Uint8Array());
    await open();
    expect(fake.executed.map(({ args }) => args[0])).toEqual(["evenhand.corpusOpened", Uri.file("/storage/sample")]);
  });

  // The editor of these tests copies nothing.
  test("is not done where it cannot be copied", async () => {
    await expect(open()).rejects.toThrow();
    expect(fake.executed).toEqual([]);
  });
});

describe("reading the report", () => {
  const said = () => fake.executed.map(({ id, args }) => [id, ...args]);

  test("is done with a report of a scan or a training", async () => {
    await reportShown(scanReport);
    await reportShown({ ...scanReport, counterfactuals: {}, arms: [] } as unknown as BiasReport);
    const done = ["setContext", "evenhand.reportShown", true];
    expect(said()).toEqual([done, done]);
  });

  test("is not done with the one that generating opens by itself", async () => {
    const { scan: _, ...rest } = scanReport;
    await reportShown({ ...rest, counterfactuals: {} } as unknown as BiasReport);
    expect(said()).toEqual([]);
  });
});
