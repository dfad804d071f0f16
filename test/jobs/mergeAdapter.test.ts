import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { main } from "../../src/cli/main.ts";
import { mergeAdapterInto } from "../../src/jobs/mergeAdapter.ts";
import { writeAdapter } from "../../src/lm/adapterFolder.ts";
import { readCheckpoint } from "../../src/lm/checkpoint.ts";
import { type LoraAdapter, initialiseAdapter, mergeAdapter } from "../../src/lm/lora.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

let folder: string;
let model: string;
let adapter: LoraAdapter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-merge-"));
  model = join(folder, "model");
  await writeSmallCheckpoint(model, ["The nurse met the pilot."], 1);
  const { config } = await readCheckpoint(model);
  adapter = initialiseAdapter(config, { rank: 2, alpha: 6, targets: ["c_fc"] }, seededRandom(1));
  for (const values of adapter.parameters.values()) values.fill(0.5);
  await writeAdapter(join(folder, "adapter"), config, adapter, "model");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("the merged model is an ordinary one, with the adapter in its weights and the same tokenizer", async () => {
  let text = "";
  const out = join(folder, "merged");
  const code = await main(["merge-adapter", join(folder, "adapter"), "--model", model, "--out", out], {
    out: (piece) => (text += piece),
    error: () => undefined,
    interactive: false,
    signal: new AbortController().signal,
  });
  expect(code).toBe(0);
  expect(text).toMatch(/merged: \d layers? changed \(rank 2, alpha 6\)/u);
  const [base, merged] = [await readCheckpoint(model), await readCheckpoint(out)];
  expect(merged.parameters).toEqual(mergeAdapter(base.config, base.parameters, adapter));
  expect(merged.parameters).not.toEqual(base.parameters);
  expect(merged.tokenizerJson).toEqual(base.tokenizerJson);
  expect(merged.rawConfig).toEqual(base.rawConfig);
});

test("a folder with something in it is left alone", async () => {
  const out = join(folder, "taken");
  await mkdir(out);
  await writeFile(join(out, "mine.txt"), "mine");
  const asked = { adapter: join(folder, "adapter"), model, out };
  await expect(mergeAdapterInto(asked)).rejects.toMatchObject({ code: "output.exists" });
  await expect(mergeAdapterInto({ ...asked, out: join(out, "mine.txt") })).rejects.toMatchObject({
    code: "output.unwritable",
  });
});

test("without a model or a place it is wrong use", async () => {
  let told = "";
  const terminal = {
    out: () => undefined,
    error: (piece: string) => (told += piece),
    interactive: false,
    signal: new AbortController().signal,
  };
  expect(await main(["merge-adapter", "adapter", "--model", model], terminal)).toBe(2);
  expect(told).toContain("needs one adapter, --model and --out");
});
