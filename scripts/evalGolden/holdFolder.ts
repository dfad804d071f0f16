import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../src/base/errors.ts";
import { Deviations } from "./deviations.ts";
import type { GoldenFolder } from "./goldenFolder.ts";
import { holdAccountantGrid, holdCalibration, holdRdpCurves } from "./holdAccountants.ts";
import { holdAdaptiveClip, holdAdaptiveSplit } from "./holdAdaptiveClip.ts";
import { holdForward } from "./holdForward.ts";
import { holdGeneration } from "./holdGeneration.ts";
import { holdClippedSumFile, holdClipping, holdGradientNorms, holdRecords, holdUntied } from "./holdGradients.ts";
import { holdLora } from "./holdLora.ts";
import { holdPast } from "./holdPast.ts";
import { holdOptimizerSteps, holdParameterFile } from "./holdSteps.ts";
import { holdTokenizer } from "./holdTokenizer.ts";

export interface HeldFile {
  readonly name: string;
  readonly deviations: Deviations;
  /** Why the whole file was not held; `deviations` is empty then. */
  readonly passedOver?: string;
  /** What stopped the comparison. */
  readonly failure?: string;
}

type Holder = (folder: GoldenFolder, json: unknown, deviations: Deviations) => Promise<void> | void;

/** What holds a file, by the `format` that it gives itself, without its version. */
const holders: ReadonlyMap<string, Holder> = new Map<string, Holder>([
  ["tokenizer", holdTokenizer],
  ["forward", holdForward],
  ["grad-norms", holdGradientNorms],
  ["untied", holdUntied],
  ["clipping", holdClipping],
  ["records", holdRecords],
  ["optimizer-steps", holdOptimizerSteps],
  ["lora", holdLora],
  ["generation", holdGeneration],
  ["past", holdPast],
  ["adaptive-clip", (_, json, deviations) => holdAdaptiveClip(json, deviations)],
  ["accountant-adaptive-split", (_, json, deviations) => holdAdaptiveSplit(json, deviations)],
  ["accountant-rdp-curves", (_, json, deviations) => holdRdpCurves(json, deviations)],
  ["accountant-grid", (_, json, deviations) => holdAccountantGrid(json, deviations)],
  ["accountant-calibration", (_, json, deviations) => holdCalibration(json, deviations)],
]);

/** Formats that have nothing of the engine in them. */
const others: ReadonlyMap<string, string> = new Map([
  ["batches", "input of the other files"],
  ["crosscheck", "agreement of other programs with these vectors"],
]);

/** Holds the engine against every file of a folder, in the order of their names. */
export async function* holdFolder(
  folder: GoldenFolder,
  isWanted: (name: string) => boolean = () => true,
): AsyncGenerator<HeldFile> {
  for (const name of folder.names()) {
    if (!isWanted(name)) continue;
    const deviations = new Deviations();
    try {
      const passedOver = await holdOne(folder, name, deviations);
      yield { name, deviations, ...(passedOver === undefined ? {} : { passedOver }) };
    } catch (error) {
      yield { name, deviations, failure: messageOf(error) };
    }
  }
}

/** @returns why the file was not held */
async function holdOne(folder: GoldenFolder, name: string, deviations: Deviations): Promise<string | undefined> {
  if (name.endsWith("/")) return holdSubfolder(folder, name.slice(0, -1), deviations);
  if (name.endsWith(".safetensors")) {
    const holder = name.startsWith("clipped-sum.")
      ? holdClippedSumFile
      : name.startsWith("params-after")
        ? holdParameterFile
        : undefined;
    if (holder === undefined) return "unknown name";
    await holder(folder, name, deviations);
    return undefined;
  }
  if (!name.endsWith(".json")) return "no data";
  const json = folder.json(name);
  const { format } = (json ?? {}) as { format?: unknown };
  const kind = typeof format === "string" ? (format.split("/")[0] ?? "") : "";
  const holder = holders.get(kind);
  if (holder === undefined) return others.get(kind) ?? `unknown format ${JSON.stringify(format)}`;
  await holder(folder, json, deviations);
  return undefined;
}

/** A model folder, an adapter, or something else. */
async function holdSubfolder(folder: GoldenFolder, name: string, deviations: Deviations): Promise<string | undefined> {
  const has = (file: string): boolean => existsSync(join(folder.path, name, file));
  if (has("adapter_config.json")) return "an adapter, held where lora.json names it";
  if (has("lexicon.json")) return "vectors of the scan: npm run eval:scan";
  if (!has("config.json")) return "neither a model nor an adapter";
  const { parameters, config } = await folder.checkpoint(name);
  // `NAME-hubkeys` holds the weights of NAME under the keys of the original file.
  const original = /^(.+)-hubkeys$/u.exec(name)?.[1];
  if (original === undefined) {
    deviations.exact("readable weights", name, [...parameters.values()].every(isFinite32), true);
    return undefined;
  }
  const wanted = await folder.checkpoint(original);
  deviations.exact("tensors", name, [...parameters.keys()], [...wanted.parameters.keys()]);
  deviations.exact("configuration", name, JSON.stringify(config), JSON.stringify(wanted.config));
  for (const [tensor, values] of wanted.parameters) {
    const got = parameters.get(tensor) ?? new Float32Array();
    deviations.exact("weights", tensor, bytesOf(got).equals(bytesOf(values)), true);
  }
  return undefined;
}

function isFinite32(values: Float32Array): boolean {
  return values.every((value) => Number.isFinite(value));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
