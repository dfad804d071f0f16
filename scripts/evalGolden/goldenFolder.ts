import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint } from "../../src/lm/checkpoint.ts";
import { decodeValues, parseSafetensorsHeader } from "../../src/lm/safetensors.ts";
import type { TrainingRecord } from "../../src/training/gradientEngine.ts";

/** Rows of token ids, padded; a label of -100 is no target. */
export interface GoldenBatch {
  readonly inputIds: readonly (readonly number[])[];
  readonly attentionMask: readonly (readonly number[])[];
  readonly labels: readonly (readonly number[])[];
}

export interface GoldenTensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Float64Array | Float32Array>;
}

/** A folder laid out like golden/SPEC.md says; model folders are found by the names that its files give. */
export class GoldenFolder {
  readonly path: string;
  readonly #checkpoints = new Map<string, Promise<Checkpoint>>();

  constructor(path: string) {
    this.path = path;
  }

  has(name: string): boolean {
    return existsSync(join(this.path, name));
  }

  /** Names of files and folders, folders with a `/` behind. */
  names(): string[] {
    return readdirSync(this.path)
      .sort()
      .map((name) => (statSync(join(this.path, name)).isDirectory() ? `${name}/` : name));
  }

  /** The caller states what it expects in it. */
  json(name: string): unknown {
    return JSON.parse(readFileSync(join(this.path, name), "utf8"));
  }

  /** The model in a folder that a file of this folder names; the same one each time: copy what you change. */
  async checkpoint(name: string): Promise<Checkpoint> {
    const weightsOnly = !this.has(join(name, "tokenizer.json"));
    const found = this.#checkpoints.get(name) ?? readCheckpoint(join(this.path, name), { weightsOnly });
    this.#checkpoints.set(name, found);
    return found;
  }

  batches(): ReadonlyMap<string, GoldenBatch> {
    const { batches } = this.json("batches.json") as { batches: Readonly<Record<string, GoldenBatch>> };
    return new Map(Object.entries(batches));
  }

  batch(name: string): GoldenBatch {
    const found = this.batches().get(name);
    if (found === undefined) throw new RangeError(`batches.json has no batch ${name}`);
    return found;
  }

  /** Every value of a safetensors file, F64 as it is. */
  tensors(name: string): GoldenTensors {
    const file = readFileSync(join(this.path, name));
    const dataStart = 8 + Number(file.readBigUInt64LE(0));
    const header = file.subarray(8, dataStart).toString("utf8");
    const { __metadata__: metadata = {} } = JSON.parse(header) as { __metadata__?: Record<string, string> };
    const entries = parseSafetensorsHeader(header, file.length - dataStart, name);
    return {
      metadata,
      tensors: new Map(
        entries.map(({ name: tensor, valueType, start, end }) => {
          const bytes = file.subarray(dataStart + start, dataStart + end);
          const values =
            valueType === "F64" ? new Float64Array(new Uint8Array(bytes).buffer) : decodeValues(valueType, bytes);
          return [tensor, values];
        }),
      ),
    };
  }
}

/** The rows of a batch without their padding, on either side: padding is no part of a record. */
export function recordsOf({ inputIds, attentionMask, labels }: GoldenBatch): TrainingRecord[] {
  return inputIds.map((tokens, index) => {
    const isReal = (_: number, position: number): boolean => attentionMask[index]?.[position] === 1;
    return { index, views: [{ tokens: tokens.filter(isReal), labels: (labels[index] ?? []).filter(isReal) }] };
  });
}
