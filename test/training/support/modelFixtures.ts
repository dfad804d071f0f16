import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The checkpoints of test/fixtures/models; its README says what each is for. */
export const modelNames = ["gpt2", "llama", "qwen2", "qwen3"] as const;

const folder = resolve(import.meta.dirname, "../../fixtures/models");

export function modelFixture(...parts: string[]): string {
  return resolve(folder, ...parts);
}

/** What transformers computes for one sequence, in float64 but for its norms. */
export interface ExpectedRow {
  readonly tokens: readonly number[];
  /** [T][columns] */
  readonly logits: readonly (readonly number[])[];
  /** [T], ln of the sum of exponentials of all logits. */
  readonly logSumExp: readonly number[];
  /** Mean over the T - 1 predictions, nats. */
  readonly loss: number;
  /** Parameter -> L2 norm of the loss's gradient. */
  readonly gradientNorms: Readonly<Record<string, number>>;
}

export interface ExpectedPass {
  readonly columns: readonly number[];
  readonly rows: readonly ExpectedRow[];
}

export function expectedPass(name: (typeof modelNames)[number]): ExpectedPass {
  return JSON.parse(readFileSync(modelFixture(name, "expected.json"), "utf8")) as ExpectedPass;
}
