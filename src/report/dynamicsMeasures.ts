import type { ArmSection, BiasReport } from "./biasReport.ts";
import type { Dynamics } from "./dynamicsWords.ts";
import { formatDecimal } from "./numberFormat.ts";
import { groupLabel } from "./wording.ts";

type Look = Dynamics[number]["groups"][number];

/** What is recorded of every group at every look. */
export type DynamicsMeasure = keyof typeof dynamicsMeasures;

interface MeasureWords {
  readonly name: string;
  /** As in `dp: loss of neutral sentences about each group`. */
  readonly phrase: string;
  readonly reading: string;
  readonly of: (look: Look) => number | undefined;
  readonly format: (value: number) => string;
  /** Of arms that clip alone: what the others have here says nothing. */
  readonly ofClipping: boolean;
  /** Whether the chart begins at 0. */
  readonly zero: boolean;
}

/** In the order of a step: what the group still loses, what it asks for, what clipping leaves of it, where the step went. */
export const dynamicsMeasures = {
  loss: {
    name: "Loss",
    phrase: "loss of neutral sentences about each group",
    reading: "Nats per token. Lower is better.",
    of: ({ loss }) => loss,
    format: (value) => formatDecimal(value, 3),
    ofClipping: false,
    zero: false,
  },
  norm: {
    name: "Gradient norm",
    phrase: "length of gradients before clipping",
    reading: "Mean length of a sentence's gradient: how much the group still asks of the model. There is no ideal.",
    of: ({ norm }) => norm,
    format: (value) => formatDecimal(value, 2),
    ofClipping: false,
    zero: true,
  },
  clippedNorm: {
    name: "Gradient norm after clipping",
    phrase: "length of gradients after clipping",
    reading: "Mean length of what clipping leaves of a sentence's gradient.",
    of: ({ clippedNorm }) => clippedNorm,
    format: (value) => formatDecimal(value, 3),
    ofClipping: true,
    zero: true,
  },
  shareClipped: {
    name: "Share clipped",
    phrase: "share of sentences clipped",
    reading:
      "Share of sentences whose gradient is longer than the bound. Groups that lie higher lose more of their say.",
    of: ({ shareClipped }) => shareClipped,
    format: (value) => `${formatDecimal(100 * value, 1)}%`,
    ofClipping: true,
    zero: true,
  },
  alignment: {
    name: "Cosine with the step",
    phrase: "cosine of the group's gradient with the step",
    reading: "1: the step did just what the group needs; 0: nothing for it; below 0: it hurt.",
    of: ({ alignment }) => alignment,
    format: (value) => formatDecimal(value, 3),
    ofClipping: false,
    zero: true,
  },
  misalignment: {
    name: "Misalignment",
    phrase: "misalignment with what clipping leaves of all",
    reading:
      "1 − cosine of the group's mean gradient with the mean clipped gradient of the whole probe set. Ideal 0: the group's own direction.",
    of: ({ misalignment }) => misalignment,
    format: (value) => formatDecimal(value, 3),
    ofClipping: true,
    zero: true,
  },
  misalignmentUnclipped: {
    name: "Misalignment, unclipped",
    phrase: "misalignment if nobody were clipped",
    reading: "What of the misalignment is the group's own, and no fault of clipping. Ideal 0.",
    of: ({ misalignmentUnclipped }) => misalignmentUnclipped,
    format: (value) => formatDecimal(value, 3),
    ofClipping: true,
    zero: true,
  },
} as const satisfies Readonly<Record<string, MeasureWords>>;

const measureOrder = Object.keys(dynamicsMeasures) as readonly DynamicsMeasure[];

/** The words and form of a measure, of whichever. */
export function dynamicsWords(measure: DynamicsMeasure): MeasureWords {
  return dynamicsMeasures[measure];
}

/** One group of an arm by one measure, at every look that has it. */
export interface GroupSeries {
  readonly group: string;
  readonly label: string;
  readonly points: readonly { readonly step: number; readonly value: number }[];
}

/** The groups of an arm by one measure, in the order of the report; none where it was not recorded, or says nothing. */
export function groupSeries(report: BiasReport, arm: ArmSection, measure: DynamicsMeasure): readonly GroupSeries[] {
  const { of, ofClipping } = dynamicsWords(measure);
  if (ofClipping && arm.privacy === undefined) return [];
  const looks = arm.training?.dynamics ?? [];
  return (looks[0]?.groups ?? []).flatMap(({ group }) => {
    const points = looks.flatMap(({ step, groups }) => {
      const look = groups.find((one) => one.group === group);
      const value = look === undefined ? undefined : of(look);
      return value === undefined ? [] : [{ step, value }];
    });
    return points.length === 0 ? [] : [{ group, label: groupLabel(report, group), points }];
  });
}

/** The measures that at least one arm has. */
export function recordedMeasures(report: BiasReport): readonly DynamicsMeasure[] {
  return measureOrder.filter((measure) =>
    (report.arms ?? []).some((arm) => groupSeries(report, arm, measure).length > 0),
  );
}
