import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { augment } from "../../src/jobs/augment.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import type { AugmentOptions } from "../../src/jobs/options.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-paths-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const quiet: JobContext = { signal: new AbortController().signal, onProgress: () => {} };
const at = (name: string): string => join(folder, name);
const source = '{"text": "She left."}\n';

function write(name: string, content = source): string {
  writeFileSync(at(name), content);
  return at(name);
}

async function refused(options: AugmentOptions): Promise<void> {
  const before = readdirSync(folder);
  await expect(augment({ ...options, force: true }, quiet)).rejects.toMatchObject({ code: "arguments.invalid" });
  expect(readdirSync(folder)).toEqual(before);
}

describe("the places of a counterfactual corpus, also with force", () => {
  test("keep the report off the source, its output, manifest and provenance", async () => {
    const path = write("letters.txt", "She left.\n");
    symlinkSync(folder, at("link"));
    const names = ["letters.txt", "out.txt", "out.manifest.json", "out.provenance.jsonl", "link/out.txt"];
    for (const name of names) await refused({ paths: [path], out: at("out.txt"), reportFile: at(name) });
    expect(readFileSync(path, "utf8")).toBe("She left.\n");
  });

  test("keep everything off the files of a folder and of a pattern", async () => {
    mkdirSync(at("d"));
    write("d/a.jsonl");
    write("d/all.manifest.json", `[${source}]`);
    for (const paths of [[at("d")], [at("d/*.json*")]]) {
      await refused({ paths, out: at("d/a.jsonl") });
      await refused({ paths, out: at("d/all.jsonl") }); // its manifest
      await refused({ paths, out: at("new.jsonl"), reportFile: at("d/a.jsonl") });
    }
    expect(readFileSync(at("d/a.jsonl"), "utf8")).toBe(source);
  });

  test("keep everything off the lexicon and the decisions", async () => {
    const paths = [write("letters.jsonl")];
    const lexiconFile = write("lexicon.json", '{ "groups": { "gender.female": ["she"] } }');
    await refused({ paths, lexiconFile, reportFile: lexiconFile });
    const decisionsFile = write("decisions.jsonl", "");
    await refused({ paths, decisionsFile, out: decisionsFile });
  });
});
