import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { augmentCommand } from "../../src/cli/augment.ts";
import type { Terminal } from "../../src/cli/command.ts";
import { counterfactualCommand, swapLines } from "../../src/cli/counterfactual.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function recordingTerminal(): Terminal & { printed(): string } {
  let printed = "";
  return {
    out: (text) => {
      printed += text;
    },
    error: () => {},
    interactive: false,
    signal: new AbortController().signal,
    printed: () => printed,
  };
}

describe("evenhand augment", () => {
  test("tells people what was made, within 100 columns", async () => {
    const path = join(folder, "people.txt");
    writeFileSync(path, "She lost her keys.\nThe king-size bed.\nNobody came.\n");
    const terminal = recordingTerminal();
    expect(await augmentCommand.run([path], terminal)).toBe(0);
    const text = terminal.printed().replaceAll(folder, "FOLDER");
    expect(text).toContain("with a counterfactual");
    expect(text).toContain("pronoun.possessive");
    expect(text).toContain("size, tool or part, not a person");
    expect(text).toContain("100.0% (1 of 1 records)");
    expect(text).toContain("FOLDER/people.cda.jsonl");
    expect(text.replaceAll(/\s+/g, " ")).toContain("group of 2");
    expect(text).toContain("Next: evenhand train FOLDER/people.txt");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(Math.max(...augmentCommand.help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("prints only JSON with --json", async () => {
    const path = join(folder, "people.txt");
    writeFileSync(path, "She lost her keys.\n");
    const terminal = recordingTerminal();
    await augmentCommand.run([path, "--json", "--direction", "m2f", "--mode", "substitute", "--seed", "3"], terminal);
    expect(JSON.parse(terminal.printed())).toMatchObject({ direction: "m2f", mode: "substitute", seed: 3, changed: 0 });
  });

  test("refuses what it does not know", async () => {
    const terminal = recordingTerminal();
    await expect(augmentCommand.run(["a.txt", "--direction", "up"], terminal)).rejects.toMatchObject({
      code: "arguments.invalid",
    });
    await expect(augmentCommand.run([], terminal)).rejects.toMatchObject({ code: "arguments.invalid" });
  });
});

describe("evenhand counterfactual", () => {
  async function answers(lines: readonly unknown[]): Promise<Record<string, unknown>[]> {
    const terminal = recordingTerminal();
    await swapLines(Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`)), terminal);
    return terminal
      .printed()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  test("answers each line in order, with edits and what was left", async () => {
    const [first, second] = await answers([
      { id: 1, axis: "gender", direction: "swap", names: "keep", text: "She left." },
      { id: 2, axis: "gender", direction: "f2m", names: "keep", text: "He left." },
    ]);
    expect(first).toMatchObject({ id: 1, output: "He left.", skipped: [] });
    expect(first?.["edits"]).toMatchObject([{ start: 0, end: 3, before: "She", after: "He" }]);
    expect(second).toMatchObject({ id: 2, output: "He left.", edits: [], skipped: [{ reason: "already masculine" }] });
  });

  test("swaps race and religion, and gives rows of unknown groups back with the reason", async () => {
    const [swapped, unknown] = await answers([
      { id: "r", axis: "religion", direction: "Muslim->Christian", names: "keep", text: "A mosque." },
      { id: "s", axis: "religion", direction: "A->B", names: "keep", text: "A mosque." },
    ]);
    expect(swapped).toMatchObject({ id: "r", output: "A church.", skipped: [] });
    expect(unknown).toMatchObject({ id: "s", output: "A mosque.", edits: [] });
    expect(JSON.stringify(unknown?.["skipped"])).toContain("religion has no group");
  });
  test("says which line cannot be read", async () => {
    const terminal = recordingTerminal();
    const broken = swapLines(Readable.from(['{"id":1,"text":"a"}\n{"id":2}\n']), terminal);
    await expect(broken).rejects.toThrow(/line 2: no field "text"/);
  });

  test("needs --jsonl", async () => {
    await expect(counterfactualCommand.run([], recordingTerminal())).rejects.toMatchObject({
      code: "arguments.invalid",
    });
  });
});
