import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TrainOptions } from "../../src/jobs/options.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

/** Sixty short invented records; in two of three a pronoun. */
export const smallRecords: readonly string[] = Array.from({ length: 60 }, (_, index) => {
  const job = ["nurse", "teacher", "pilot", "doctor"][index % 4] as string;
  return `${["She", "He", "The visitor"][index % 3]} met the ${job} on day ${index} and said that it was kind.`;
});

/** A new folder with these records, `corpus.jsonl`, and a model that knows their words, `tiny`. */
export async function smallRunFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `evenhand-${name}-`));
  await writeFile(join(folder, "corpus.jsonl"), smallRecords.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  await writeSmallCheckpoint(join(folder, "tiny"), smallRecords, 3);
  return folder;
}

/** A training of three steps on what `smallRunFolder` made. @param out below the folder */
export function smallRun(folder: string, out: string, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    paths: [join(folder, "corpus.jsonl")],
    model: join(folder, "tiny"),
    outDirectory: join(folder, out),
    arms: ["base", "plain", "dp"],
    epsilon: 8,
    seed: 5,
    steps: 3,
    lotSize: 12,
    delta: 1e-3,
    maximumTokens: 24,
    continuations: 0,
    heldOut: 0.2,
    threads: 1,
    ...changes,
  };
}
