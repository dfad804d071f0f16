import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { readAdapter, writeAdapter } from "../../src/lm/adapterFolder.ts";
import { type LoraAdapter, initialiseAdapter } from "../../src/lm/lora.ts";
import { tinyConfig, tinyLlamaConfig } from "../training/support/tinyModel.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-adapter-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const config = tinyConfig({ layers: 1 });

function adapterOf(targets: readonly string[] = ["c_attn"]): LoraAdapter {
  const adapter = initialiseAdapter(config, { rank: 2, alpha: 8, targets }, seededRandom(1));
  for (const values of adapter.parameters.values()) values.forEach((_, at) => (values[at] = at + 0.25));
  return adapter;
}

/** Changes what `adapter_config.json` says. */
async function change(fields: Readonly<Record<string, unknown>>): Promise<void> {
  const path = join(folder, "adapter_config.json");
  const json = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...json, ...fields }));
}

describe("an adapter's folder", () => {
  test("has PEFT's files, fields and names", async () => {
    await writeAdapter(folder, config, adapterOf(), "my-base");
    expect((await readdir(folder)).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    expect(JSON.parse(await readFile(join(folder, "adapter_config.json"), "utf8"))).toMatchObject({
      peft_type: "LORA",
      task_type: "CAUSAL_LM",
      base_model_name_or_path: "my-base",
      r: 2,
      lora_alpha: 8,
      fan_in_fan_out: true,
      target_modules: ["c_attn"],
      bias: "none",
    });
    const bytes = await readFile(join(folder, "adapter_model.safetensors"));
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()) as object;
    expect(header).toMatchObject({
      "base_model.model.transformer.h.0.attn.c_attn.lora_A.weight": { dtype: "F32", shape: [2, 12] },
      "base_model.model.transformer.h.0.attn.c_attn.lora_B.weight": { dtype: "F32", shape: [36, 2] },
    });
  });

  test("says of a Llama-shaped model that its matrices are stored output first", async () => {
    const llama = tinyLlamaConfig();
    const adapter = initialiseAdapter(llama, { rank: 2, alpha: 8, targets: ["q_proj"] }, seededRandom(1));
    await writeAdapter(folder, llama, adapter, "my-base");
    expect(JSON.parse(await readFile(join(folder, "adapter_config.json"), "utf8"))).toMatchObject({
      fan_in_fan_out: false,
    });
    expect((await readAdapter(folder, llama)).parameters).toEqual(adapter.parameters);
  });

  test("names the layers that all-linear stands for, which PEFT knows only outside a list", async () => {
    await writeAdapter(folder, config, adapterOf(["all-linear"]), "my-base");
    expect(JSON.parse(await readFile(join(folder, "adapter_config.json"), "utf8"))).toMatchObject({
      target_modules: ["c_attn", "c_proj", "c_fc"],
    });
  });

  test("reads back as it was written", async () => {
    const adapter = adapterOf(["c_attn", "mlp.c_proj"]);
    await writeAdapter(folder, config, adapter, "my-base");
    const read = await readAdapter(folder, config);
    expect([...read.parameters]).toEqual([...adapter.parameters]);
    expect(read.settings).toEqual({
      rank: 2,
      alpha: 8,
      rankStabilised: false,
      targets: ["transformer.h.0.attn.c_attn", "transformer.h.0.mlp.c_proj"],
    });
  });
});

describe("refused with the file and the reason", () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ peft_type: "IA3" }, 'has peft_type "IA3"; only "LORA" can be used'],
    [{ use_dora: true }, "has use_dora true, which is not supported"],
    [{ bias: "all" }, 'has bias "all", which is not supported'],
    [{ modules_to_save: ["lm_head"] }, 'has modules_to_save ["lm_head"], which is not supported'],
    [{ rank_pattern: { c_attn: 3 } }, 'has rank_pattern {"c_attn":3}, which is not supported'],
    [{ r: 0 }, "needs a whole number above 0 as r, found 0"],
    [{ lora_alpha: "8" }, 'needs a number as lora_alpha, found "8"'],
    [{ r: 3 }, "has transformer.h.0.attn.c_attn.lora_A.weight with shape [2, 12], not [3, 12]"],
  ])("settings %j", async (fields, told) => {
    await writeAdapter(folder, config, adapterOf(), "my-base");
    await change(fields);
    await expect(readAdapter(folder, config)).rejects.toMatchObject({ code: "checkpoint.invalid" });
    await expect(readAdapter(folder, config)).rejects.toThrow(told);
  });

  test("an adapter of another model", async () => {
    await writeAdapter(folder, config, adapterOf(), "my-base");
    const narrower = tinyConfig({ layers: 1, width: 6 });
    await expect(readAdapter(folder, narrower)).rejects.toThrow("with shape [2, 12], not [2, 6]");
    await expect(readAdapter(folder, tinyLlamaConfig())).rejects.toThrow("is no LoRA matrix of a linear layer");
  });

  test("a folder without settings, or with pickled weights", async () => {
    await expect(readAdapter(folder, config)).rejects.toThrow("has no adapter_config.json");
    await writeFile(join(folder, "adapter_config.json"), "{}");
    await writeFile(join(folder, "adapter_model.bin"), "");
    await expect(readAdapter(folder, config)).rejects.toMatchObject({
      code: "checkpoint.invalid",
      hint: expect.stringContaining("can run code") as string,
    });
    await expect(readAdapter(join(folder, "nowhere"), config)).rejects.toMatchObject({ code: "checkpoint.unreadable" });
  });

  test("weights that are cut short or not finite", async () => {
    await writeAdapter(folder, config, adapterOf(), "my-base");
    const path = join(folder, "adapter_model.safetensors");
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 4));
    await expect(readAdapter(folder, config)).rejects.toThrow("cut short");
    await writeFile(path, whole.subarray(0, 4));
    await expect(readAdapter(folder, config)).rejects.toThrow("cut short");
    const adapter = adapterOf();
    [...adapter.parameters.values()][0]?.fill(Number.NaN);
    await writeAdapter(folder, config, adapter, "my-base");
    await expect(readAdapter(folder, config)).rejects.toThrow("not finite");
  });
});
