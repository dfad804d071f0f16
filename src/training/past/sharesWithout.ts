import { throwIfCancelled } from "../../base/errors.ts";
import type { GradientEngine, TrainingRecord } from "../gradientEngine.ts";
import { sensitivityShares } from "./sensitivityShares.ts";
import type { SensitivityShares } from "./sensitivityShares.ts";

/** Records are left out in so many blocks. */
const blocks = 8;

/**
 * Where the gap would seem to come from with a block of the members and of the non-members left out, for each of eight blocks:
 * from these one sees how much the shares hang on the choice of records. Costs one more pass over the records, and three
 * arrays as large as what is trained while it lasts.
 *
 * @returns empty where one side has fewer than two records, or the gap depends on nothing
 */
export async function sharesWithout(
  engine: GradientEngine,
  members: readonly TrainingRecord[],
  nonMembers: readonly TrainingRecord[],
  signal?: AbortSignal,
): Promise<SensitivityShares[]> {
  const count = Math.min(blocks, members.length, nonMembers.length);
  if (count < 2) return [];
  const sumOver = async (records: readonly TrainingRecord[]): Promise<void> => {
    throwIfCancelled(signal);
    engine.beginLot();
    await engine.accumulate(records, { mode: "none" }, signal);
  };
  const blockOf = (records: readonly TrainingRecord[], block: number): TrainingRecord[] =>
    records.filter((_, place) => place % count === block);
  await sumOver(nonMembers);
  const ofOthers = copyOf(engine.gradientSum);
  await sumOver(members);
  const ofMembers = copyOf(engine.gradientSum);
  const left = copyOf(engine.gradientSum);
  const found: SensitivityShares[] = [];
  for (let block = 0; block < count; block += 1) {
    const [others, own] = [blockOf(nonMembers, block), blockOf(members, block)];
    await sumOver(others);
    setMeans(left, ofOthers, engine.gradientSum, nonMembers.length - others.length);
    await sumOver(own);
    setMeans(engine.gradientSum, ofMembers, engine.gradientSum, members.length - own.length);
    for (const [name, values] of left) {
      const ofThese = engine.gradientSum.get(name) as Float32Array;
      for (let at = 0; at < values.length; at += 1) {
        values[at] = Math.abs((values[at] as number) - (ofThese[at] as number));
      }
    }
    const shares = sensitivityShares(left);
    if (shares !== undefined) found.push(shares);
  }
  engine.beginLot();
  return found.length === count ? found : [];
}

/** The means over the `n` records that are in `whole` and not in `block`. */
function setMeans(
  into: ReadonlyMap<string, Float32Array>,
  whole: ReadonlyMap<string, Float32Array>,
  block: ReadonlyMap<string, Float32Array>,
  n: number,
): void {
  for (const [name, values] of into) {
    const [all, own] = [whole.get(name), block.get(name)] as [Float32Array, Float32Array];
    for (let at = 0; at < values.length; at += 1) values[at] = ((all[at] as number) - (own[at] as number)) / n;
  }
}

function copyOf(arrays: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map([...arrays].map(([name, values]) => [name, values.slice()]));
}
