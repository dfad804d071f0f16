import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { type Architecture, architectureOf } from "./architecture.ts";
import { readJson, unreadable } from "./checkpointFiles.ts";
import type { ModelConfig } from "./modelConfig.ts";
import {
  type TensorEntry,
  decodeValues,
  headerLengthBytes,
  maximumHeaderBytes,
  parseSafetensorsHeader,
} from "./safetensors.ts";

export const weightsFile = "model.safetensors";
const indexFile = `${weightsFile}.index.json`;

/**
 * Reads every parameter of a model, tensor by tensor: nothing is held twice.
 *
 * @param names the files of the folder
 * @returns name -> values, row-major, in the order of `parameterShapes`
 * @throws EvenhandError `checkpoint.unreadable`, `checkpoint.invalid` (naming the tensor)
 */
export async function readParameters(
  directory: string,
  names: readonly string[],
  config: ModelConfig,
): Promise<Map<string, Float32Array>> {
  const architecture = architectureOf(config);
  const paths = (await weightsFiles(directory, names)).map((name) => join(directory, name));
  const parameters = new Map<string, Float32Array>();
  const shapes = architecture.parameterShapes();
  for (const path of paths) {
    for (const [name, values] of await readFileOfWeights(path, architecture, shapes)) parameters.set(name, values);
  }
  const inOrder = new Map<string, Float32Array>();
  for (const [name, shape] of shapes) {
    const values = parameters.get(name);
    if (values === undefined) throw mismatch(join(directory, indexed(paths)), name, shape, "no such tensor");
    inOrder.set(name, values);
  }
  return inOrder;
}

const indexed = (paths: readonly string[]): string => (paths.length === 1 ? basename(paths[0] as string) : indexFile);

/** One file, or those that the index of a model in several parts names. */
async function weightsFiles(directory: string, names: readonly string[]): Promise<string[]> {
  if (names.includes(weightsFile)) return [weightsFile];
  if (!names.includes(indexFile)) throw noWeights(directory, names);
  const index = (await readJson(directory, indexFile, "checkpoint.invalid")) as { weight_map?: unknown } | null;
  const parts = new Set(Object.values(index?.weight_map ?? {}));
  for (const part of parts) {
    if (typeof part !== "string" || !names.includes(part)) {
      throw new EvenhandError(
        "checkpoint.invalid",
        `${join(directory, indexFile)} names ${JSON.stringify(part)}, which is not in the folder.`,
        { hint: "Download the missing part, or save the model again." },
      );
    }
  }
  return [...parts] as string[];
}

async function readFileOfWeights(
  path: string,
  { prefix }: Architecture,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<Map<string, Float32Array>> {
  const file = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    const { entries, dataStart } = await readHeader(file, path);
    const parameters = new Map<string, Float32Array>();
    for (const entry of entries) {
      const name = canonicalName(entry.name, prefix);
      const shape = shapes.get(name);
      if (shape === undefined) continue; // masks, and a second copy of a tied head
      if (entry.shape.length !== shape.length || entry.shape.some((size, axis) => size !== shape[axis])) {
        throw mismatch(path, name, shape, `[${entry.shape.join(", ")}]`);
      }
      const bytes = await readExactly(file, dataStart + entry.start, entry.end - entry.start, path);
      const values = decodeValues(entry.valueType, bytes);
      if (!areFinite(values)) throw notFinite(path, name);
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

/** A checkpoint of the bare model, such as the original GPT-2 files, leaves the prefix out. */
function canonicalName(name: string, prefix: string): string {
  return name.startsWith(prefix) || name.startsWith("lm_head.") ? name : `${prefix}${name}`;
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

function areFinite(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index += 1) if (!Number.isFinite(values[index])) return false;
  return true;
}

function noWeights(directory: string, names: readonly string[]): EvenhandError {
  const pickled = names.find((name) => /\.(bin|pt|pth|ckpt)$/u.test(name));
  const problem =
    pickled === undefined
      ? `has no ${weightsFile}`
      : `has its weights in ${pickled} only; such a file can run code when it is opened`;
  return new EvenhandError("checkpoint.invalid", `${directory} ${problem}.`, {
    hint: `Save the model with model.save_pretrained(folder) in transformers: it writes ${weightsFile}.`,
  });
}

function mismatch(path: string, name: string, expected: readonly number[], found: string): EvenhandError {
  return new EvenhandError(
    "checkpoint.invalid",
    `${path}: ${name} should have shape [${expected.join(", ")}]; found ${found}.`,
    { hint: "Check that config.json and the weights belong to the same model." },
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
