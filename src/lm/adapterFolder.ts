import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { makeFolder } from "../base/makeFolder.ts";
import { architectureOf } from "./architecture.ts";
import { readJson, writeWhole } from "./checkpointFiles.ts";
import {
  type LoraAdapter,
  type LoraSettings,
  adapterShapes,
  allLinear,
  linearLayers,
  loraNames,
  targetNames,
} from "./lora.ts";
import type { ModelConfig } from "./modelConfig.ts";
import { decodeValues, encodeSafetensorsHeader, headerLengthBytes, parseSafetensorsHeader } from "./safetensors.ts";

const configFile = "adapter_config.json";
const weightsFile = "adapter_model.safetensors";

/** What PEFT puts before the names of the model that it wraps. */
const wrapper = "base_model.model.";

/**
 * Writes an adapter as PEFT does, for `PeftModel.from_pretrained(base, directory)`. The weights come last: a folder
 * without them is no adapter.
 *
 * @param base name of the model that the adapter belongs to
 * @throws EvenhandError `output.unwritable`
 */
export async function writeAdapter(
  directory: string,
  config: ModelConfig,
  { settings, parameters }: LoraAdapter,
  base: string,
): Promise<void> {
  const shapes = adapterShapes(config, settings);
  const json = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: base,
    r: settings.rank,
    lora_alpha: settings.alpha,
    use_rslora: settings.rankStabilised ?? false,
    lora_dropout: 0,
    bias: "none",
    // Says how the base weight lies; A and B themselves are [r, in] and [out, r] either way.
    fan_in_fan_out: architectureOf(config).linearStorage === "input first",
    // In a list PEFT takes "all-linear" for the name of a layer.
    target_modules: settings.targets.includes(allLinear) ? targetNames(config) : settings.targets,
    modules_to_save: null,
    init_lora_weights: true,
    inference_mode: true,
  };
  await makeFolder(directory);
  try {
    await writeWhole(join(directory, configFile), async (file) => {
      await file.writeFile(`${JSON.stringify(json, undefined, 2)}\n`);
    });
    await writeWhole(join(directory, weightsFile), async (file) => {
      const tensors = [...shapes].map(([name, shape]) => ({ name: wrapper + name, shape }));
      await file.writeFile(encodeSafetensorsHeader(tensors));
      for (const name of shapes.keys()) {
        const { buffer, byteOffset, byteLength } = parameters.get(name) as Float32Array;
        await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
      }
    });
  } catch (cause) {
    throw new EvenhandError("output.unwritable", `Cannot write the adapter to ${directory}: ${reasonOf(cause)}`, {
      hint: "Check that the folder may be written to and that the disk has room.",
      cause,
    });
  }
}

/**
 * Reads a LoRA adapter in PEFT's layout and checks it against the model that it is for.
 *
 * @param config of the base model
 * @throws EvenhandError `checkpoint.unreadable`, `checkpoint.invalid` (naming the tensor or the setting)
 */
export async function readAdapter(directory: string, config: ModelConfig): Promise<LoraAdapter> {
  const names = await readdir(directory).catch(failReading(directory));
  const missing = [configFile, weightsFile].find((name) => !names.includes(name));
  if (missing !== undefined) {
    const pickled = names.includes("adapter_model.bin");
    throw new EvenhandError("checkpoint.invalid", `${directory} has no ${missing}.`, {
      hint:
        pickled && missing === weightsFile
          ? "Its weights are in adapter_model.bin, which can run code when it is opened; save it again with a current version of PEFT."
          : "Give the folder of a LoRA adapter that PEFT or evenhand train saved.",
    });
  }
  const settings = parseSettings(
    await readJson(directory, configFile, "checkpoint.invalid"),
    join(directory, configFile),
  );
  const path = join(directory, weightsFile);
  const found = parseTensors(await readFile(path).catch(failReading(path)), path, architectureOf(config).prefix);
  const targets = linearLayers(config).flatMap(({ name }) => (found.has(loraNames.a(name)) ? [name] : []));
  const parameters = new Map<string, Float32Array>();
  for (const [name, shape] of targets.length === 0 ? [] : adapterShapes(config, { ...settings, targets })) {
    const tensor = found.get(name);
    if (tensor === undefined) throw invalid(path, `has no ${name}`);
    if (tensor.shape.join() !== shape.join()) {
      throw invalid(path, `has ${name} with shape [${tensor.shape.join(", ")}], not [${shape.join(", ")}]`);
    }
    parameters.set(name, tensor.values);
  }
  const left = [...found.keys()].find((name) => !parameters.has(name));
  if (left !== undefined) throw invalid(path, `holds ${left}, which is no LoRA matrix of a linear layer of the model`);
  if (parameters.size === 0) throw invalid(path, "holds no LoRA matrices");
  return { settings: { ...settings, targets }, parameters };
}

