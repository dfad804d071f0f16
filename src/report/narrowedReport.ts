import type { Convergence } from "../evaluation/convergence.ts";
import type { ArmSection, BiasReport, ScanSection, TrainingSection } from "./biasReport.ts";
import type { ClippingSection } from "./clippingSection.ts";
import type { AxisName } from "./wording.ts";

/** What a reader chose to see of a report. */
export interface ReportChoice {
  /** One axis; all when absent. */
  readonly axis?: AxisName | undefined;
  /** Ids of arms that are not to be seen. */
  readonly hiddenArms: readonly string[];
}

/** A report that shows one axis only still has the whole scan, for the names of groups and the slurs to mask. */
export interface NarrowedReport extends BiasReport {
  readonly wholeScan?: ScanSection;
  /** How many arms were left out. */
  readonly hiddenArms?: number;
}

/** The report as if it were about the chosen axis and arms alone. What belongs to no axis stays. */
export function narrowedReport(report: BiasReport, { axis, hiddenArms }: ReportChoice): NarrowedReport {
  const hidden = new Set(hiddenArms);
  const { arms, comparisons, membershipComparisons, clipping, convergence, scan } = report;
  const isShown = ({ a, b }: { readonly a: string; readonly b: string }): boolean => !hidden.has(a) && !hidden.has(b);
  const isOfAxis = (one: { readonly axis?: AxisName }): boolean =>
    axis === undefined || one.axis === undefined || one.axis === axis;
  return {
    ...report,
    ...(arms === undefined
      ? {}
      : {
          arms: arms.filter(({ arm }) => !hidden.has(arm)).map((arm) => armOfAxis(arm, axis)),
          hiddenArms: arms.filter(({ arm }) => hidden.has(arm)).length,
        }),
    ...(comparisons === undefined ? {} : { comparisons: comparisons.filter((one) => isOfAxis(one) && isShown(one)) }),
    ...(membershipComparisons === undefined ? {} : { membershipComparisons: membershipComparisons.filter(isShown) }),
    ...(clipping === undefined ? {} : { clipping: clippingOf(clipping, axis, hidden) }),
    ...(convergence === undefined ? {} : { convergence: convergenceOf(convergence, axis, hidden) }),
    ...(scan === undefined || axis === undefined ? {} : { scan: scanOfAxis(scan, axis), wholeScan: scan }),
  };
}

/** Arms that were chosen away are not arms that were never measured. */
export function hasAllArmsHidden({ arms, hiddenArms = 0 }: NarrowedReport): boolean {
  return arms?.length === 0 && hiddenArms > 0;
}

/** What is left of one arm is no comparison. */
function clippingOf(
  { comparisons }: ClippingSection,
  axis: AxisName | undefined,
  hidden: ReadonlySet<string>,
): ClippingSection {
  const narrowed = comparisons.map(({ arms, tests }) => ({
    arms: arms.filter((arm) => !hidden.has(arm)),
    tests: tests.filter(
      ({ a, b, group }) =>
        !hidden.has(a) && !hidden.has(b) && (axis === undefined || group === undefined || isGroupOf(group, axis)),
    ),
  }));
  return { comparisons: narrowed.filter(({ arms }) => arms.length > 1) };
}

function convergenceOf(
  { drops, comparisons }: Convergence,
  axis: AxisName | undefined,
  hidden: ReadonlySet<string>,
): Convergence {
  const isOwn = ({ group }: { readonly group: string }): boolean => axis === undefined || isGroupOf(group, axis);
  return {
    drops: drops.filter((drop) => isOwn(drop) && !hidden.has(drop.arm)),
    comparisons: comparisons.filter((one) => isOwn(one) && !hidden.has(one.a) && !hidden.has(one.b)),
  };
}

function armOfAxis(arm: ArmSection, axis: AxisName | undefined): ArmSection {
  if (axis === undefined) return arm;
  const { metrics, membership, training } = arm;
  return {
    ...arm,
    metrics: metrics.filter((result) => result.axis === undefined || result.axis === axis),
    ...(membership === undefined
      ? {}
      : { membership: { ...membership, groups: membership.groups.filter(({ group }) => isGroupOf(group, axis)) } }),
    ...(training === undefined ? {} : { training: trainingOfAxis(training, axis) }),
  };
}

function trainingOfAxis(training: TrainingSection, axis: AxisName): TrainingSection {
  const { dynamics, treatment } = training;
  const isOwn = ({ group }: { readonly group: string }): boolean => isGroupOf(group, axis);
  return {
    ...training,
    ...(dynamics === undefined
      ? {}
      : { dynamics: dynamics.map((step) => ({ ...step, groups: step.groups.filter(isOwn) })) }),
    ...(treatment === undefined
      ? {}
      : {
          treatment: {
            ...treatment,
            groups: treatment.groups.filter(isOwn),
            disparities: treatment.disparities.filter((one) => one.axis === axis),
          },
        }),
  };
}

function scanOfAxis(scan: ScanSection, axis: AxisName): ScanSection {
  const groups = scan.groups.filter((group) => group.axis === axis);
  const own = new Set(groups.map(({ group }) => group));
  const isOwn = ({ group }: { readonly group: string }): boolean => own.has(group);
  const { axes, contrasts, attributes, embedding, termPrecision, wordPlaces } = scan;
  return {
    ...scan,
    groups,
    associations: scan.associations.filter(isOwn),
    ...(wordPlaces === undefined ? {} : { wordPlaces: wordPlaces.filter(isOwn) }),
    ...(axes === undefined ? {} : { axes: axes.filter((one) => one.axis === axis) }),
    ...(contrasts === undefined ? {} : { contrasts: contrasts.filter(isOwn) }),
    ...(attributes === undefined ? {} : { attributes: attributesOf(attributes, isOwn) }),
    ...(embedding === undefined ? {} : { embedding: { ...embedding, rows: embedding.rows.filter(isOwn) } }),
    ...(termPrecision === undefined ? {} : { termPrecision: termPrecision.filter(isOwn) }),
  };
}

function attributesOf(
  { occupations, ...attributes }: NonNullable<ScanSection["attributes"]>,
  isOwn: (one: { readonly group: string }) => boolean,
): NonNullable<ScanSection["attributes"]> {
  return {
    ...attributes,
    rows: attributes.rows.filter(isOwn),
    ...(occupations !== undefined && isOwn(occupations) && { occupations }),
  };
}

function isGroupOf(group: string, axis: AxisName): boolean {
  return group.startsWith(`${axis}.`);
}
