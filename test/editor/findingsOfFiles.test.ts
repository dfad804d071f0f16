import { window } from "vscode";
import { beforeEach, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { FindingsSource } from "../../src/editor/findingsSource.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import type { ScanParts } from "../../src/editor/scanFlow.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { associationRow, scanReport } from "./scanReport.ts";

beforeEach(() => {
  fake.reset();
  useSettings();
  fake.folder = "/work";
});

function silencing(text: string): void {
  fake.files.set("/work/evenhand.json", new TextEncoder().encode(text));
}

test("a file by itself is told under the name that the whole scan gives it, as evenhand.json is when it is asked for", async () => {
  const { corpus, scan } = scanReport;
  if (corpus === undefined || scan === undefined) throw new RangeError("no scan");
  const files = ["a.csv", "deep/b.csv"].map((name) => ({ name, bytes: 1, sha256: "00" }));
  const whole: BiasReport = { ...scanReport, corpus: { ...corpus, files } };
  // As a file outside of the folders is named, such as a copy of a virtual workspace's.
  const alone = { ...scanReport, corpus: { ...corpus, files: [{ name: "b.csv", bytes: 1, sha256: "00" }] } };
  fake.files.set("/work/data/deep/b.csv", new Uint8Array());
  silencing('{ "silenced": [{ "word": "nurse", "file": "deep/b.csv", "reason": "a ward" }] }');
  const log = window.createOutputChannel("Evenhand", { log: true });
  const policies = new PolicyStore(log, localCopies());
  const scans = new ScanStore(new DataFolder(Uri.file("/storage") as never), () => Promise.resolve(whole), policies);
  let count = 0;
  const jobs = { quietly: () => Promise.resolve(((count += 1), alone)) };
  const source = new FindingsSource({ jobs, scans, policies, copies: localCopies() } as unknown as ScanParts);
  const nurse = { rule: "association", group: "gender.female", word: "nurse" };
  const first = await source.scanOf(whole, "deep/b.csv");
  expect(first.scan?.silenced).toEqual([{ ...nurse, reason: "a ward" }]);

  silencing('{ "silenced": [{ "word": "nurse", "file": "a.csv" }] }');
  let changes = 0;
  const listening = source.onDidChange(() => (changes += 1));
  fake.watchedFile.fire(Uri.file("/work/evenhand.json"));
  listening.dispose();
  expect((await source.scanOf(whole, "deep/b.csv")).scan?.silenced).toBeUndefined();
  expect([count, changes, first.scan?.associations[0]]).toEqual([1, 1, associationRow("nurse")]);
  scans.dispose();
  policies.dispose();
});
