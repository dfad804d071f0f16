import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError, messageOf, reasonOf } from "../base/errors.ts";
import { makeFolder } from "../base/makeFolder.ts";
import { type ModelConfig, parameterShapes, parseModelConfig } from "./modelConfig.ts";
import {
  type TensorEntry,
  decodeValues,
  encodeSafetensorsHeader,
  headerLengthBytes,
  maximumHeaderBytes,
  parseSafetensorsHeader,
} from "./safetensors.ts";

/** A model folder in Hugging Face layout. */
export interface Checkpoint {
  readonly config: ModelConfig;
  /** Name (with the `transformer.` prefix) -> values, row-major, in the order of `parameterShapes`. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** `config.json` as it was read, with the fields we do not use. */
  readonly rawConfig: Readonly<Record<string, unknown>>;
  /** `tokenizer.json`, parsed; undefined when only the weights were asked for. */
  readonly tokenizerJson: unknown;
  /** `tokenizer_config.json` and `generation_config.json`, parsed, where the folder has them. */
  readonly tokenizerConfigJson?: unknown;
  readonly generationConfigJson?: unknown;
  /** Where it was read from. */
  readonly directory?: string;
}

const weightsFile = "model.safetensors";

/**
 * Reads a model folder. Weights may be F64, F32, F16 or BF16, with or without the `transformer.` prefix; causal-mask
 * buffers are ignored.
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
      hint: "Choose a folder with a GPT-2 model in Hugging Face layout.",
    });
  }
  if (!names.includes(weightsFile)) throw noWeights(directory, names);
  const rawConfig = (await readJson(directory, "config.json", "checkpoint.invalid")) as Record<string, unknown>;
  const config = parseModelConfig(rawConfig, join(directory, "config.json"));
  const optional = async (name: string): Promise<unknown> =>
    names.includes(name) ? readJson(directory, name, "tokenizer.invalid") : undefined;
  let tokenizerJson: unknown;
  if (options.weightsOnly !== true) {
    if (!names.includes("tokenizer.json")) {
      throw new EvenhandError("tokenizer.invalid", `${directory} has no tokenizer.json.`, {
        hint: "Save the tokenizer again with a current version of transformers; it writes tokenizer.json.",
      });
    }
    tokenizerJson = await optional("tokenizer.json");
  }
  const tokenizerConfigJson = await optional("tokenizer_config.json");
  const generationConfigJson = await optional("generation_config.json");
  return {
    config,
    parameters: await readParameters(join(directory, weightsFile), config),
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
 * @throws EvenhandError `output.unwritable`
 */
export async function writeCheckpoint(directory: string, checkpoint: Checkpoint): Promise<void> {
  const shapes = parameterShapes(checkpoint.config);
  for (const [name, shape] of shapes) {
    const length = checkpoint.parameters.get(name)?.length;
    const expected = shape.reduce((product, size) => product * size, 1);
    if (length !== expected) throw new RangeError(`${name} has ${length} values; [${shape.join(", ")}] was expected`);
  }
  const files: readonly (readonly [string, unknown])[] = [
    ["config.json", checkpoint.rawConfig],
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
      await file.writeFile(encodeSafetensorsHeader([...shapes].map(([name, shape]) => ({ name, shape }))));
      for (const name of shapes.keys()) {
        const values = checkpoint.parameters.get(name) as Float32Array;
        await file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      }
    });
  } catch (cause) {
    throw new EvenhandError("output.unwritable", `Cannot write the model to ${directory}: ${reasonOf(cause)}`, {
      hint: "Check that the folder may be written to and that the disk has room.",
      cause,
    });
  }
}

