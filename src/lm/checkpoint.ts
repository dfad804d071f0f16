import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { makeFolder } from "../base/makeFolder.ts";
import { readJson, unreadable, writeWhole } from "./checkpointFiles.ts";
import { readParameters, weightsFile } from "./checkpointWeights.ts";
import { type ModelConfig, parameterShapes, parseModelConfig } from "./modelConfig.ts";
import { encodeSafetensorsHeader, encodeValues } from "./safetensors.ts";
import type { WrittenType } from "./safetensors.ts";
import { readTokenizerJson } from "./tokenizerFiles.ts";

/** A model folder in Hugging Face layout. */
export interface Checkpoint {
  readonly config: ModelConfig;
  /** Name (as transformers saves it) -> values, row-major, in the order of `parameterShapes`. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** `config.json` as it was read, with the fields we do not use. */
  readonly rawConfig: Readonly<Record<string, unknown>>;
  /** `tokenizer.json`, parsed, or made from older files; undefined when only the weights were asked for. */
  readonly tokenizerJson: unknown;
  /** `tokenizer_config.json` and `generation_config.json`, parsed, where the folder has them. */
  readonly tokenizerConfigJson?: unknown;
  readonly generationConfigJson?: unknown;
  /** Where it was read from. */
  readonly directory?: string;
}

/**
 * Reads a model folder. Weights may be F64, F32, F16 or BF16, in one file or several with an index, with or without the
 * prefix of the bare model's names; causal-mask buffers are ignored.
 *
 * @throws EvenhandError `checkpoint.unreadable`, `checkpoint.invalid` (naming the tensor), `tokenizer.invalid`
 */
export async function readCheckpoint(
  directory: string,
  options: { /** Do without the tokenizer's files. */ readonly weightsOnly?: boolean } = {},
): Promise<Checkpoint> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw unreadable(directory, cause);
  });
  if (!names.includes("config.json")) {
    throw new EvenhandError("checkpoint.invalid", `${directory} has no config.json.`, {
      hint: "Choose a folder with a GPT-2, Llama or Qwen model in Hugging Face layout.",
    });
  }
  const rawConfig = (await readJson(directory, "config.json", "checkpoint.invalid")) as Record<string, unknown>;
  const config = parseModelConfig(rawConfig, join(directory, "config.json"));
  const optional = async (name: string): Promise<unknown> =>
    names.includes(name) ? readJson(directory, name, "tokenizer.invalid") : undefined;
  const tokenizerJson = options.weightsOnly === true ? undefined : await readTokenizerJson(directory, names, config);
  const tokenizerConfigJson = await optional("tokenizer_config.json");
  const generationConfigJson = await optional("generation_config.json");
  return {
    config,
    parameters: await readParameters(directory, names, config),
    rawConfig,
    tokenizerJson,
    ...(tokenizerConfigJson === undefined ? {} : { tokenizerConfigJson }),
    ...(generationConfigJson === undefined ? {} : { generationConfigJson }),
    directory,
  };
}

/**
 * Writes a model folder that transformers and `readCheckpoint` read. Each file appears whole or not at all, and the
 * weights last: a folder without `model.safetensors` is no checkpoint.
 *
 * @param valueType F16 takes half the room and keeps 11 bits of each value; training always goes on in float32
 * @throws EvenhandError `output.unwritable`
 */
export async function writeCheckpoint(
  directory: string,
  checkpoint: Checkpoint,
  valueType: WrittenType = "F32",
): Promise<void> {
  const shapes = parameterShapes(checkpoint.config);
  for (const [name, shape] of shapes) {
    const length = checkpoint.parameters.get(name)?.length;
    const expected = shape.reduce((product, size) => product * size, 1);
    if (length !== expected) throw new RangeError(`${name} has ${length} values; [${shape.join(", ")}] was expected`);
  }
  const files: readonly (readonly [string, unknown])[] = [
    ["config.json", withWrittenType(checkpoint.rawConfig, valueType)],
    ["generation_config.json", checkpoint.generationConfigJson],
    ["tokenizer_config.json", checkpoint.tokenizerConfigJson],
    ["tokenizer.json", checkpoint.tokenizerJson],
  ];
  await makeFolder(directory);
  try {
    for (const [name, json] of files) {
      if (json === undefined) continue;
      await writeWhole(join(directory, name), async (file) => {
        await file.writeFile(`${JSON.stringify(json, undefined, 2)}\n`);
      });
    }
    await writeWhole(join(directory, weightsFile), async (file) => {
      await file.writeFile(
        encodeSafetensorsHeader(
          [...shapes].map(([name, shape]) => ({ name, shape })),
          valueType,
        ),
      );
      for (const name of shapes.keys()) {
        const values = checkpoint.parameters.get(name) as Float32Array;
        await file.writeFile(encodeValues(valueType, values));
      }
    });
  } catch (cause) {
    throw new EvenhandError("output.unwritable", `Cannot write the model to ${directory}: ${reasonOf(cause)}`, {
      hint: "Check that the folder may be written to and that the disk has room.",
      cause,
    });
  }
}

/** Whatever type the values were read from: transformers loads them as what this says. */
function withWrittenType(
  rawConfig: Readonly<Record<string, unknown>>,
  valueType: WrittenType,
): Readonly<Record<string, unknown>> {
  const { dtype, torch_dtype: olderName, ...rest } = rawConfig;
  if (dtype === undefined && olderName === undefined && valueType === "F32") return rawConfig;
  const written = valueType === "F32" ? "float32" : "float16";
  return { ...rest, [dtype === undefined ? "torch_dtype" : "dtype"]: written };
}
