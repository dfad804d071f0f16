import type { ArmSection, BiasReport } from "../biasReport.ts";
import type { NotCompared } from "./reportComparison.ts";

export interface ArmPair {
  readonly a: ArmSection;
  readonly b: ArmSection;
}

/**
 * Which arm of A is compared with which of B: those of one name; of the rest, those that are the only ones of their kind on
 * either side ("dp" and "dp ε3"); and the only models of two reports on one model each, whatever they are called.
 */
export function pairArms(a: BiasReport, b: BiasReport): { pairs: ArmPair[]; notCompared: NotCompared[] } {
  const ofA = a.arms ?? [];
  const ofB = b.arms ?? [];
  const namesake = (arm: ArmSection, arms: readonly ArmSection[]): ArmSection | undefined =>
    arms.find((one) => one.arm === arm.arm);
  const restA = ofA.filter((arm) => namesake(arm, ofB) === undefined);
  const restB = ofB.filter((arm) => namesake(arm, ofA) === undefined);
  const counterpart = (arm: ArmSection): ArmSection | undefined => {
    const named = namesake(arm, ofB);
    if (named !== undefined) return named;
    if (ofA.length === 1 && ofB.length === 1) return ofB[0];
    const alike = restB.filter(({ kind }) => kind !== undefined && kind === arm.kind);
    return alike.length === 1 && restA.filter(({ kind }) => kind === arm.kind).length === 1 ? alike[0] : undefined;
  };
  const pairs = ofA.flatMap((arm): ArmPair[] => {
    const other = counterpart(arm);
    return other === undefined ? [] : [{ a: arm, b: other }];
  });
  const alone = (arms: readonly ArmSection[], side: "a" | "b"): NotCompared[] =>
    arms
      .filter((arm) => !pairs.some((pair) => pair[side] === arm))
      .map(({ arm }) => ({ what: `Arm ${arm}`, why: `only in ${side === "a" ? "A" : "B"}` }));
  return { pairs, notCompared: [...alone(ofA, "a"), ...alone(ofB, "b")] };
}