/** Everything but the targets, which the tensors name more exactly. */
function parseSettings(json: unknown, path: string): Omit<LoraSettings, "targets"> {
  if (typeof json !== "object" || json === null) throw invalid(path, "is not a JSON object");
  const fields = json as Readonly<Record<string, unknown>>;
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    value === false ||
    value === "none" ||
    (typeof value === "object" && Object.keys(value).length === 0);
  if (fields["peft_type"] !== "LORA") {
    throw invalid(path, `has peft_type ${JSON.stringify(fields["peft_type"])}; only "LORA" can be used`);
  }
  for (const name of ["use_dora", "bias", "lora_bias", "modules_to_save", "rank_pattern", "alpha_pattern"]) {
    if (!isEmpty(fields[name]))
      throw invalid(path, `has ${name} ${JSON.stringify(fields[name])}, which is not supported`);
  }
  const { r: rank, lora_alpha: alpha } = fields;
  if (typeof rank !== "number" || !Number.isInteger(rank) || rank < 1) {
    throw invalid(path, `needs a whole number above 0 as r, found ${JSON.stringify(rank)}`);
  }
  if (typeof alpha !== "number" || !Number.isFinite(alpha)) {
    throw invalid(path, `needs a number as lora_alpha, found ${JSON.stringify(alpha)}`);
  }
  return { rank, alpha, rankStabilised: fields["use_rslora"] === true };
}

interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** @param prefix of the model's own names, which an adapter of a bare model leaves out */
function parseTensors(bytes: Uint8Array, path: string, prefix: string): Map<string, Tensor> {
  const headerLength =
    bytes.length < headerLengthBytes
      ? Number.POSITIVE_INFINITY
      : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const dataStart = headerLengthBytes + headerLength;
  if (dataStart > bytes.length) throw invalid(path, "is cut short or is not a safetensors file");
  const header = new TextDecoder().decode(bytes.subarray(headerLengthBytes, dataStart));
  const tensors = new Map<string, Tensor>();
  for (const { name, valueType, shape, start, end } of parseSafetensorsHeader(header, bytes.length - dataStart, path)) {
    const unwrapped = name.startsWith(wrapper) ? name.slice(wrapper.length) : name;
    const values = decodeValues(valueType, bytes.subarray(dataStart + start, dataStart + end));
    if (!values.every(Number.isFinite)) throw invalid(path, `holds values in ${name} that are not finite`);
    tensors.set(unwrapped.startsWith(prefix) ? unwrapped : prefix + unwrapped, { shape, values });
  }
  return tensors;
}

function failReading(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new EvenhandError("checkpoint.unreadable", `Cannot read ${path}: ${reasonOf(cause)}`, {
      hint: `Give the folder of a LoRA adapter: ${configFile} and ${weightsFile}.`,
      cause,
    });
  };
}

function invalid(path: string, problem: string): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `${path} ${problem}.`, {
    hint: "Give a LoRA adapter of this very model, as PEFT or evenhand train saved it.",
  });
}
