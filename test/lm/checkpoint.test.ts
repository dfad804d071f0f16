import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../src/lm/checkpoint.ts";
import { initialiseParameters } from "../../src/lm/initialise.ts";
import { type Gpt2Config, parameterShapes, rawModelConfig } from "../../src/lm/modelConfig.ts";
import { encodeSafetensorsHeader } from "../../src/lm/safetensors.ts";
import { modelFixture } from "../training/support/modelFixtures.ts";

const config: Gpt2Config = {
  architecture: "gpt2",
  vocabularySize: 5,
  positions: 4,
  width: 4,
  layers: 1,
  heads: 2,
  innerWidth: 16,
  normEpsilon: 1e-5,
  tiedHead: true,
};

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function checkpoint(changes: Partial<Gpt2Config> = {}): Checkpoint {
  const changed = { ...config, ...changes };
  return {
    config: changed,
    parameters: initialiseParameters(changed, seededRandom(1)),
    rawConfig: { ...rawModelConfig(changed, 4), task: "kept" },
    tokenizerJson: { model: "kept too" },
    generationConfigJson: { eos_token_id: 4 },
  };
}

/** A weights file with the given tensors, all values 1. */
async function writeWeights(tensors: { name: string; shape: readonly number[] }[]): Promise<void> {
  const header = encodeSafetensorsHeader(tensors);
  const size = tensors.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
  const values = new Float32Array(size).fill(1);
  await writeFile(join(folder, "model.safetensors"), Buffer.concat([header, new Uint8Array(values.buffer)]));
}

const allTensors = (): { name: string; shape: readonly number[] }[] =>
  [...parameterShapes(config)].map(([name, shape]) => ({ name, shape }));

describe("a checkpoint", () => {
  for (const tiedHead of [true, false]) {
    test(`comes back as it was written, ${tiedHead ? "tied" : "with a head of its own"}`, async () => {
      const written = checkpoint({ tiedHead });
      await writeCheckpoint(join(folder, "new", "model"), written);
      const read = await readCheckpoint(join(folder, "new", "model"));
      expect(read).toEqual({ ...written, directory: join(folder, "new", "model") });
      expect((await readdir(join(folder, "new", "model"))).sort()).toEqual([
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
      ]);
    });
  }

  test("may be written in half precision: half the room, eleven bits of each value", async () => {
    const written = checkpoint();
    await writeCheckpoint(join(folder, "whole"), written);
    await writeCheckpoint(join(folder, "half"), written, "F16");
    const read = await readCheckpoint(join(folder, "half"));
    expect(read.rawConfig).toMatchObject({ torch_dtype: "float16" });
    for (const [name, values] of written.parameters) {
      const halves = read.parameters.get(name) as Float32Array;
      for (const [index, value] of values.entries()) {
        expect(Math.abs((halves[index] as number) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11);
      }
    }
    const size = async (name: string): Promise<number> => (await stat(join(folder, name, "model.safetensors"))).size;
    expect(await size("half")).toBeLessThan(0.8 * (await size("whole")));
  });

  test("may use the original GPT-2 names and carry masks", async () => {
    await writeCheckpoint(folder, checkpoint());
    const plain = allTensors().map(({ name, shape }) => ({ name: name.replace(/^transformer\./u, ""), shape }));
    await writeWeights([...plain, { name: "h.0.attn.bias", shape: [1, 1, 4, 4] }]);
    const { parameters } = await readCheckpoint(folder);
    expect([...parameters.keys()]).toEqual([...parameterShapes(config).keys()]);
    expect(parameters.get("transformer.wte.weight")).toEqual(new Float32Array(20).fill(1));
  });

  test("is written as float32, whatever it was read as, and says so", async () => {
    for (const name of ["llama", "qwen2"]) {
      const read = await readCheckpoint(modelFixture(name));
      await writeCheckpoint(folder, read);
      const written = await readCheckpoint(folder);
      expect(written.parameters).toEqual(read.parameters);
      expect(read.rawConfig).toMatchObject({ dtype: name === "llama" ? "bfloat16" : "float16" });
      expect(written.rawConfig).toEqual({ ...read.rawConfig, dtype: "float32" });
      expect(written.config).toEqual(read.config);
    }
  });

  test("replaces the one before it and leaves no part files", async () => {
    await writeCheckpoint(folder, checkpoint());
    const second = checkpoint();
    second.parameters.get("transformer.ln_f.bias")?.fill(9);
    await writeCheckpoint(folder, second);
    expect((await readCheckpoint(folder)).parameters.get("transformer.ln_f.bias")).toEqual(new Float32Array(4).fill(9));
    expect((await readdir(folder)).filter((name) => name.includes(".part"))).toEqual([]);
  });

  test("cannot be written where a file is in the way", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(writeCheckpoint(join(folder, "file"), checkpoint())).rejects.toMatchObject({
      code: "output.unwritable",
    });
  });
});

