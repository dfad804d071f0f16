import { basename } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { Uri, window } from "vscode";
import { namedFrom } from "../../src/corpus/findFiles.ts";
import type { FoundFile } from "../../src/corpus/findFiles.ts";
import { corpusFileOf, findCorpusFiles, isVirtualWorkspace } from "../../src/editor/corpusFiles.ts";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { requireFolderOnDisk } from "../../src/editor/localCopies.ts";
import { findCorpusFile } from "../../src/editor/openPlace.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { scanOptions } from "../../src/editor/scanFlow.ts";
import type { ScanParts } from "../../src/editor/scanFlow.ts";
import { TeamLexicon } from "../../src/editor/teamLexicon.ts";
import { fake } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const far = (path: string): Uri => Uri.parse(`memory:${path}`);
const textOf = (path: string): string | undefined => {
  const bytes = fake.files.get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

beforeEach(() => {
  fake.reset();
  useSettings();
  fake.folder = "/corpus";
  fake.folderScheme = "memory";
  fake.files.set("/corpus/a.jsonl", encode("one"));
});

test("the corpus files of a virtual workspace are found, what the editor invents is none", async () => {
  expect(isVirtualWorkspace()).toBe(true);
  expect((await findCorpusFiles()).map(String)).toEqual(["memory:/corpus/a.jsonl"]);
  expect(String(corpusFileOf(far("/corpus/a.jsonl")))).toBe("memory:/corpus/a.jsonl");
  expect(corpusFileOf(Uri.parse("output:/log.jsonl"))).toBeUndefined();
});

test("files below folders are found without the editor's search, generated ones and foreign folders are left out", async () => {
  const names = ["sub/deep/b.txt", "b.cda.jsonl", "node_modules/x/c.txt", "c.py", "sub/robots.txt"];
  for (const name of names) fake.files.set(`/corpus/${name}`, encode("x"));
  expect((await findCorpusFiles()).map(String)).toEqual(["memory:/corpus/a.jsonl", "memory:/corpus/sub/deep/b.txt"]);
  expect(String(await findCorpusFile("b.txt"))).toBe("memory:/corpus/sub/deep/b.txt");
  expect((await findCorpusFiles(["sub"])).map(String)).toEqual(["memory:/corpus/sub/deep/b.txt"]);
  await expect(findCorpusFile("gone.txt")).rejects.toThrow("gone.txt is not in the open folders");
});

test("too many entries are told, not cut", async () => {
  for (let at = 0; at < 20_001; at += 1) fake.files.set(`/corpus/${at}.py`, encode(""));
  await expect(findCorpusFiles()).rejects.toThrow("The workspace has more than 20000 files and folders.");
});

test("too many corpus files are told, not cut", async () => {
  fake.folderScheme = "file";
  for (let at = 0; at < 10_001; at += 1) fake.files.set(`/corpus/${at}.jsonl`, encode(""));
  await expect(findCorpusFiles()).rejects.toThrow("The workspace has more than 10000 corpus files.");
});

test("a lexicon that could not be fetched is fetched again", async () => {
  fake.files.set("/corpus/evenhand.json", encode('{ "lexicon": "team.json" }'));
  const store = policies();
  await expect(store.settings(far("/corpus/a.jsonl"))).rejects.toThrow();
  fake.files.set("/corpus/team.json", encode("{}"));
  expect((await store.settings(far("/corpus/a.jsonl"))).lexiconFile).toMatch(/team\.json$/u);
});

test("what Evenhand writes for itself goes where jobs can write", () => {
  expect(String(new DataFolder(Uri.file("/storage")).uri)).toBe("file:///storage");
  fake.folderScheme = "file";
  expect(String(new DataFolder(Uri.file("/storage")).uri)).toBe("file:///corpus/.evenhand");
});

test("a file is copied once for each of its versions, and the last version is kept", async () => {
  const copies = localCopies();
  const [path] = await copies.paths([far("/corpus/a.jsonl")]);
  expect(path).toMatch(/^\/storage\/copies\/.+\/a\.jsonl$/u);
  expect(textOf(path as string)).toBe("one");
  expect([...fake.files.keys()].filter((name) => name.endsWith(".part"))).toEqual([]);

  fake.files.set(path as string, encode("marked"));
  expect(await copies.paths([far("/corpus/a.jsonl")])).toEqual([path]);
  expect(textOf(path as string)).toBe("marked");

  fake.files.set("/corpus/a.jsonl", encode("other"));
  const [next] = await copies.paths([far("/corpus/a.jsonl")]);
  expect(textOf(next as string)).toBe("other");
  expect(textOf(path as string)).toBeUndefined();
});

test("a copy is named by the path of its file from the workspace, as silences name it", async () => {
  fake.moreFolders = ["/elsewhere/second"];
  const files = ["/corpus/a.jsonl", "/corpus/sub/deep/a.jsonl", "/elsewhere/second/sub/a.jsonl"];
  for (const path of files) fake.files.set(path, encode("one"));
  const parts = {
    scans: { partsFolder: () => Promise.resolve("/parts") },
    policies: policies(),
    copies: localCopies(),
  };
  const { paths, namesFrom } = await scanOptions(parts as unknown as ScanParts, files.map(far));
  const found = paths.map((path) => ({ path, name: basename(path) }) as FoundFile);
  expect(namedFrom(namesFrom ?? [], found).map(({ name }) => name)).toEqual([
    "a.jsonl",
    "sub/deep/a.jsonl",
    "second/sub/a.jsonl",
  ]);
});

test("files on disk stay where they are", async () => {
  expect(await localCopies().paths([Uri.file("/corpus/b.jsonl")])).toEqual(["/corpus/b.jsonl"]);
});

test("files that are too large are passed over and counted; none left is an error", async () => {
  fake.files.set("/corpus/large.jsonl", encode("x"));
  fake.sizes.set("/corpus/large.jsonl", 100_000_001);
  const copies = localCopies();
  expect(await copies.paths([far("/corpus/large.jsonl"), far("/corpus/a.jsonl")])).toHaveLength(1);
  expect(fake.messages.at(-1)).toMatchObject({
    text: "Files not scanned, because they are not on this machine and have more than 100 MB: 1, first large.jsonl.",
  });
  await expect(copies.paths([far("/corpus/large.jsonl")])).rejects.toThrow("large.jsonl is not on this machine");
});

test("the lexicon of evenhand.json is fetched as well", async () => {
  fake.files.set("/corpus/evenhand.json", encode('{ "lexicon": "terms/team.json" }'));
  fake.files.set("/corpus/terms/team.json", encode("{}"));
  const { lexiconFile } = await policies().settings(far("/corpus/a.jsonl"));
  expect(lexiconFile).toMatch(/^\/storage\/copies\/.+\/team\.json$/u);
});

test.each(["../../etc/terms.json", "terms/../../terms.json"])(
  "in Restricted Mode the lexicon %s, outside of the folder, is refused",
  async (lexicon) => {
    fake.folderScheme = "file";
    fake.files.set("/corpus/evenhand.json", encode(JSON.stringify({ lexicon })));
    expect((await policies().settings()).lexiconFile).not.toMatch(/^\/corpus\//u);
    fake.isTrusted = false;
    await expect(policies().settings()).rejects.toThrow(`The lexicon ${lexicon} of evenhand.json is outside`);
  },
);

test("in Restricted Mode a lexicon inside of the folder is read", async () => {
  fake.folderScheme = "file";
  fake.isTrusted = false;
  fake.files.set("/corpus/evenhand.json", encode('{ "lexicon": "./terms.json" }'));
  expect((await policies().settings()).lexiconFile).toBe("/corpus/terms.json");
});

test("a lexicon of which only a copy is in force is not changed", async () => {
  fake.files.set("/corpus/evenhand.json", encode('{ "lexicon": "team.json" }'));
  fake.files.set("/corpus/team.json", encode("{}"));
  const before = [...fake.files.keys()];
  const change = new TeamLexicon(policies()).switchOff({ group: "race.black", term: "black" });
  await expect(change).rejects.toThrow("Changing a lexicon needs a folder on disk.");
  expect([...fake.files.keys()]).toEqual(before);
});

test("what needs the folder itself says so", () => {
  expect(() => requireFolderOnDisk("Training")).toThrow("Training needs a folder on disk.");
  fake.folderScheme = "file";
  expect(() => requireFolderOnDisk("Training")).not.toThrow();
});

function policies(): PolicyStore {
  return new PolicyStore(window.createOutputChannel("Evenhand", { log: true }), localCopies());
}
