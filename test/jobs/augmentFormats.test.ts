import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ParquetFile } from "../../src/corpus/parquetFile.ts";
import { augment } from "../../src/jobs/augment.ts";
import type { AugmentSummary } from "../../src/jobs/augment.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import type { AugmentOptions } from "../../src/jobs/options.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-formats-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const quiet: JobContext = { signal: new AbortController().signal, onProgress: () => {} };

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function made(
  source: string,
  out: string,
  options: Partial<AugmentOptions> = {},
): Promise<{ readonly bytes: Buffer; readonly summary: AugmentSummary }> {
  const summary = await augment({ paths: [source], out: join(folder, out), ...options }, quiet);
  return { bytes: readFileSync(summary.outPath), summary };
}

describe("text from text", () => {
  test("keeps line ends, blank lines, white space and the byte order mark", async () => {
    const source = write("a.txt", "\uFEFFShe sat. \r\n\r\n  \t\nIt rained.\nHe\tstood\n");
    const { bytes, summary } = await made(source, "b.txt", { mode: "neutralise" });
    expect(bytes.toString()).toBe("\uFEFFThey sat. \r\n\r\n  \t\nIt rained.\nThey\tstood\n");
    expect(summary.provenancePath).toBe(join(folder, "b.provenance.jsonl"));
    const provenance = readFileSync(summary.provenancePath as string, "utf8")
      .trimEnd()
      .split("\n");
    expect(provenance.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { source: "a.txt", record: 0, line: 1, view: "neutral", pairId: "a.txt#0", rules: ["neutral.pronoun.subject"] },
      { record: 1, line: 4, view: "original", rules: [] },
      { record: 2, line: 5, view: "neutral" },
    ]);
  });

  test("writes each counterfactual behind its original", async () => {
    const { bytes } = await made(write("a.txt", "She sat.\n\nIt rained.\n"), "b.txt");
    expect(bytes.toString()).toBe("She sat.\nHe sat.\n\nIt rained.\n");
  });

  test("leaves text in a script from right to left, emoji and broken bytes alone", async () => {
    const line = Buffer.concat([Buffer.from("\u202bשלום she 👩‍👧 "), Buffer.from([0xff, 0xc3]), Buffer.from(" sat\n")]);
    const { bytes, summary } = await made(write("a.txt", line), "b.txt", { mode: "counterfactual-only" });
    expect(bytes.equals(Buffer.from(line.toString("latin1").replace("she", "he"), "latin1"))).toBe(true);
    expect(summary.skippedRecords).toMatchObject([{ count: 1, examples: ["a.txt:1"] }]);
  });
});

