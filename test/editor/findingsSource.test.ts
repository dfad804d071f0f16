import { window } from "vscode";
import { beforeEach, describe, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { FindingsSource } from "../../src/editor/findingsSource.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { FakeClient } from "./fakeClient.ts";
import { scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });

beforeEach(() => {
  fake.reset();
  fake.folder = "/work";
  useSettings();
});

function sourceOf(client: FakeClient): FindingsSource {
  const scans = new ScanStore(new DataFolder(Uri.file("/storage") as never), () => Promise.resolve(scanReport));
  const policies = new PolicyStore(log, localCopies());
  return new FindingsSource({ jobs: new JobRunner(client), scans, policies, copies: localCopies() });
}

function mention(file: string, byte: number): Readonly<Record<string, unknown>> {
  const place = { file, line: 1, column: 0, byte };
  return { ...place, record: "00", start: 0, text: "She left.", span: { start: 0, end: 3 } };
}

describe("mentions of a term", () => {
  const she = { term: "she", mentions: 3, slur: false };
  const files = ["b.txt", "a.txt"].map((name) => ({ name, bytes: 100, sha256: "00" }));
  const corpus = { name: "2 files", files, records: 2, skipped: [] };
  const method = { ...scanReport.method, settings: { scanIndex: "scan-1" } };

  test("are asked of the scan's index, and come in the order of its files and their lines", async () => {
    const client = new FakeClient({
      mentions: [mention("a.txt", 9), mention("b.txt", 90), mention("b.txt", 5)],
      changed: [],
    });
    const source = sourceOf(client);
    const places = await source.mentions({ ...scanReport, corpus, method }, "gender.female", she);
    expect(places).toEqual([
      { file: "b.txt", line: 1, column: 0, byte: 5, text: "She left." },
      { file: "b.txt", line: 1, column: 0, byte: 90, text: "She left." },
      { file: "a.txt", line: 1, column: 0, byte: 9, text: "She left." },
    ]);
    const partsFolder = "/work/.evenhand/scans/parts";
    const options = { partsFolder, scanId: "scan-1", group: "gender.female", term: "she", limit: 100 };
    expect(await source.mentions({ ...scanReport, corpus, method }, "gender.female", she)).toBe(places);
    expect(client.asked).toEqual([{ name: "mentions", options }]); // once
  });

  test("of a scan that kept no places are refused with what to do", async () => {
    const client = new FakeClient();
    await expect(sourceOf(client).mentions(scanReport, "gender.female", she)).rejects.toMatchObject({
      code: "report.invalid",
      hint: "Scan again.",
    });
    expect(client.asked).toEqual([]);
  });
});