describe("a folder that is no usable model is refused", () => {
  test("when it does not exist", async () => {
    await expect(readCheckpoint(join(folder, "absent"))).rejects.toMatchObject({ code: "checkpoint.unreadable" });
  });

  test("when it has no config.json", async () => {
    await expect(readCheckpoint(folder)).rejects.toThrow("has no config.json");
  });

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    test(`when a weight is ${value}`, async () => {
      const damaged = checkpoint();
      damaged.parameters.get("transformer.ln_f.bias")?.fill(value, 3);
      await writeCheckpoint(folder, damaged);
      await expect(readCheckpoint(folder)).rejects.toMatchObject({
        code: "checkpoint.invalid",
        message: `${join(folder, "model.safetensors")}: transformer.ln_f.bias holds values that are not finite.`,
      });
    });
  }

  test("when its weights are pickled", async () => {
    await writeCheckpoint(folder, checkpoint());
    await rm(join(folder, "model.safetensors"));
    await writeFile(join(folder, "pytorch_model.bin"), "");
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: "checkpoint.invalid",
      message: `${folder} has its weights in pytorch_model.bin only; such a file can run code when it is opened.`,
      hint: expect.stringContaining("model.safetensors") as string,
    });
  });

  test("when a part that its index names is missing, or the index names no part", async () => {
    for (const name of await readdir(modelFixture("llama"))) {
      await copyFile(modelFixture("llama", name), join(folder, name));
    }
    await rm(join(folder, "model-00002-of-00003.safetensors"));
    await expect(readCheckpoint(folder)).rejects.toThrow(
      'model.safetensors.index.json names "model-00002-of-00003.safetensors", which is not in the folder.',
    );
    await writeFile(join(folder, "model.safetensors.index.json"), '{"weight_map": {"lm_head.weight": "../a"}}');
    await expect(readCheckpoint(folder)).rejects.toThrow('names "../a", which is not in the folder.');
    await writeFile(join(folder, "model.safetensors.index.json"), "null");
    await expect(readCheckpoint(folder)).rejects.toThrow("model.embed_tokens.weight should have shape [302, 24]");
  });

  test("when its tokenizer has more tokens than the model has rows", async () => {
    await writeCheckpoint(folder, { ...checkpoint(), tokenizerJson: { model: { vocab: { a: 0, b: 4 } } } });
    expect((await readCheckpoint(folder)).parameters.size).toBe(16);
    const added = [{ id: 5, content: "<pad>" }];
    for (const json of [{ model: { vocab: { a: 5 } } }, { model: { vocab: { a: 0 } }, added_tokens: added }]) {
      await writeCheckpoint(folder, { ...checkpoint(), tokenizerJson: json });
      await expect(readCheckpoint(folder)).rejects.toMatchObject({
        code: "tokenizer.invalid",
        message: `${folder}: the tokenizer has tokens up to number 5, the model only 5 rows for them.`,
      });
    }
  });

  test("when its tokenizer is in files of another kind", async () => {
    await writeCheckpoint(folder, { ...checkpoint(), tokenizerJson: undefined });
    await writeFile(join(folder, "tokenizer.model"), "");
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: "tokenizer.invalid",
      message: `${folder} has its tokenizer as SentencePiece's tokenizer.model only.`,
      hint: expect.stringContaining("tokenizer.json") as string,
    });
    await writeFile(join(folder, "vocab.json"), '{"a": 0, "b": 1, "ab": 2}');
    await writeFile(join(folder, "merges.txt"), "#version: 0.2\na b c\n");
    await expect(readCheckpoint(folder)).rejects.toThrow("does not hold two tokens a line: a b c");
    await writeFile(join(folder, "vocab.json"), '{"a": "0"}');
    await expect(readCheckpoint(folder)).rejects.toThrow("does not give each token a number");
    await copyFile(modelFixture("qwen3", "config.json"), join(folder, "config.json"));
    await expect(readCheckpoint(folder)).rejects.toThrow("do not say how this model splits its text");
  });

  test("when it has no tokenizer, unless only the weights are wanted", async () => {
    await writeCheckpoint(folder, checkpoint());
    await rm(join(folder, "tokenizer.json"));
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: "tokenizer.invalid" });
    expect((await readCheckpoint(folder, { weightsOnly: true })).parameters.size).toBe(16);
  });

  test("when a tensor is missing, by name and shape", async () => {
    await writeCheckpoint(folder, checkpoint());
    await writeWeights(allTensors().filter(({ name }) => name !== "transformer.wpe.weight"));
    await expect(readCheckpoint(folder)).rejects.toThrow(
      "transformer.wpe.weight should have shape [4, 4]; found no such tensor.",
    );
  });

  test("when a tensor has another shape", async () => {
    await writeCheckpoint(folder, checkpoint());
    await writeWeights(
      allTensors().map(({ name, shape }) => ({ name, shape: name.endsWith("wte.weight") ? [4, 5] : shape })),
    );
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: "checkpoint.invalid",
      message: expect.stringContaining("transformer.wte.weight should have shape [5, 4]; found [4, 5]") as string,
    });
  });

  test("when the weights are cut short, wherever", async () => {
    await writeCheckpoint(folder, checkpoint());
    const path = join(folder, "model.safetensors");
    const whole = await readFile(path);
    for (const length of [0, 7, 8, 100, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length));
      await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: "checkpoint.invalid" });
    }
  });

  test("when a file is not JSON", async () => {
    await writeCheckpoint(folder, checkpoint());
    await writeFile(join(folder, "config.json"), "{");
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: "checkpoint.invalid" });
  });
});
