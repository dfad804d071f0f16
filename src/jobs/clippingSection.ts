import { seededRandom } from "../base/random.ts";
import { compareModes } from "../evaluation/clipping/compareModes.ts";
import type { ArmSection } from "../report/biasReport.ts";
import type { ClipComparison, ClippingSection } from "../report/clippingSection.ts";

/** Compares the arms that differ in nothing but how they clip; undefined where there are no two. */
export function clippingSection(arms: readonly ArmSection[], seed: number): ClippingSection | undefined {
  const comparisons = armsByRest(arms).flatMap((ofOneKind): ClipComparison[] => {
    if (ofOneKind.length < 2) return [];
    return [{ arms: ofOneKind.map(({ arm }) => arm), tests: compareModes(ofOneKind, seededRandom(seed)) }];
  });
  return comparisons.length === 0 ? undefined : { comparisons };
}

/** Private arms by all that decides their numbers but the clip mode. */
function armsByRest(arms: readonly ArmSection[]): readonly (readonly ArmSection[])[] {
  const groups: ArmSection[][] = [];
  for (const arm of arms) {
    if (arm.privacy === undefined || arm.metrics.length === 0) continue;
    const own = groups.find((known) => known.every((one) => differInModeAlone(one, arm)));
    if (own === undefined) groups.push([arm]);
    else own.push(arm);
  }
  return groups;
}

function differInModeAlone(a: ArmSection, b: ArmSection): boolean {
  return (
    (a.kind ?? a.arm) === (b.kind ?? b.arm) &&
    a.privacy?.clipMode !== b.privacy?.clipMode &&
    a.privacy?.noiseMultiplier === b.privacy?.noiseMultiplier &&
    a.privacy?.samplingRate === b.privacy?.samplingRate &&
    a.privacy?.clipNorm === b.privacy?.clipNorm &&
    a.training?.steps === b.training?.steps
  );
}
