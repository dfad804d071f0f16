import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EvenhandError, reasonOf } from "../../base/errors.ts";
import { writeAtomically } from "../../corpus/writeAtomically.ts";
import { defaultOutDirectory, runFolder } from "../runFolder.ts";
import type { RunFolder } from "../runFolder.ts";
import type { RobustnessOptions, StudyName, TradeOffOptions } from "./studyOptions.ts";

/** `study.json` of a study that is not done: what was asked for, and what has been measured. */
export interface StudyRecord {
  readonly version: 1;
  readonly study: StudyName;
  readonly generator: string;
  /** Places are whole paths. */
  readonly options: TradeOffOptions & RobustnessOptions;
  /** SHA-256 of the corpus's content and of the base model's parameters. */
  readonly corpus: string;
  readonly baseHash: string;
  /** SHA-256 of guard and reference sets of one's own. */
  readonly others: string;
  readonly measured: readonly Measurement[];
}

/** What one training gave: losses of texts, never the texts. */
interface Measurement {
  readonly label: string;
  readonly seed: number;
  readonly result: unknown;
}

/** As of a run, but in a place of its own: a study leaves no models, and its folder goes when its report is there. */
export function studyFolder(outDirectory: string | undefined, id: string): RunFolder {
  return {
    ...runFolder(outDirectory, id),
    directory: join(resolve(outDirectory ?? defaultOutDirectory), "studies", id),
  };
}

/** @throws EvenhandError `training.invalid` when there is no such study to go on with */
export async function readStudy({ id, directory }: RunFolder): Promise<StudyRecord> {
  try {
    const record = JSON.parse(await readFile(join(directory, recordFile), "utf8"), withArrays) as StudyRecord;
    if (record.version !== 1) throw new RangeError(`version ${String(record.version)} is not known`);
    return record;
  } catch (cause) {
    throw new EvenhandError("training.invalid", `The study ${id} cannot be resumed: ${reasonOf(cause)}`, {
      hint: `Studies that can be are the folders in ${resolve(directory, "..")}; one that is done has only its report.`,
      cause,
    });
  }
}

const recordFile = "study.json";

/** What a study has measured so far, kept so that a stopped study repeats nothing but the training that it was in. */
export class StudyJournal {
  readonly #directory: string;
  #record: StudyRecord;

  private constructor(directory: string, record: StudyRecord) {
    this.#directory = directory;
    this.#record = record;
  }

  static async begin({ directory }: RunFolder, record: StudyRecord): Promise<StudyJournal> {
    const journal = new StudyJournal(directory, record);
    await journal.#write();
    return journal;
  }

  has(label: string, seed: number): boolean {
    return this.#find(label, seed) !== undefined;
  }

  /** What was measured under that name before, or else what `measure` gives, which is on disk when this returns. */
  async of<T>(label: string, seed: number, measure: () => Promise<T>): Promise<T> {
    const before = this.#find(label, seed);
    if (before !== undefined) return before.result as T;
    const result = await measure();
    this.#record = { ...this.#record, measured: [...this.#record.measured, { label, seed, result }] };
    await this.#write();
    return result;
  }

  #find(label: string, seed: number): Measurement | undefined {
    return this.#record.measured.find((one) => one.label === label && one.seed === seed);
  }

  #write(): Promise<void> {
    const text = `${JSON.stringify(this.#record, arraysAsText)}\n`;
    return writeAtomically(join(this.#directory, recordFile), text, { force: true, mode: 0o600 });
  }
}

/** To the bit, NaN included, which JSON has not. */
function arraysAsText(_key: string, value: unknown): unknown {
  if (!(value instanceof Float64Array)) return value;
  return { float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
}

function withArrays(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("float64" in value)) return value;
  const bytes = Uint8Array.from(Buffer.from(String(value.float64), "base64"));
  return new Float64Array(bytes.buffer);
}
