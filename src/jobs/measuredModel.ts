import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import type { ArmSection } from "../report/biasReport.ts";
import { readVersion } from "./packageFiles.ts";
import type { RunFolder } from "./runFolder.ts";

/**
 * What was measured of a model in an earlier segment of the run, so that resuming repeats no work; undefined where it was
 * not measured, or by another version of Evenhand, or of other weights, or where the file is damaged.
 */
export async function keptMeasures(
  folder: RunFolder,
  model: string,
  parametersSha256: string,
): Promise<ArmSection | undefined> {
  try {
    const kept = JSON.parse(await readFile(pathOf(folder, model), "utf8")) as {
      readonly version: string;
      readonly section: ArmSection;
    };
    const isSame = kept.version === readVersion() && kept.section.model.sha256 === parametersSha256;
    return isSame ? kept.section : undefined;
  } catch {
    return undefined;
  }
}

export async function keepMeasures(folder: RunFolder, model: string, section: ArmSection): Promise<void> {
  const text = `${JSON.stringify({ version: readVersion(), section })}\n`;
  await writeAtomically(pathOf(folder, model), text, { force: true });
}

function pathOf({ directory }: RunFolder, model: string): string {
  return join(directory, "measured", `${model}.json`);
}