async function readParameters(path: string, config: ModelConfig): Promise<Map<string, Float32Array>> {
  const file = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    const { entries, dataStart } = await readHeader(file, path);
    const byName = new Map(entries.map((entry) => [canonicalName(entry.name), entry]));
    const parameters = new Map<string, Float32Array>();
    for (const [name, shape] of parameterShapes(config)) {
      const entry = byName.get(name);
      if (entry === undefined) throw mismatch(path, name, shape, "no such tensor");
      if (entry.shape.length !== shape.length || entry.shape.some((size, axis) => size !== shape[axis])) {
        throw mismatch(path, name, shape, `[${entry.shape.join(", ")}]`);
      }
      const bytes = await readExactly(file, dataStart + entry.start, entry.end - entry.start, path);
      const values = decodeValues(entry.valueType, bytes);
      if (!values.every(Number.isFinite)) throw notFinite(path, name);
      parameters.set(name, values);
    }
    return parameters;
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle, path: string): Promise<{ entries: TensorEntry[]; dataStart: number }> {
  const { size } = await file.stat();
  if (size < headerLengthBytes) throw cutShort(path);
  const lengthField = await readExactly(file, 0, headerLengthBytes, path);
  const length = new DataView(lengthField.buffer, lengthField.byteOffset).getBigUint64(0, true);
  const dataStart = headerLengthBytes + Number(length);
  if (length > maximumHeaderBytes || dataStart > size) throw cutShort(path);
  const header = await readExactly(file, headerLengthBytes, Number(length), path);
  return { entries: parseSafetensorsHeader(new TextDecoder().decode(header), size - dataStart, path), dataStart };
}

/** The original GPT-2 files leave the prefix out. */
function canonicalName(name: string): string {
  return name.startsWith("transformer.") || name.startsWith("lm_head.") ? name : `transformer.${name}`;
}

async function readExactly(file: FileHandle, position: number, length: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 1 << 30), position + done);
    if (bytesRead === 0) throw cutShort(path);
    done += bytesRead;
  }
  return bytes;
}

async function readJson(
  directory: string,
  name: string,
  code: "checkpoint.invalid" | "tokenizer.invalid",
): Promise<unknown> {
  const path = join(directory, name);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EvenhandError(code, `${path} is not JSON: ${messageOf(cause)}`, {
      hint: "Download or save the model again; the file is damaged.",
      cause,
    });
  }
}

async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(temporary, "wx");
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function unreadable(path: string, cause: unknown): EvenhandError {
  return new EvenhandError("checkpoint.unreadable", `Cannot read ${path}: ${reasonOf(cause)}`, {
    hint: "Give the folder of a model: config.json, model.safetensors and tokenizer.json.",
    cause,
  });
}

function noWeights(directory: string, names: readonly string[]): EvenhandError {
  const pickled = names.find((name) => /\.(bin|pt|pth|ckpt)$/u.test(name));
  const sharded = names.includes(`${weightsFile}.index.json`);
  const problem =
    pickled !== undefined
      ? `has its weights in ${pickled} only; such a file can run code when it is opened`
      : sharded
        ? `has its weights in several files`
        : `has no ${weightsFile}`;
  return new EvenhandError("checkpoint.invalid", `${directory} ${problem}.`, {
    hint: `Save the model as one ${weightsFile}: model.save_pretrained(folder, max_shard_size="100GB") in transformers.`,
  });
}

function mismatch(path: string, name: string, expected: readonly number[], found: string): EvenhandError {
  return new EvenhandError(
    "checkpoint.invalid",
    `${path}: ${name} should have shape [${expected.join(", ")}]; found ${found}.`,
    { hint: "Check that config.json and the weights belong to the same GPT-2 model." },
  );
}

/** With one such weight every score is NaN, and a metric that compares scores would give a figure for none. */
function notFinite(path: string, name: string): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `${path}: ${name} holds values that are not finite.`, {
    hint: "Its training diverged or the file is damaged: use an earlier checkpoint, or download the model again.",
  });
}

function cutShort(path: string): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `${path} is cut short or is not a safetensors file.`, {
    hint: "Download or save the model again; the file is damaged.",
  });
}
