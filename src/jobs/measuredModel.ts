import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { attackNames } from "../evaluation/membership/attackScores.ts";
import type { AttackName } from "../evaluation/membership/attackScores.ts";
import type { AttackedModel } from "../evaluation/membership/compareMembership.ts";
import type { ArmSection } from "../report/biasReport.ts";
import type { Measures } from "./armSections.ts";
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
): Promise<Measures | undefined> {
  try {
    const { version, section, attacked } = JSON.parse(await readFile(pathOf(folder, model), "utf8")) as Kept;
    if (version !== readVersion() || section.model.sha256 !== parametersSha256) return undefined;
    return { section, ...(attacked === undefined ? {} : { attacked: withArrays(attacked) }) };
  } catch {
    return undefined;
  }
}

/**
 * The scores of single records that attacks are compared by are looks at the training data without noise, which no report
 * shows and epsilon does not cover. They are the owner's alone to read, and go when the run has its report.
 */
export async function keepMeasures(folder: RunFolder, model: string, { section, attacked }: Measures): Promise<void> {
  const kept: Kept = {
    version: readVersion(),
    section,
    ...(attacked === undefined ? {} : { attacked: withLists(attacked) }),
  };
  const text = `${JSON.stringify(kept)}\n`;
  await writeAtomically(pathOf(folder, model), text, { force: true, mode: 0o600 });
}

/** Of all models: once there is a report nothing needs them. */
export async function forgetMeasures({ directory }: Pick<RunFolder, "directory">): Promise<void> {
  await rm(join(directory, "measured"), { recursive: true, force: true });
}

interface Kept {
  readonly version: string;
  readonly section: ArmSection;
  readonly attacked?: AttackLists;
}

/** JSON has no typed arrays. */
type AttackLists = Readonly<
  Record<AttackName, { readonly members: readonly number[]; readonly nonMembers: readonly number[] }>
>;

function withLists(attacked: AttackedModel): AttackLists {
  const lists = attackNames.map((attack) => {
    const { members, nonMembers } = attacked[attack];
    return [attack, { members: [...members], nonMembers: [...nonMembers] }] as const;
  });
  return Object.fromEntries(lists) as AttackLists;
}

function withArrays(lists: AttackLists): AttackedModel {
  const arrays = attackNames.map((attack) => {
    const { members, nonMembers } = lists[attack];
    return [attack, { members: Float64Array.from(members), nonMembers: Float64Array.from(nonMembers) }] as const;
  });
  return Object.fromEntries(arrays) as AttackedModel;
}

function pathOf({ directory }: RunFolder, model: string): string {
  return join(directory, "measured", `${model}.json`);
}