describe("a table from a table", () => {
  test("keeps quotes, line ends and the other cells, and adds where a row comes from", async () => {
    const table = '\uFEFFn;text;"note"\r\n1.50;"She ""sat"";\r\nthere";x\r\n2;It rained.;"y;z"\r\n';
    const { bytes } = await made(write("a.csv", table), "b.csv");
    expect(bytes.toString()).toBe(
      '\uFEFFn;text;"note";evenhand_source;evenhand_record;evenhand_line;evenhand_view;evenhand_pair;evenhand_rules\r\n' +
        '1.50;"She ""sat"";\r\nthere";x;a.csv;0;2;original;a.csv#0;\r\n' +
        '1.50;"He ""sat"";\r\nthere";x;a.csv;0;2;counterfactual;a.csv#0;pronoun.subject\r\n' +
        '2;It rained.;"y;z";a.csv;1;4;original;a.csv#1;\r\n',
    );
  });

  test("fills short rows up, so that the added cells stand under their names", async () => {
    const { bytes } = await made(write("a.tsv", "text\tb\tc\nHe sat.\t1\n"), "b.tsv", { mode: "counterfactual-only" });
    expect(bytes.toString().split("\n")[1]).toBe(
      "She sat.\t1\t\ta.tsv\t0\t2\tcounterfactual\ta.tsv#0\tpronoun.subject",
    );
  });

  test("keeps what a row has beyond the header beyond it, so that the added cells stand under their names", async () => {
    const rows = ['a,He said; she sat.,"x, ""y""",2', 'b,"He sat, he said.","x\n2","y,",', "c,She sat."];
    const source = write("a.csv", `id,text\n${rows.join("\n")}\n`);
    const { bytes, summary } = await made(source, "b.csv", { mode: "counterfactual-only" });
    expect(bytes.toString()).toBe(
      "id,text,evenhand_source,evenhand_record,evenhand_line,evenhand_view,evenhand_pair,evenhand_rules\n" +
        'a,She said; he sat.,a.csv,0,2,counterfactual,a.csv#0,pronoun.subject,"x, ""y""",2\n' +
        'b,"She sat, she said.",a.csv,1,3,counterfactual,a.csv#1,pronoun.subject,"x\n2","y,",\n' +
        "c,He sat.,a.csv,2,5,counterfactual,a.csv#2,pronoun.subject\n",
    );
    expect(summary.skippedRecords).toMatchObject([
      { count: 2, reason: expect.stringContaining("more cells") as string },
    ]);
    await expect(made(source, "c.csv", { strict: true })).rejects.toThrow(
      "line 2: row with more cells than the header",
    );
  });

  test("keeps broken bytes of a row that is longer than the header", async () => {
    const row = Buffer.concat([Buffer.from("He sat."), Buffer.from([0xff]), Buffer.from(",1,"), Buffer.from([0xfe])]);
    const source = write("a.csv", Buffer.concat([Buffer.from("text,n\n"), row, Buffer.from("\n")]));
    const { bytes } = await made(source, "b.csv", { mode: "counterfactual-only" });
    expect(bytes.toString("latin1").split("\n")[1]).toBe(
      "She sat.\xFF,1,a.csv,0,2,counterfactual,a.csv#0,pronoun.subject,\xFE",
    );
  });

  test("counts a row with unbalanced quotes and goes on", async () => {
    const table = 'text,b\n"He sat.,1\nShe stood.,2\n';
    const { bytes, summary } = await made(write("a.csv", table), "b.csv", { mode: "counterfactual-only" });
    expect(bytes.toString()).toContain('"She sat.,1,a.csv,0,2,');
    expect(bytes.toString()).toContain("He stood.,2,a.csv,1,3,");
    expect(summary.skippedRecords).toMatchObject([{ reason: "stray quote (taken as it stands)", count: 1 }]);
  });

  test("wants the same columns of all sources, and none of its own", async () => {
    const paths = [write("a.csv", "text,b\nHe sat.,1\n"), write("c.csv", "text,d\nShe sat.,1\n")];
    await expect(augment({ paths, out: join(folder, "o.csv") }, quiet)).rejects.toThrow(
      "c.csv has other columns than a.csv",
    );
    const own = write("e.csv", "text,evenhand_pair\nHe sat.,a#1\n");
    await expect(made(own, "o.csv")).rejects.toThrow("e.csv has a column evenhand_pair already");
    expect(readdirSync(folder).sort()).toEqual(["a.csv", "c.csv", "e.csv"]);
  });
});

describe("Parquet from Parquet", () => {
  function parquet(name: string): string {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "n", data: [7n, 2n ** 60n, -1n], type: "INT64" },
        { name: "text", data: ["She sat.", "It rained.", "He stood."], type: "STRING" },
        { name: "when", data: [new Date(5), null, new Date(7)], type: "TIMESTAMP" },
      ],
      rowGroupSize: 2,
    });
    return write(name, Buffer.from(bytes));
  }

  test("keeps the columns with their types and adds those of the provenance", async () => {
    const { summary } = await made(parquet("a.parquet"), "b.parquet");
    const file = await ParquetFile.open({ path: summary.outPath, name: "b.parquet" });
    const rows = await file.rows(["n", "text", "when", "evenhand_record", "evenhand_view", "evenhand_rules"], 0, 5);
    await file.close();
    expect(rows.map((row) => Object.values(row))).toEqual([
      [7n, "She sat.", new Date(5), 0n, "original", ""],
      [7n, "He sat.", new Date(5), 0n, "counterfactual", "pronoun.subject"],
      [2n ** 60n, "It rained.", null, 1n, "original", ""],
      [-1n, "He stood.", new Date(7), 2n, "original", ""],
      [-1n, "She stood.", new Date(7), 2n, "counterfactual", "pronoun.subject"],
    ]);
  });

  test("is refused for sources of another kind, in a sentence that says what works", async () => {
    await expect(made(parquet("a.parquet"), "b.csv")).rejects.toThrow("a.parquet is Parquet, the output CSV");
    await expect(made(write("a.jsonl", '{"text":"He sat."}\n'), "b.parquet")).rejects.toMatchObject({
      code: "arguments.invalid",
      message: "a.jsonl is JSONL, the output Parquet",
      hint: "An output has the format of its sources, or is JSONL: name it .jsonl.",
    });
  });
});

