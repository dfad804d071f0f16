import { basename, join } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { writeAdapter } from "../lm/adapterFolder.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import {
  type LoraAdapter,
  type LoraSettings,
  adaptedLayers,
  defaultTargets,
  initialiseAdapter,
  loraNames,
  mergeAdapter,
} from "../lm/lora.ts";
import type { ModelConfig } from "../lm/modelConfig.ts";
import type { RunFingerprint } from "../training/checkpoint.ts";
import type { GradientEngineOptions } from "../training/runtime/createGradientEngine.ts";
import { allButEmbeddings } from "../training/trainableModel.ts";
import { readDownloadRecord } from "./hub/modelStore.ts";
import type { TrainableSettings } from "./trainingSettings.ts";

/** Which numbers of a model a run changes, and how they become a model again. */
export interface TrainedPart {
  /** Every parameter of the base model: copies of what is trained, the base's own arrays where they are frozen. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly engine: Pick<GradientEngineOptions, "trainable"> | Required<Pick<GradientEngineOptions, "adapter">>;
  /** For the report: "all parameters". */
  readonly description: string;
  readonly fingerprint: RunFingerprint;
  /**
   * The parameters after training, adapters worked in; writes an adapter into the folder `adapter` of `directory` too.
   *
   * @throws EvenhandError `training.invalid` when an adapter's B is still 0
   */
  finish(directory: string): Promise<ReadonlyMap<string, Float32Array>>;
}

/**
 * @param seed decides the first values of an adapter
 * @throws EvenhandError `training.invalid` for an adapter's target that the model does not have
 */
export function trainedPart(settings: TrainableSettings, base: Checkpoint, seed: number): TrainedPart {
  const { config } = base;
  switch (settings.kind) {
    case "all":
      return partOf(base, new Set(base.parameters.keys()), "all parameters", settings.kind);
    case "no-embeddings":
      return partOf(base, allButEmbeddings(config), "all but the embeddings", settings.kind);
    case "lora":
      return adapterPart(base, loraSettings(settings, config), seed);
  }
}

/** @throws EvenhandError `training.invalid` for a target that the model does not have */
export function checkTargets(settings: TrainableSettings, config: ModelConfig): void {
  if (settings.kind === "lora") adaptedLayers(config, loraSettings(settings, config).targets);
}

function partOf(
  { parameters }: Checkpoint,
  trainable: ReadonlySet<string>,
  description: string,
  kind: TrainableSettings["kind"],
): TrainedPart {
  const own = new Map([...parameters].map(([name, it]) => [name, trainable.has(name) ? it.slice() : it] as const));
  return {
    parameters: own,
    engine: { trainable },
    description,
    fingerprint: { trained: kind },
    finish: async () => own,
  };
}

function adapterPart(base: Checkpoint, settings: LoraSettings, seed: number): TrainedPart {
  const { config, parameters } = base;
  const adapter = initialiseAdapter(config, settings, seededRandom(seed));
  const { rank, alpha, targets } = settings;
  return {
    parameters,
    engine: { adapter },
    description: `LoRA of rank ${rank}, alpha ${alpha}, on ${targets.join(", ")}`,
    fingerprint: { trained: "lora", "LoRA rank": rank, "LoRA alpha": alpha, "LoRA targets": targets.join(",") },
    async finish(directory) {
      checkMoved(config, adapter);
      await writeAdapter(join(directory, "adapter"), config, adapter, await nameOf(base));
      return mergeAdapter(config, parameters, adapter);
    },
  };
}

/** What PEFT finds the base model by: its name on the hub, or that of its folder, of which the path is nobody's business. */
async function nameOf({ directory = "base" }: Checkpoint): Promise<string> {
  return (await readDownloadRecord(directory))?.hubId ?? basename(directory);
}

function loraSettings(
  { rank, alpha, targets }: Extract<TrainableSettings, { kind: "lora" }>,
  config: ModelConfig,
): LoraSettings {
  return { rank, alpha, targets: targets ?? defaultTargets(config) };
}

/** An adapter whose B never left 0 is the base model under another name. */
function checkMoved(config: ModelConfig, { settings, parameters }: LoraAdapter): void {
  for (const { name } of adaptedLayers(config, settings.targets)) {
    if (parameters.get(loraNames.b(name))?.some((value) => value !== 0) === true) continue;
    throw new EvenhandError("training.invalid", `Training left the adapter of ${name} without effect: its B is 0.`, {
      hint: "Please report this with the run's folder: it means that the adapter was not trained.",
    });
  }
}
