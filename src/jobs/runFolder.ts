import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import type { SentencePaths } from "../evaluation/clipping/sentencePaths.ts";
import type { PrivacySection, TrainingSection } from "../report/biasReport.ts";
import type { TrainOptions } from "./options.ts";

/** Where one run keeps what it makes, below `.evenhand` (or the folder chosen instead). */
export interface RunFolder {
  readonly id: string;
  readonly directory: string;
  /** Shared by all runs. */
  readonly ledgerPath: string;
  readonly reportsDirectory: string;
  /** A model in Hugging Face layout when it is finished. */
  armDirectory(model: string): string;
  /** The state of a model that is not. */
  stateDirectory(model: string): string;
}

/** `run.json`: what was asked for, and what has been finished. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly generator: string;
  /** SHA-256 of the corpus's content; absent until it is read. */
  readonly corpus?: string;
  /** SHA-256 of the base model's parameters; likewise. */
  readonly baseHash?: string;
  /** SHA-256 of the file of decisions that second views heed, where there is one; likewise. */
  readonly decisionsHash?: string;
  /** Of the lexicon that second views are swapped by, where it is a team's; likewise. */
  readonly lexiconHash?: string;
  /** SHA-256 of each benchmark's files, by its name; likewise. */
  readonly benchmarkHashes?: Readonly<Record<string, string>>;
  readonly options: TrainOptions;
  /** By the name of the model. */
  readonly finishedArms: Readonly<Record<string, FinishedArm>>;
  /** What went wrong in trainings that lost their numbers and so have no model, by its name. They are not tried again. */
  readonly brokenArms?: Readonly<Record<string, string>>;
}

export interface FinishedArm {
  readonly parametersSha256: string;
  readonly training?: TrainingSection;
  readonly privacy?: PrivacySection;
  /** What the model's probe saw, for pooling it with other trainings of the arm. */
  readonly sentences?: SentencePaths;
}

/** Below the working folder. */
export const defaultOutDirectory = ".evenhand";

export function runFolder(outDirectory: string | undefined, id: string): RunFolder {
  const out = resolve(outDirectory ?? defaultOutDirectory);
  const directory = join(out, "runs", id);
  return {
    id,
    directory,
    ledgerPath: join(out, "ledger.jsonl"),
    reportsDirectory: join(out, "reports"),
    armDirectory: (model) => join(directory, model),
    stateDirectory: (model) => join(directory, model, "state"),
  };
}

/** Sorts by time and does not collide: `20260131-174205-3f2a`. */
export function newRunId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/gu, "").replace("T", "-");
  return `${time}-${randomBytes(2).toString("hex")}`;
}

export async function writeRun(folder: RunFolder, record: RunRecord): Promise<void> {
  const text = `${JSON.stringify(record, undefined, 2)}\n`;
  await writeAtomically(join(folder.directory, "run.json"), text, { force: true });
}

/** @throws EvenhandError `training.invalid` when there is no such run */
export async function readRun(folder: RunFolder): Promise<RunRecord> {
  const path = join(folder.directory, "run.json");
  try {
    const record = JSON.parse(await readFile(path, "utf8")) as RunRecord;
    if (record.version !== 1) throw new RangeError(`version ${String(record.version)} is not known`);
    return record;
  } catch (cause) {
    throw new EvenhandError("training.invalid", `The run ${folder.id} cannot be resumed: ${reasonOf(cause)}`, {
      hint: `Runs are the folders in ${resolve(folder.directory, "..")}; give one of their names.`,
      cause,
    });
  }
}
