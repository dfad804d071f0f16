import { beforeEach, expect, test } from "vitest";
import type { Memento } from "vscode";
import { EvenhandError } from "../../src/base/errors.ts";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { ShownReport } from "../../src/editor/shownReport.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { FakeClient } from "./fakeClient.ts";
import { scanReport } from "./scanReport.ts";

/** What the editor keeps when a window is loaded anew. */
let kept: Map<string, unknown>;
let client: FakeClient;

function shownReport(): ShownReport {
  const memory: Memento = {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key) as never,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  return new ShownReport(memory, new DataFolder(Uri.file("/storage") as never), new JobRunner(client));
}

/** Stores a report of that title. */
function store(title: string, changed: number): never {
  const path = `/work/.evenhand/scans/${title}.json`;
  fake.files.set(path, new TextEncoder().encode(JSON.stringify({ ...scanReport, title })));
  fake.changeTimes.set(path, changed);
  return Uri.file(path) as never;
}

beforeEach(() => {
  fake.reset();
  fake.folder = "/work";
  kept = new Map();
  client = new FakeClient();
});

test("the report that was shown comes back, not a newer one", async () => {
  const shown = store("shown", 1);
  await shownReport().remember(shown);
  store("newer", 2);
  expect(await shownReport().restore()).toMatchObject({ kind: "report", report: { title: "shown" } });
});

test("two reports side by side come back so", async () => {
  await shownReport().remember(store("a", 1), store("b", 2));
  client = new FakeClient({ title: "a against b" });
  expect(await shownReport().restore()).toEqual({ kind: "comparison", comparison: { title: "a against b" } });
  const paths = ["/work/.evenhand/scans/a.json", "/work/.evenhand/scans/b.json"];
  expect(client.asked).toEqual([{ name: "compare", options: { paths } }]);
});

test("of a job, its report is the one that was stored last", async () => {
  store("old", 1);
  store("made", 2);
  await shownReport().rememberNewest();
  store("later", 3);
  expect(await shownReport().restore()).toMatchObject({ report: { title: "made" } });
});

test("the newest report stands in for one that is gone or not known", async () => {
  store("newest", 2);
  const newest = { kind: "report", report: { title: "newest" } };
  expect(await shownReport().restore()).toMatchObject(newest);
  const gone = store("gone", 1);
  await shownReport().remember(gone);
  fake.files.delete("/work/.evenhand/scans/gone.json");
  expect(await shownReport().restore()).toMatchObject(newest);
  await shownReport().remember(gone, gone);
  client = new FakeClient(new EvenhandError("report.invalid", "gone.json cannot be read.", { hint: "" }));
  expect(await shownReport().restore()).toMatchObject(newest);
  kept.set("evenhand.shownReport", { of: "another version" });
  expect(await shownReport().restore()).toMatchObject(newest);
  fake.files.clear();
  expect(await shownReport().restore()).toBeUndefined();
});
