import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { augmentCommand } from "../../src/cli/augment.ts";
import type { Terminal } from "../../src/cli/command.ts";
import { counterfactualCommand, swapLines } from "../../src/cli/counterfactual.ts";
import { parseSwapLexicon } from "../../src/lexicon/readLexicon.ts";
import { bundledSwapLexicon } from "../../src/lexicon/swapLexicon.ts";

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
    expect(text).toContain(
      "Next: evenhand report FOLDER/people.cda.report.json\n      evenhand train FOLDER/people.txt",
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(Math.max(...augmentCommand.help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("prints only JSON with --json", async () => {
    const path = join(folder, "people.txt");
    writeFileSync(path, "She lost her keys.\n");
    const terminal = recordingTerminal();
    await augmentCommand.run(
      [path, "--no-report", "--json", "--direction", "m2f", "--mode", "substitute", "--seed", "3"],
      terminal,
    );
    expect(JSON.parse(terminal.printed())).toMatchObject({
      swaps: [{ axis: "gender", direction: "m2f" }],
      mode: "substitute",
      seed: 3,
      changed: 0,
    });
  });

  test("takes axes and directions in either way of writing, and not in both", async () => {
    const path = join(folder, "people.txt");
    writeFileSync(path, "She is a Muslim.\n");
    const swapsOf = async (...args: string[]): Promise<unknown> => {
      const terminal = recordingTerminal();
      await augmentCommand.run([path, "--no-report", "--json", "--force", ...args], terminal);
      return (JSON.parse(terminal.printed()) as { swaps: unknown }).swaps;
    };
    const religion = { axis: "religion", direction: "muslim<->christian" };
    expect(await swapsOf()).toEqual([{ axis: "gender", direction: "swap" }]);
    expect(await swapsOf("--axis", "religion", "--direction", "Muslim<->Christian")).toEqual([religion]);
    expect(await swapsOf("--swap", "gender:f2m", "--swap", "religion:Muslim<->Christian")).toEqual([
      { axis: "gender", direction: "f2m" },
      religion,
    ]);
    expect(await swapsOf("--swap", "gender")).toEqual([{ axis: "gender", direction: "swap" }]);
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [["--swap", "gender", "--axis", "race"], /one too many/],
      [["--axis", "gender,race"], /takes one axis/],
      [["--axis", "race"], /--axis race needs a direction/],
      [["--swap", "gender", "--swap", "gender:m2f"], /two directions for the axis gender/],
      [["--axis", "religion", "--direction", "Muslim->Martian"], /has no group "Martian"/],
      [["--mode", "neutralise", "--axis", "race", "--direction", "black->white"], /does not take the axis race/],
      [["--mode", "neutralise", "--names", "swap"], /neutralise keeps names/],
      [["--mode", "counterfactual"], /must be one of augment, substitute, counterfactual-only, neutralise/],
    ];
    for (const [args, message] of wrong) await expect(swapsOf(...args), args.join(" ")).rejects.toThrow(message);
  });

  test("says which words do not come back, and which edits are worth a look", async () => {
    const path = join(folder, "people.txt");
    writeFileSync(path, "The lass sat with her lad.\n".repeat(3));
    const terminal = recordingTerminal();
    await augmentCommand.run([path, "--no-report"], terminal);
    const text = terminal.printed();
    expect(text).toContain("Swapping again gives the original back, exactly:");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
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
    await swapLines(Readable.from(lines.map((line) => Buffer.from(`${JSON.stringify(line)}\n`))), terminal);
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

  test("gives rows with settings that are not known back and says so", async () => {
    const rows = await answers([
      { id: "r", axis: "religion", direction: "A->B", names: "keep", text: "A mosque." },
      { id: "s", axis: "age", direction: "swap", text: "An old man." },
      { id: "t", axis: "gender", direction: "swap", names: "drop", text: "He sat." },
      { id: "u", axis: "gender", direction: "swap", sensitive: 1, text: "He sat." },
    ]);
    expect(rows.map(({ output }) => output)).toEqual(["A mosque.", "An old man.", "He sat.", "He sat."]);
    const reasons = rows.map(({ skipped }) => (skipped as { reason: string }[])[0]?.reason);
    expect(reasons[0]).toMatch(/^religion has no group "A"/);
    expect(reasons.slice(1)).toEqual([
      expect.stringMatching(/^there is no axis "age"/),
      "names must be keep or swap",
      "sensitive must be keep, skip or swap",
    ]);
  });

  test("ends a line at LF alone, and answers what comes before a line that cannot be read", async () => {
    const terminal = recordingTerminal();
    const text = "He sat.\u2028She stood.";
    const input = Readable.from([Buffer.from(`${JSON.stringify({ id: 1, text })}\r\n\n{"id":\n`)]);
    await expect(swapLines(input, terminal)).rejects.toThrow("standard input, line 3: not a JSON value");
    expect(JSON.parse(terminal.printed())).toMatchObject({ id: 1, output: "She sat.\u2028He stood." });
  });

  test("takes a line of megabytes and refuses one beyond 64", async () => {
    const long = JSON.stringify({ id: 1, text: "He sat on the chair. ".repeat(100_000) });
    const terminal = recordingTerminal();
    await swapLines(Readable.from([Buffer.from(`${long}\n`)]), terminal);
    const { output } = JSON.parse(terminal.printed()) as { output: string };
    expect(output).toBe("She sat on the chair. ".repeat(100_000));
    const endless = Array.from({ length: 65 }, () => Buffer.alloc(1 << 20, "a"));
    await expect(swapLines(Readable.from(endless), recordingTerminal())).rejects.toThrow("line 1: longer than 64 MB");
  });

  test("says which line cannot be read", async () => {
    const terminal = recordingTerminal();
    const broken = swapLines(Readable.from([Buffer.from('{"id":1,"text":"a"}\n{"id":2}\n')]), terminal);
    await expect(broken).rejects.toThrow(/line 2: no field "text"/);
  });

  test("takes a team's lexicon, whose mistakes stop the work", async () => {
    const lexicon = parseSwapLexicon('{ "swaps": { "gender": { "add": ["brewer/brewster"] } } }', "team.json");
    const terminal = recordingTerminal();
    await swapLines(Readable.from([Buffer.from('{"id":1,"text":"A brewster."}\n')]), terminal, { lexicon });
    expect(JSON.parse(terminal.printed())).toMatchObject({ output: "A brewer." });
    const absent = counterfactualCommand.run(["--jsonl", "--lexicon", "absent.json"], recordingTerminal());
    await expect(absent).rejects.toMatchObject({ code: "lexicon.invalid" });
  });

  test("heeds decisions, and a file of them that is absent stops the work", async () => {
    const decisions = [{ decision: "reject", word: "brother" }] as const;
    const terminal = recordingTerminal();
    const text = '{"id":1,"text":"He met his brother."}\n';
    await swapLines(Readable.from([Buffer.from(text)]), terminal, { lexicon: bundledSwapLexicon(), decisions });
    expect(JSON.parse(terminal.printed())).toMatchObject({
      output: "She met her brother.",
      skipped: [{ surface: "brother", rule: "decision" }],
    });
    const absent = counterfactualCommand.run(["--jsonl", "--decisions", "absent"], recordingTerminal());
    await expect(absent).rejects.toMatchObject({ code: "configuration.invalid" });
  });

  test("needs --jsonl", async () => {
    await expect(counterfactualCommand.run([], recordingTerminal())).rejects.toMatchObject({
      code: "arguments.invalid",
    });
  });
});
