import { mkdir, mkdtemp, readFile, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Terminal } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";
import { fullReport, scanReport } from "../report/sampleReport.ts";

let folder = "";
let before = "";
let out = "";
let errors = "";

const terminal: Terminal = {
  out: (text) => void (out += text),
  error: (text) => void (errors += text),
  interactive: false,
  signal: new AbortController().signal,
};

async function run(...args: readonly string[]): Promise<number> {
  out = "";
  errors = "";
  return main(args, terminal);
}

async function write(name: string, content: string | object): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
}

/** Sets the age of a file, in seconds. */
async function age(name: string, seconds: number): Promise<void> {
  const time = new Date(Date.now() - seconds * 1000);
  await utimes(join(folder, name), time, time);
}

beforeEach(async () => {
  before = process.cwd();
  folder = await realpath(await mkdtemp(join(tmpdir(), "evenhand-gate-")));
  process.chdir(folder);
});

afterEach(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

const gap = { name: "gender gap", measure: "group-loss-gap", axis: "gender", arm: "dp+cda" };

/** The figure of the invented report. */
const gapOf = fullReport()
  .arms?.find(({ arm }) => arm === "dp+cda")
  ?.metrics.find(({ metric, axis }) => metric === "group-loss-gap" && axis === "gender")?.value as number;

describe("evenhand gate", () => {
  test("exits with 0 when every limit is kept, and names the report", async () => {
    await write("evenhand.json", { gates: [{ ...gap, below: gapOf + 0.01 }] });
    await write(".evenhand/reports/run.json", fullReport());
    expect(await run("gate")).toBe(0);
    expect(out).toMatch(
      /^Are the limits of evenhand\.json kept\?\n {2}gate +figure +95% interval +n +limit +verdict\n/,
    );
    expect(out).toMatch(/ {2}gender gap .* passed\n/);
    expect(out).toContain(`Looked at: ${join(".evenhand", "reports", "run.json")}\n1 gate, none stops.\n`);
    expect(errors).toBe("Configuration: evenhand.json\n");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("exits with 1 and the reason when one is not kept", async () => {
    await write("evenhand.json", { gates: [{ ...gap, below: gapOf }] });
    await write(".evenhand/reports/run.json", fullReport());
    expect(await run("gate")).toBe(1);
    expect(out).toMatch(/ failed\n/);
    expect(errors).toMatch(/\ngender gap: [\d.]+ \(.*\) is not below [\d.]+\n$/);
  });

  test("looks at the newest report that has the arm, and at the newest scan", async () => {
    await write("evenhand.json", {
      gates: [
        { ...gap, below: 1 },
        { name: "z", measure: "association-z", below: 1000 },
      ],
    });
    const old = structuredClone(fullReport()) as unknown as { arms: { metrics: unknown[] }[] };
    for (const arm of old.arms) arm.metrics = [];
    await write(".evenhand/reports/old.json", old);
    await write(".evenhand/reports/run.json", fullReport());
    const { scan: _, ...unscanned } = fullReport();
    const other = { ...unscanned, arms: unscanned.arms?.filter(({ arm }) => arm === "base") };
    await write(".evenhand/reports/evaluation.json", other);
    await write(".evenhand/scans/demo.json", scanReport());
    await age(".evenhand/reports/old.json", 400);
    await age(".evenhand/reports/run.json", 300);
    await age(".evenhand/reports/evaluation.json", 100);
    await age(".evenhand/scans/demo.json", 50);
    expect(await run("gate", "--json")).toBe(0);
    const { passed, gates } = JSON.parse(out) as { passed: boolean; gates: { source: string; verdict: string }[] };
    expect(passed).toBe(true);
    expect(gates.map(({ source, verdict }) => [source, verdict])).toEqual([
      [join(".evenhand", "reports", "run.json"), "passed"],
      [join(".evenhand", "scans", "demo.json"), "passed"],
    ]);
  });

  test("what is not measurable stops, unless it is optional", async () => {
    const nobody = { ...gap, arm: "dp ε3", below: 1 };
    await write("evenhand.json", { gates: [nobody] });
    expect(await run("gate")).toBe(1);
    expect(errors).toContain("gender gap: not measurable: there is no report with it yet");
    await write("evenhand.json", { gates: [{ ...nobody, optional: true }] });
    await write(".evenhand/reports/run.json", fullReport());
    expect(await run("gate")).toBe(0);
    expect(out).toMatch(/ not measurable\n/);
    expect(out).toContain("Optional: gender gap: not measurable: no arm is named dp ε3; there are base, plain,");
  });

  test("leaves out what is silenced now, whatever was silenced when the report was made", async () => {
    const z = { name: "z", measure: "association-z", group: "gender.female" };
    const rows = scanReport().scan?.associations.filter(({ group }) => group === "gender.female") ?? [];
    const [first, second] = rows.toSorted((a, b) => b.z - a.z);
    const limit = ((first?.z ?? 0) + (second?.z ?? 0)) / 2;
    await write("scan.json", scanReport());
    await write("evenhand.json", { gates: [{ ...z, below: limit }] });
    expect(await run("gate", "--report", "scan.json")).toBe(1);
    await write("evenhand.json", { silenced: [{ word: first?.word }], gates: [{ ...z, below: limit }] });
    expect(await run("gate", "--report", "scan.json", "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ gates: [{ figure: { silenced: 1 } }] });
  });

  test("writes a JUnit file with the line of each gate", async () => {
    await write(
      "evenhand.json",
      `{ "gates": [\n${JSON.stringify({ ...gap, name: "a <gap>", below: 0 })},\n${JSON.stringify({ ...gap, below: 9 })} ] }`,
    );
    await write(".evenhand/reports/run.json", fullReport());
    expect(await run("gate", "--junit", "gates.xml")).toBe(1);
    expect(await run("gate", "--junit", "gates.xml")).toBe(1);
    const policy = await readFile("evenhand.json", "utf8");
    expect(await run("gate", "--junit", "evenhand.json", "--force")).toBe(2);
    expect(await readFile("evenhand.json", "utf8")).toBe(policy);
    expect(await run("gate", "--junit", ".evenhand/reports/run.json")).not.toBe(1);
    expect(errors).toContain("is there already, and is not a JUnit file");
    const xml = await readFile(join(folder, "gates.xml"), "utf8");
    expect(xml).toContain('<testsuite name="evenhand gates" tests="2" failures="1" errors="0" skipped="0"');
    expect(xml).toContain('name="a &lt;gap&gt;" file="evenhand.json" line="2" time="0">\n      <failure message="');
    expect(xml).toContain('name="gender gap" file="evenhand.json" line="3" time="0"/>');
  });

  test("is wrong use without a policy, without gates, and with a report in the wrong place", async () => {
    expect(await run("gate")).toBe(2);
    expect(errors).toContain("there is no evenhand.json here or above");
    await write("evenhand.json", {});
    expect(await run("gate")).toBe(2);
    expect(await run("gate", "report.json")).toBe(2);
  });

  test("fails on a broken policy, saying where, and on a report that cannot be read", async () => {
    await write("evenhand.json", '{\n "gates": [{ "measure": "epsilon", "arm": "dp", "below": "8" }] }');
    expect(await run("gate")).toBe(3);
    expect(errors).toContain("evenhand.json, line 2: gates[0].below must be a number");
    await write("evenhand.json", { gates: [{ ...gap, below: 1 }] });
    expect(await run("gate", "--report", "gone.json")).toBe(3);
    expect(errors).toContain("gone.json: cannot be read");
  });
});

describe("evenhand.json and evenhand scan", () => {
  const pair = (index: number): string =>
    `{"note":"x","body":"Ward ${index}: She is a nurse."}\n{"note":"y","body":"Gate ${index}: he is a pilot."}\n`;

  beforeEach(async () => {
    await write("data/people.jsonl", Array.from({ length: 20 }, (_, index) => pair(index)).join(""));
    await write("evenhand.json", {
      corpus: ["data/*.jsonl"],
      textField: "body",
      silenced: [{ rule: "association", word: "nurse", reason: "a ward's diary" }, { rule: "tiny-groups" }],
      gates: [{ name: "z", measure: "association-z", below: 1000, minimumN: 0 }],
    });
  });

  test("the corpus, its field and what is silenced come from the file, also from a folder below it", async () => {
    process.chdir(join(folder, "data"));
    expect(await run("scan")).toBe(0);
    expect(errors).toContain(`Configuration: ${join(folder, "evenhand.json")}\n`);
    expect(out).toContain('text from "body"');
    expect(out).toContain("2 silenced (evenhand.json)\n");
    expect(out).toContain("  nurse with women and girls: a ward's diary\n");
    const company = out.slice(out.indexOf("Which words keep company"), out.indexOf("Which words part"));
    expect(company).toContain("  ward ");
    expect(company).not.toContain("nurse");
    expect(out).not.toContain("Tiny groups: ");
    expect(out).toContain("  Tiny groups\n");
    const json = await readFile(join(folder, "data", ".evenhand", "scans", "report.json"), "utf8");
    const report = JSON.parse(json) as { scan: { silenced: unknown[]; associations: { word: string }[] } };
    expect(report.scan.silenced).toHaveLength(2);
    expect(report.scan.associations.map(({ word }) => word)).toContain("nurse");
  });

  test("a file is silenced by its path from the folder of evenhand.json, from wherever it is scanned", async () => {
    await write("evenhand.json", { textField: "body", silenced: [{ file: "data/people.jsonl" }] });
    const silencedOf = async (...paths: readonly string[]): Promise<unknown[] | undefined> => {
      expect(await run("scan", ...paths, "--json")).toBe(0);
      return (JSON.parse(out) as { scan: { silenced?: unknown[] } }).scan.silenced;
    };
    const whole = await silencedOf("data/people.jsonl");
    expect(whole?.length).toBeGreaterThan(1);
    expect(await silencedOf(".")).toEqual(whole); // evenhand.json lies there too, and is no file of the corpus
    process.chdir(join(folder, "data"));
    expect(await silencedOf("people.jsonl")).toEqual(whole);
  });

  test("a flag wins over the file", async () => {
    expect(await run("scan", "--field", "note", "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ corpus: { textField: "note" } });
  });

  test("--max-z leaves silenced words out", async () => {
    await write("evenhand.json", { silenced: [{ rule: "association" }] });
    expect(await run("scan", "data", "--field", "body", "--json", "--max-z", "0.1")).toBe(0);
    await rm(join(folder, "evenhand.json"));
    expect(await run("scan", "data", "--field", "body", "--json", "--max-z", "0.1")).toBe(1);
  });

  test("gate --problems marks each gate that stops at its place", async () => {
    await write(
      "evenhand.json",
      `{ "corpus": "data", "textField": "body",\n"gates": [\n  { "name": "z", "measure": "association-z", "below": 0.01, "minimumN": 1 },
      { "name": "loose", "measure": "association-z", "below": 1000, "minimumN": 1 }] }`,
    );
    expect(await run("gate", "--scan", "--problems")).toBe(1);
    expect(out).toMatch(/^evenhand\.json:3:1: error: z: .* \[gate\]\n$/u);
    expect(errors).not.toContain("z:");
  });

  test("gate --scan scans the corpus first and looks at that", async () => {
    expect(await run("gate", "--scan")).toBe(0);
    expect(out).toMatch(/Looked at: .evenhand.scans.*\.json\n1 gate, none stops\./);
    await write("evenhand.json", { gates: [{ measure: "association-z", below: 1000 }] });
    expect(await run("gate", "--scan")).toBe(2);
    expect(errors).toContain("names no corpus");
  });

  test("another file may be named", async () => {
    await write("other.json", { corpus: "data", textField: "note" });
    expect(await run("scan", "--config", "other.json", "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ corpus: { textField: "note" } });
    expect(await run("scan", "--config", "gone.json")).toBe(3);
  });
});
