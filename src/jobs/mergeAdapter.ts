import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { EvenhandError, codeOf, reasonOf } from "../base/errors.ts";
import { readAdapter } from "../lm/adapterFolder.ts";
import { readCheckpoint, writeCheckpoint } from "../lm/checkpoint.ts";
import { adaptedLayers, mergeAdapter } from "../lm/lora.ts";
import { findModel } from "./hub/modelStore.ts";
import type { MergeAdapterOptions } from "./options.ts";

export interface MergedAdapter {
  /** Where the model is. */
  readonly folder: string;
  /** Names of the layers whose weights are new. */
  readonly layers: readonly string[];
  readonly rank: number;
  readonly alpha: number;
}

/**
 * Writes a model with a LoRA adapter worked into its weights: an ordinary model folder, which needs no adapter any more.
 *
 * @throws EvenhandError `model.missing`, `checkpoint.unreadable`, `checkpoint.invalid`, `tokenizer.invalid`,
 *   `output.exists`, `output.unwritable`
 */
export async function mergeAdapterInto({ adapter, model, out }: MergeAdapterOptions): Promise<MergedAdapter> {
  const folder = resolve(out);
  await checkEmpty(folder);
  const base = await readCheckpoint(await findModel(model));
  const read = await readAdapter(resolve(adapter), base.config);
  await writeCheckpoint(folder, { ...base, parameters: mergeAdapter(base.config, base.parameters, read) });
  const { rank, alpha, targets } = read.settings;
  return { folder, rank, alpha, layers: adaptedLayers(base.config, targets).map(({ name }) => name) };
}

async function checkEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (codeOf(cause) === "ENOENT") return [];
    throw new EvenhandError("output.unwritable", `Cannot write to ${folder}: ${reasonOf(cause)}`, {
      hint: "Choose another folder with --out.",
      cause,
    });
  });
  if (names.length === 0) return;
  throw new EvenhandError("output.exists", `${folder} is there already and is not empty.`, {
    hint: "Choose another folder with --out, or remove what is in it.",
  });
}
