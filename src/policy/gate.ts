import type { DataProblemKind } from "../audit/dataProblem.ts";
import type { Axis } from "../lexicon/axis.ts";
import { metricWords } from "../report/wording.ts";
import type { MetricName } from "../report/wording.ts";

/** Figures of a scan that a gate may look at. */
export const scanMeasures = [
  "association-z",
  "association-npmi",
  "strong-associations",
  "without-mention-share",
  "group-share",
  "data-problems",
] as const;

export type ScanMeasure = (typeof scanMeasures)[number];

/** Figures of a trained arm: the metrics of a report, and the privacy it was trained with. */
export type ArmMeasure = MetricName | "epsilon";

export type GateMeasure = ScanMeasure | ArmMeasure;

export const armMeasures: readonly ArmMeasure[] = [...(Object.keys(metricWords) as MetricName[]), "epsilon"];

export function isScanMeasure(measure: GateMeasure): measure is ScanMeasure {
  return scanMeasures.some((known) => known === measure);
}

/** A limit that a team has set for a figure of its reports. At least one of `below` and `above` is given. */
export interface Gate {
  readonly name: string;
  readonly measure: GateMeasure;
  readonly axis?: Axis;
  readonly group?: string;
  /** Of a measure of arms: the arm's name in the report. */
  readonly arm?: string;
  /** Another arm: the figure is then the difference, `arm` less `against`. */
  readonly against?: string;
  /** Of `data-problems`: this kind alone. */
  readonly problem?: DataProblemKind;
  /** The figure must be smaller, in the figure's own unit: 0.5 for 50%. */
  readonly below?: number;
  /** The figure must be larger. */
  readonly above?: number;
  /** What must be within the limits: the figure, or its whole interval. */
  readonly bound: "value" | "interval";
  /** With fewer items behind the figure it counts as not measurable. */
  readonly minimumN: number;
  /** Whether a figure that is missing is let pass. */
  readonly optional: boolean;
}

/** Fewer items make no figure that a team should be stopped by. */
export const defaultMinimumN = 30;
