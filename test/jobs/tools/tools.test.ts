import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decisionsFileName } from "../../../src/cda/decisions/decisionsFile.ts";
import { scan } from "../../../src/jobs/scan.ts";
import { runTool } from "../../../src/jobs/tools/runTool.ts";
import type { ToolContext } from "../../../src/jobs/tools/toolContext.ts";

let folder: string;
let elsewhere: string;

const nurse = "The nurse said she would help.";
const lines = [
  ...Array.from({ length: 60 }, (_, number) => ({ text: `${nurse} Bed ${number}.` })),
  ...Array.from({ length: 60 }, (_, number) => ({ text: `The pilot said he would land. Gate ${number}.` })),
  ...Array.from({ length: 60 }, (_, number) => ({ text: `The train was late on day ${number}.` })),
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-tools-"));
  elsewhere = await mkdtemp(join(tmpdir(), "evenhand-elsewhere-"));
  await writeFile(join(folder, "corpus.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await writeFile(join(elsewhere, "secret.txt"), "She has a secret.\n");
  await symlink(join(elsewhere, "secret.txt"), join(folder, "link.txt"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(elsewhere, { recursive: true });
});

function context(more: Partial<ToolContext> = {}): ToolContext {
  return {
    folders: [folder],
    mayShowText: false,
    scan,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  };
}

/** What the command line leaves: a report with an index of places. */
async function keepScan(): Promise<void> {
  const scans = join(folder, ".evenhand", "scans");
  await mkdir(scans, { recursive: true });
  const report = await scan({ paths: [join(folder, "corpus.jsonl")], partsFolder: join(scans, "parts") }, context());
  await writeFile(join(scans, "corpus.json"), JSON.stringify(report));
}

test("scan_corpus gives counts and associations, no sentence, and leaves nothing behind", async () => {
  const { text, figures } = await runTool("scan_corpus", { paths: ["corpus.jsonl"] }, context());
  expect(figures).toMatchObject({ records: 180, skipped: 0 });
  expect(figures["associations"]).toContainEqual(
    expect.objectContaining({ group: "gender.female", word: "nurse", together: 60, wordSentences: 60 }),
  );
  expect(text).toContain("nurse");
  expect(text).not.toContain("would help");
  expect((await readdir(folder)).toSorted()).toEqual(["corpus.jsonl", "link.txt"]);
});

test("sentences are given where the user allows it and the model asks", async () => {
  const asked = { paths: ["corpus.jsonl"], includeText: true };
  expect((await runTool("scan_corpus", asked, context({ mayShowText: true }))).text).toContain("would help");
  await expect(runTool("scan_corpus", asked, context())).rejects.toThrow("not given out here");
});

test.each(["../", "/etc/hostname", "link.txt"])("%s is outside of what may be read", async (path) => {
  await expect(runTool("scan_corpus", { paths: [path] }, context())).rejects.toThrow("outside of what may be read");
});

test("a folder with a link to a file outside is not read", async () => {
  await expect(runTool("scan_corpus", { paths: ["."] }, context())).rejects.toThrow(
    "link.txt is outside of what may be read",
  );
});

test("explain_finding gives no places of files outside, whatever a scan says that it was of", async () => {
  const closed = await mkdtemp(join(tmpdir(), "evenhand-closed-"));
  try {
    const scans = join(closed, ".evenhand", "scans");
    await mkdir(scans, { recursive: true });
    const report = await scan({ paths: [join(folder, "corpus.jsonl")], partsFolder: join(scans, "parts") }, context());
    await writeFile(join(scans, "corpus.json"), JSON.stringify(report));
    const asked = { group: "gender.female", word: "nurse", includeText: true };
    const { text, figures } = await runTool(
      "explain_finding",
      asked,
      context({ folders: [closed], mayShowText: true }),
    );
    expect(text).toContain("share 60 of the 60 sentences");
    expect(text).toContain("a file that may not be read here: corpus.jsonl");
    expect(figures["places"]).toEqual([]);
    await symlink(join(scans, "corpus.json"), join(folder, "linked.json"));
    const linked = { ...asked, scan: "linked.json" };
    await expect(runTool("explain_finding", linked, context())).rejects.toThrow("not given out here");
    await expect(runTool("explain_finding", linked, context({ mayShowText: true }))).rejects.toThrow("outside");
  } finally {
    await rm(closed, { recursive: true });
    await rm(join(folder, "linked.json"), { force: true });
  }
});

test("explain_finding makes nothing on disk where a scan's index is gone", async () => {
  const alone = await mkdtemp(join(tmpdir(), "evenhand-alone-"));
  try {
    await keepScan();
    await copyFile(join(folder, ".evenhand", "scans", "corpus.json"), join(alone, "scan.json"));
    const asked = { group: "gender.female", word: "nurse", scan: "scan.json" };
    const { text } = await runTool("explain_finding", asked, context({ folders: [alone] }));
    expect(text).toContain("There is no scan to look in");
    expect(await readdir(alone)).toEqual(["scan.json"]);
  } finally {
    await rm(alone, { recursive: true });
    await rm(join(folder, ".evenhand"), { recursive: true });
  }
});

test("a path that is not there is named", async () => {
  await expect(runTool("scan_corpus", { paths: ["no.txt"] }, context())).rejects.toThrow("no.txt does not exist");
});

test("explain_finding has every figure and the places, and text only when allowed", async () => {
  await expect(runTool("explain_finding", { group: "gender.female", word: "nurse" }, context())).rejects.toThrow(
    "There is no scan yet",
  );
  await keepScan();
  const { text, figures } = await runTool("explain_finding", { group: "gender.female", word: "Nurse" }, context());
  expect(text).toContain("share 60 of the 60 sentences");
  expect(text).toContain("she 60");
  expect(text).toContain("corpus.jsonl:1:25");
  expect(text).not.toContain("would help");
  expect(figures["places"]).toHaveLength(10);
  const allowed = context({ mayShowText: true });
  const asked = { group: "gender.female", word: "nurse", places: 1, includeText: true };
  expect((await runTool("explain_finding", asked, allowed)).text).toContain("would help");
});

test("explain_finding looks up a word that was not kept, and says so", async () => {
  await keepScan();
  const { text } = await runTool("explain_finding", { group: "gender.male", word: "gate" }, context());
  expect(text).toContain("is not among the associations");
  await expect(runTool("explain_finding", { group: "gender.none", word: "gate" }, context())).rejects.toThrow(
    "is no group and no term",
  );
});

test("preview_counterfactual rewrites with reasons", async () => {
  const { text, figures } = await runTool("preview_counterfactual", { text: "She lost her key." }, context());
  expect(figures["output"]).toBe("He lost his key.");
  expect(text).toContain("- her → his: ");
  const nothing = await runTool("preview_counterfactual", { text: "The train was late." }, context());
  expect(nothing.figures).toMatchObject({ output: "The train was late.", edits: [] });
  await expect(runTool("preview_counterfactual", { text: "She.", swaps: ["age:swap"] }, context())).rejects.toThrow(
    "age",
  );
});

test("preview_counterfactual heeds what was decided in the folder's review", async () => {
  const file = join(folder, decisionsFileName);
  await writeFile(file, `${JSON.stringify({ decision: "reject", word: "her" })}\n`);
  try {
    const { text, figures } = await runTool("preview_counterfactual", { text: "She lost her key." }, context());
    expect(figures["output"]).toBe("He lost her key.");
    expect(text).toContain("- her: never swapped, by a decision about the word");
  } finally {
    await rm(file);
  }
});

test("get_report gives the head of the newest report, a section, and no sentence", async () => {
  await keepScan();
  const head = await runTool("get_report", {}, context());
  expect(head.figures["sections"]).toContain("Method");
  expect(head.text).toContain("Scan of corpus.jsonl");
  const data = await runTool(
    "get_report",
    { report: ".evenhand/scans/corpus.json", section: "words and groups" },
    context(),
  );
  expect(data.text).toContain("nurse");
  expect(data.text).not.toContain("would help");
  await expect(runTool("get_report", { section: "Arms" }, context())).rejects.toThrow("no section “Arms”");
});
