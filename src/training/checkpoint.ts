import { constants } from "node:fs";
import { open, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError, messageOf } from "../base/errors.ts";
import { AtomicFile } from "../corpus/atomicFile.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { decodeValues, encodeSafetensorsHeader, headerLengthBytes, parseSafetensorsHeader } from "../lm/safetensors.ts";
import type { LoopState } from "./loop.ts";
import { matching } from "./optimizer/optimizer.ts";

/** Settings that must be the same in every segment of a run, or its privacy and its numbers would not add up. */
export type RunFingerprint = Readonly<Record<string, string | number | boolean>>;

/** Where a run stands: everything that decides its further numbers. The source of private noise is not part of it. */
export interface TrainingCheckpoint {
  readonly fingerprint: RunFingerprint;
  readonly state: LoopState;
  /** Those that are trained; the frozen ones are in the model that the run began with. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

const stateFile = "state.json";
const parameterPrefix = "parameter:";
const optimizerPrefix = "optimizer:";

/**
 * Writes the checkpoint into `directory`. The arrays go first, under a name of their own; `state.json` names them and
 * replaces its predecessor at once, so that a crash at any moment leaves the old checkpoint or the new one.
 *
 * @param begun called when the arrays are on their way to the disk, straight from their own memory: they must not change
 *   before this returns, but whatever keeps the event loop busy holds up little from then on
 */
export async function writeTrainingCheckpoint(
  directory: string,
  checkpoint: TrainingCheckpoint,
  begun?: () => void,
): Promise<void> {
  const { state, fingerprint } = checkpoint;
  const arraysFile = `state-${state.step}.safetensors`;
  const arrays = [
    ...[...checkpoint.parameters].map(([name, values]) => [parameterPrefix + name, values] as const),
    ...[...state.optimizer.arrays].map(([name, values]) => [optimizerPrefix + name, values] as const),
  ];
  await writeArrays(join(directory, arraysFile), arrays, begun);
  const { optimizer, ...plain } = state;
  const json = { version: 1, arraysFile, fingerprint, state: plain, optimizerUpdates: optimizer.updates };
  await writeAtomically(join(directory, stateFile), `${JSON.stringify(json)}\n`, { force: true });
  for (const name of await readdir(directory)) {
    if (/^state-\d+\.safetensors$/u.test(name) && name !== arraysFile) await rm(join(directory, name), { force: true });
  }
}

/**
 * Reads the checkpoint in `directory`, or gives undefined when there is none.
 *
 * @throws EvenhandError `checkpoint.invalid`
 */
export async function readTrainingCheckpoint(directory: string): Promise<TrainingCheckpoint | undefined> {
  const path = join(directory, stateFile);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(path, cause);
  }
  try {
    const json = JSON.parse(text) as {
      version: unknown;
      arraysFile: string;
      fingerprint: RunFingerprint;
      state: Omit<LoopState, "optimizer">;
      optimizerUpdates: number;
    };
    if (json.version !== 1) throw new RangeError(`version ${String(json.version)} is not known`);
    const arrays = await readArrays(join(directory, json.arraysFile));
    const optimizer = { updates: json.optimizerUpdates, arrays: withPrefix(arrays, optimizerPrefix) };
    return {
      fingerprint: json.fingerprint,
      state: { ...json.state, optimizer },
      parameters: withPrefix(arrays, parameterPrefix),
    };
  } catch (cause) {
    throw cause instanceof EvenhandError ? cause : unreadable(path, cause);
  }
}

/**
 * Copies the checkpoint's parameters into the engine's trainable ones.
 *
 * @throws EvenhandError `training.invalid` naming the first setting that has changed
 */
export function restoreParameters(
  checkpoint: TrainingCheckpoint,
  fingerprint: RunFingerprint,
  parameters: ReadonlyMap<string, Float32Array>,
): void {
  for (const [name, value] of Object.entries(fingerprint)) {
    const before = checkpoint.fingerprint[name];
    if (before === value) continue;
    throw new EvenhandError("training.invalid", `The run was started with ${name} ${before}, not ${value}.`, {
      hint: "Resume with the same corpus and settings, or start a new run.",
    });
  }
  for (const [name, values] of parameters) values.set(matching(checkpoint.parameters, name, values.length));
}

async function writeArrays(
  path: string,
  arrays: readonly (readonly [string, Float32Array])[],
  begun: (() => void) | undefined,
): Promise<void> {
  const header = encodeSafetensorsHeader(arrays.map(([name, values]) => ({ name, shape: [values.length] })));
  const views = arrays.map(([, values]) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const file = await AtomicFile.open(path, true, constants.O_DSYNC ?? 0);
  try {
    const written = file.writeAll([header, ...views]);
    begun?.();
    await written;
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function readArrays(path: string): Promise<Map<string, Float32Array>> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, position);
      if (bytesRead !== length) throw new RangeError(`${path} is cut short`);
      return bytes;
    };
    const lengthField = await read(0, headerLengthBytes);
    const dataStart = headerLengthBytes + Number(new DataView(lengthField.buffer).getBigUint64(0, true));
    if (dataStart > size) throw new RangeError(`${path} is cut short`);
    const header = new TextDecoder().decode(await read(headerLengthBytes, dataStart - headerLengthBytes));
    const arrays = new Map<string, Float32Array>();
    for (const { name, valueType, start, end } of parseSafetensorsHeader(header, size - dataStart, path)) {
      arrays.set(name, decodeValues(valueType, await read(dataStart + start, end - start)));
    }
    return arrays;
  } finally {
    await file.close();
  }
}

function withPrefix(arrays: ReadonlyMap<string, Float32Array>, prefix: string): Map<string, Float32Array> {
  return new Map(
    [...arrays]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, values]) => [name.slice(prefix.length), values] as const),
  );
}

function unreadable(path: string, cause: unknown): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `${path}: the training state cannot be read: ${messageOf(cause)}`, {
    hint: "Start a new run; the finished arms of this one stay usable.",
    cause,
  });
}
