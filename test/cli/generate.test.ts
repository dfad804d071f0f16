import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { writeSmallCheckpoint } from "../jobs/smallCheckpoint.ts";

let folder: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-cli-generate-"));
  model = join(folder, "model");
  const texts = ["The nurse said that she would come.", "The doctor said that he would not."];
  await writeSmallCheckpoint(model, texts, 1);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(
  args: readonly string[],
  signal = new AbortController().signal,
): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ["", ""];
  const code = await main(["generate", ...args, "--threads", "1"], {
    out: (text) => (out += text),
    error: (text) => (error += text),
    interactive: false,
    signal,
  });
  return { code, out, error };
}

describe("evenhand generate", () => {
  test("prints each prompt with its continuation", async () => {
    const { code, out } = await run([
      model,
      "--prompt",
      "The nurse",
      "--prompt",
      "The doctor",
      "--max-new-tokens",
      "5",
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^The nurse[^]*\n\nThe doctor[^]*\n$/u);
    expect((await run([model, "--prompt", "The nurse", "--max-new-tokens", "5"])).out).toBe(
      out.split("\n\n")[0] + "\n",
    );
  });

  test("writes JSON lines, the same ones for the same seed", async () => {
    const prompts = join(folder, "prompts.txt");
    await writeFile(prompts, "The nurse said\n\nThe\n");
    const texts: string[] = [];
    for (const [seed, name] of [
      ["7", "one"],
      ["7", "two"],
      ["8", "three"],
    ] as const) {
      const out = join(folder, `${name}.jsonl`);
      const { code } = await run([model, "--prompts", prompts, "--seed", seed, "--top-k", "50", "--out", out]);
      expect(code).toBe(0);
      texts.push(await readFile(out, "utf8"));
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
    const rows = (texts[0] ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ id, prompt }) => [id, prompt])).toEqual([
      ["prompts.txt:1", "The nurse said"],
      ["prompts.txt:3", "The"],
    ]);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(["id", "prompt", "continuation", "tokens", "end"]);
      expect(row["tokens"]).toBeGreaterThan(0);
    }
    expect((await run([model, "--prompts", prompts, "--out", join(folder, "one.jsonl")])).code).toBe(3);
  });

  test("says what is wrong with a prompt, a rule or a model", async () => {
    const long = "The nurse said that she would come. ".repeat(30);
    for (const [args, code, words] of [
      [[model], 2, "no prompt"],
      [[model, "--prompt", ""], 2, "prompt 1 is empty"],
      [[model, "--prompt", long], 2, "reads at most 64"],
      [[model, "--prompt", "The", "--top-p", "1.5"], 2, "--top-p 1.5"],
      [[model, "--prompt", "The", "--temperature", "0"], 2, "--temperature 0"],
      [[model, "--prompt", "The", "--max-new-tokens", "0"], 2, "--max-new-tokens 0"],
      [["--prompt", "The"], 2, "one model"],
      [[join(folder, "nowhere"), "--prompt", "The"], 3, "no folder"],
      [[model, "--prompts", join(folder, "nothing.txt")], 3, "nothing.txt"],
    ] as const) {
      const answer = await run(args);
      expect(answer.code, words).toBe(code);
      expect(answer.error).toContain(words);
    }
  });

  test("stops when it is cancelled", async () => {
    const { code, error } = await run([model, "--prompt", "The"], AbortSignal.abort());
    expect(code).toBe(3);
    expect(error).toContain("Stopped");
  });
});