describe("an output", () => {
  test("is named for a format that there is", async () => {
    const source = write("a.txt", "He sat.\n");
    await expect(made(source, "b.docx")).rejects.toThrow(/no output format ends with "\.docx"/);
    await expect(made(source, "b.jsonl.gz")).rejects.toThrow(/output is not compressed/);
  });

  test("may come from gzip and zstd", async () => {
    const { bytes } = await made(write("a.csv.gz", gzipSync("text,b\nHe sat.,1\n")), "b.csv");
    expect(bytes.toString()).toContain("She sat.,1,a.csv.gz,0,2,counterfactual");
  });

  test("keeps key order, escapes and number spelling of JSONL in both views", async () => {
    const line = '{"z":1.0e2, "text": "Caf\\u00e9: she\\/he sat, she said." ,"a":12345678901234567890}';
    const { bytes } = await made(write("a.jsonl", `${line}\n`), "b.jsonl");
    const [original = "", swapped = ""] = bytes.toString().split("\n");
    expect(original.startsWith(line.slice(0, -1))).toBe(true);
    expect(swapped).toContain('{"z":1.0e2, "text": "Caf\\u00e9: ');
    expect(swapped).toContain(',"a":12345678901234567890,"evenhand":');
  });

  test("is no source of a later folder, nor what stands beside it", async () => {
    const inner = join(folder, "corpus");
    mkdirSync(inner);
    writeFileSync(join(inner, "a.txt"), "She sat.\n");
    await augment({ paths: [join(inner, "a.txt")], out: join(inner, "a.cda.txt") }, quiet);
    const summary = await augment({ paths: [inner] }, quiet);
    expect(summary.records).toBe(1);
    expect(summary.skippedRecords[0]).toMatchObject({ count: 3 }); // text, provenance and manifest
  });
});

describe("many workers", () => {
  /** Enough for threads, in batches of unequal length. */
  function corpus(): string {
    const lines: string[] = [];
    for (let index = 0; index < 9000; index += 1) {
      const name = ["She", "He", "It", "The waitress"][index % 4];
      lines.push(JSON.stringify({ id: index, text: `${name} sat on chair ${index}. `.repeat(1 + (index % 23)) }));
    }
    return write("many.jsonl", `${lines.join("\n")}\n`);
  }

  test("write the same bytes as one", async () => {
    const source = corpus();
    const hashes: string[] = [];
    const summaries: unknown[] = [];
    for (const workers of [1, 2, 3]) {
      const options = { workers, mode: "substitute", seed: 5, force: true } as const;
      const { bytes, summary } = await made(source, "out.jsonl", options);
      hashes.push(createHash("sha256").update(bytes).digest("hex"));
      summaries.push(summary);
    }
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
    expect(summaries[1]).toEqual(summaries[0]);
    expect(summaries[2]).toEqual(summaries[0]);
  });

  test("stop when they are cancelled and leave nothing", async () => {
    const source = corpus();
    const controller = new AbortController();
    let reports = 0;
    const onProgress = (): void => {
      reports += 1;
      if (reports === 2) controller.abort();
    };
    const running = augment({ paths: [source], workers: 2 }, { signal: controller.signal, onProgress });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(readdirSync(folder)).toEqual(["many.jsonl"]);
  });
});

const canMount = process.platform === "linux" && process.getuid?.() === 0 && mountWorks();

function mountWorks(): boolean {
  const place = mkdtempSync(join(tmpdir(), "evenhand-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

describe("a full disk", () => {
  test.skipIf(!canMount)("is told in one sentence, and nothing half-written stays", async () => {
    const place = join(folder, "disk");
    mkdirSync(place);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place]);
    try {
      const source = write("a.txt", "She sat on a chair.\n".repeat(20_000));
      const attempt = augment({ paths: [source], out: join(place, "b.txt") }, quiet);
      await expect(attempt).rejects.toMatchObject({
        code: "output.unwritable",
        message: `${join(place, "b.txt")}: no space left on the disk`,
      });
      expect(readdirSync(place)).toEqual([]);
    } finally {
      execFileSync("umount", [place]);
    }
  });
});

describe("a long record", () => {
  test("is planned in pieces, which is noted", async () => {
    const text = "He sat on the chair, and she stood.\n".replace("\n", " ").repeat(20_000);
    const { bytes, summary } = await made(write("a.jsonl", `${JSON.stringify({ text })}\n`), "b.jsonl", {
      mode: "counterfactual-only",
    });
    const swapped = (JSON.parse(bytes.toString()) as { text: string }).text;
    expect(swapped).toBe("She sat on the chair, and he stood. ".repeat(20_000));
    expect(summary.roundTrip).toMatchObject({ restored: 1, measured: 1 });
    expect(summary.notes).toEqual([
      { reason: "record planned in pieces, because it is long", count: 1, examples: ["a.jsonl:1"] },
    ]);
  });
});
