import { fork, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { RecordsClient } from "../src/jobs/records/recordsClient.ts";
import type { RecordsEvent, ShownPage } from "../src/jobs/records/recordsProtocol.ts";
import type { BenchRow } from "./benchRow.ts";

const root = process.env["EVENHAND_ROOT"] ?? process.cwd();

/** Of the file; what people call a gigabyte. */
const fileBytes = 1_000_000_000;

/** Between two pages that are asked for while lines are counted, as somebody who scrolls does. */
const pauseMs = 20;

/** How long the shell is watched before, when it does nothing. */
const idleMs = 5000;

/** How soon records of a file of 1 GB are there, and how free the shell stays while its lines are counted and it is searched. */
export async function benchRecords(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-records-"));
  try {
    const path = join(folder, "large.jsonl");
    const records = writeLargeFile(path);
    const bare = join(folder, "bare.mjs");
    writeFileSync(bare, 'process.send("ready"); setInterval(() => {}, 1000);');
    return await measure(path, records, bare);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(path: string, records: number, bare: string): Promise<BenchRow[]> {
  const bytes = statSync(path).size;
  const waiting: ((event: RecordsEvent) => void)[] = [];
  const events = (isWanted: (event: RecordsEvent) => boolean): Promise<void> =>
    new Promise((resolve) => waiting.push((event) => (isWanted(event) ? resolve() : undefined)));
  const indexed = events((event) => event.kind === "indexed" && event.reached >= bytes);
  const lexicon = events((event) => event.kind === "lexicon");
  const idle = monitorEventLoopDelay({ resolution: 5 });
  idle.enable();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  idle.disable();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();

  const bareMs = median([await startOf(bare), await startOf(bare), await startOf(bare)]);
  const processor = process.cpuUsage();
  const started = performance.now();
  const client = new RecordsClient({
    childPath: join(root, "dist", "records-child.mjs"),
    onEvent: (event) => waiting.forEach((listener) => listener(event)),
    onGone: (error) => {
      throw error;
    },
  });
  try {
    const file = { path, name: "large.jsonl", axes: ["gender", "race", "religion"] } as const;
    const { extent, field } = await client.open(file);
    const pageFrom = (from: number): Promise<ShownPage> =>
      client.ask({ kind: "page", list: "all", from, toward: "after", most: 40, field });
    await pageFrom(0);
    const openMs = performance.now() - started;

    const jumped = performance.now();
    const { start = 0 } = await client.ask({ kind: "find", by: "byte", value: Math.floor(extent / 2) });
    await pageFrom(start);
    const jumpMs = performance.now() - jumped;

    let isIndexed = false;
    const indexing = performance.now();
    let indexMs = 0;
    void indexed.then(() => {
      isIndexed = true;
      indexMs = performance.now() - indexing;
    });
    const pages = await scroll(pageFrom, start, () => isIndexed);
    await Promise.all([indexed, lexicon]);
    const highlighted = await scroll(pageFrom, start, (count) => count === 50);

    const found = events((event) => event.kind === "filtered" && event.isDone);
    const searched = performance.now();
    await client.ask({ kind: "filter", text: "Nadelwort", groups: [], field });
    await found;
    const searchMs = performance.now() - searched;
    const page = await client.ask({ kind: "page", list: "matches", from: 0, toward: "after", most: 2, field });
    const named = events((event) => event.kind === "filtered" && event.isDone);
    const filtered = performance.now();
    await client.ask({ kind: "filter", text: "", groups: ["religion.jewish"], field });
    await named;
    const groupMs = performance.now() - filtered;
    const { user, system } = process.cpuUsage(processor);
    delay.disable();
    const busyShare = (user + system) / 1e3 / (performance.now() - started);
    if (page.records.length !== 1 || page.records[0]?.line !== Math.ceil(0.9 * records)) throw new Error("not found");
    const wcMs = timeOf("wc", ["-l", path]);
    const grepMs = timeOf("grep", ["-ic", "nadelwort", path]);
    const beside = (figure: number, other: number): Pick<BenchRow, "figure" | "ratio"> => ({
      figure,
      ratio: figure / other,
    });
    return [
      {
        question: "1 GB of JSONL: opened, first page there",
        ...beside(openMs, bareMs),
        unit: "ms",
        comparedWith: "a Node process that does nothing, started",
        wanted: "at most 1000 ms",
      },
      { question: "a page from its middle, before lines are counted", figure: jumpMs, unit: "ms", atMost: 100 },
      { question: "a page of 40 while lines are counted, median", figure: median(pages), unit: "ms", atMost: 50 },
      { question: "the same, slowest of all", figure: Math.max(...pages), unit: "ms" },
      { question: "a page of 40 with its highlights, median", figure: median(highlighted), unit: "ms", atMost: 50 },
      {
        question: `${records.toLocaleString("en")} lines counted`,
        ...beside(indexMs, wcMs),
        unit: "ms",
        comparedWith: "wc -l",
      },
      {
        question: "searched for a word that is in one record",
        ...beside(searchMs, grepMs),
        unit: "ms",
        comparedWith: "grep -ic",
      },
      { question: "records that name a group, all found", figure: bytes / 1e3 / groupMs, unit: "MB/s" },
      { question: "processor of the shell meanwhile, share of a core", figure: busyShare, unit: "", atMost: 0.1 },
      {
        question: "event-loop delay of the shell meanwhile, 99 of 100",
        ...beside(delay.percentile(99) / 1e6, idle.percentile(99) / 1e6),
        unit: "ms",
        comparedWith: "the same process before, idle",
        wanted: "at most 50 ms",
      },
    ];
  } finally {
    client.dispose();
  }
}

/** Pages one after the other, each from where the last one ended; how long each took. */
async function scroll(
  pageFrom: (from: number) => Promise<ShownPage>,
  start: number,
  isOver: (count: number) => boolean,
): Promise<number[]> {
  const times: number[] = [];
  for (let from = start; !isOver(times.length);) {
    const asked = performance.now();
    const page = await pageFrom(from);
    times.push(performance.now() - asked);
    from = page.end;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return times;
}

/** The sample over and over; one word that is nowhere else is in the record at nine tenths. */
function writeLargeFile(path: string): number {
  const lines = readFileSync(join(root, "samples", "demo.jsonl"), "utf8")
    .split("\n")
    .slice(0, 4000);
  const bytes = Buffer.byteLength(lines.join("\n")) + 1;
  const total = Math.ceil(fileBytes / bytes) * lines.length;
  const needle = Math.ceil(0.9 * total);
  const file = openSync(path, "w");
  for (let written = 0; written < total; written += lines.length) {
    const at = needle - 1 - written;
    const batch = at < 0 || at >= lines.length ? lines : lines.with(at, '{"text": "A Nadelwort."}');
    writeSync(file, `${batch.join("\n")}\n`);
  }
  closeSync(file);
  return total;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Until a program in a process of its own says that it runs. */
async function startOf(program: string): Promise<number> {
  const started = performance.now();
  const child = fork(program, [], { execArgv: [] });
  await new Promise((resolve) => child.once("message", resolve));
  const ms = performance.now() - started;
  child.kill();
  return ms;
}

function timeOf(command: string, args: readonly string[]): number {
  const started = performance.now();
  spawnSync(command, args);
  return performance.now() - started;
}
