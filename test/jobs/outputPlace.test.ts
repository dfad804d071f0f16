import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JobContext } from "../../src/jobs/context.ts";
import { mergeParts } from "../../src/jobs/mergeParts.ts";
import { outputPlace } from "../../src/jobs/outputPlace.ts";
import type { ScanOptions } from "../../src/jobs/options.ts";
import { scan } from "../../src/jobs/scan.ts";
import { plainRun } from "./scan/testCorpus.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-place-"));
});
afterEach(() => rm(folder, { recursive: true }));

const context: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const counted = (options: ScanOptions): Promise<unknown> => scan(options, context, { run: plainRun });

describe("the counts of a scan", () => {
  test("never go over the corpus, a link to it or the lexicon, also when they may replace", async () => {
    const corpus = await write("letters.txt", "She is a nurse.\n");
    const lexiconFile = await write("lexicon.json", '{ "groups": { "gender.female": ["she"] } }');
    const link = join(folder, "link.txt");
    await symlink(corpus, link);
    const before = { corpus: await readFile(corpus), lexicon: await readFile(lexiconFile) };
    for (const countsFile of [corpus, link, lexiconFile]) {
      await expect(counted({ paths: [corpus], lexiconFile, countsFile, force: true })).rejects.toMatchObject({
        code: "arguments.invalid",
        hint: "Choose another place with --counts FILE.",
      });
    }
    for (const paths of [[folder], [join(folder, "*.txt")]]) {
      await expect(counted({ paths, countsFile: corpus, force: true })).rejects.toThrow("is one of the sources");
    }
    expect({ corpus: await readFile(corpus), lexicon: await readFile(lexiconFile) }).toEqual(before);
  });

  test("replace earlier counts, and something else only when asked to", async () => {
    const corpus = await write("letters.txt", "She is a nurse.\n");
    const countsFile = join(folder, "letters.arrow");
    await counted({ paths: [corpus], countsFile });
    await writeFile(corpus, "He is a pilot.\nHe is here.\n");
    const before = await readFile(countsFile);
    // Counts that lie in the folder of the corpus are no part of it.
    await counted({ paths: [folder], countsFile });
    expect((await readFile(countsFile)).equals(before)).toBe(false);
    const notes = await write("notes.md.bak", "mine");
    await expect(counted({ paths: [corpus], countsFile: notes })).rejects.toMatchObject({
      code: "output.exists",
      message: `${notes} is there already, and is not a file of counts`,
      hint: "Choose another place, or replace it with --force.",
    });
    expect(await readFile(notes, "utf8")).toBe("mine");
    await counted({ paths: [corpus], countsFile: notes, force: true });
    expect((await readFile(notes)).toString("latin1", 0, 6)).toBe("ARROW1");
  });

  test("are no other Arrow file, and none that is damaged", async () => {
    const { tableFromArrays, tableToIPC } = await import("apache-arrow");
    const table = tableToIPC(tableFromArrays({ text: ["She left."] }), "file");
    const options = { kind: "counts", option: "--counts", inputs: [], force: false } as const;
    for (const bytes of [table, table.map((byte, at) => (at > 8 && at < table.length - 10 ? 255 : byte))]) {
      const path = join(folder, "other.arrow");
      await writeFile(path, bytes);
      await expect(outputPlace(path, options)).rejects.toMatchObject({ code: "output.exists" });
    }
  });
});

test("a sum never goes over one of its parts", async () => {
  const corpus = await write("letters.txt", "She is a nurse.\n");
  const part = join(folder, "part.arrow");
  await counted({ paths: [corpus], countsFile: part });
  await expect(mergeParts({ parts: [part], out: part, force: true }, context)).rejects.toMatchObject({
    code: "arguments.invalid",
  });
  await expect(mergeParts({ parts: [part], out: corpus }, context)).rejects.toMatchObject({ code: "output.exists" });
  const out = join(folder, "sum.arrow");
  await mergeParts({ parts: [part], out }, context);
  await mergeParts({ parts: [part], out }, context);
});

describe("a JUnit file", () => {
  const options = { kind: "junit", option: "--junit", inputs: [], force: false } as const;

  test("replaces an earlier one, also of another program, and an empty file", async () => {
    const heads = [
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="evenhand"',
      "<!-- made by hand -->\n<testsuite>",
      "",
    ];
    for (const text of heads) {
      expect(await outputPlace(await write("gates.xml", text), options)).toEqual({ force: true });
    }
    expect(await outputPlace(join(folder, "new.xml"), options)).toEqual({ force: false });
  });

  test("replaces nothing else", async () => {
    for (const text of ["<project/>", '{ "gates": [] }', '<?xml version="1.0"?><svg><testsuites/></svg>']) {
      await expect(outputPlace(await write("other.xml", text), options)).rejects.toMatchObject({
        code: "output.exists",
      });
    }
  });
});
