import type { ArmSection, BiasReport, PastSection, PrivacySection, TrainingSection } from "./biasReport.ts";
import { bounded, figures, passedOver } from "./csvRow.ts";
import type { CsvRow } from "./csvRow.ts";

const loss = "nats per token";

/** How each arm was trained, what that spent, and how it treated the groups. */
export function trainingRows({ arms = [], clipping, convergence }: BiasReport): CsvRow[] {
  return [
    ...arms.flatMap((arm) => [
      { section: "model", arm: arm.arm, measure: "parameters", unit: "count", value: arm.model.parameters },
      ...(arm.training === undefined ? [] : rowsOf(arm.arm, arm.training)),
      ...(arm.privacy === undefined ? [] : privacyRows(arm.arm, arm.privacy)),
    ]),
    ...(convergence === undefined ? [] : convergenceRows(convergence)),
    ...(clipping?.comparisons ?? []).flatMap(({ tests }) =>
      tests.flatMap(({ a, b, texts, group, n, difference, interval, pValue, rankBiserial, adjustedP }): CsvRow[] => {
        const shared = { section: "clipping comparison", arm: `${b} - ${a}`, group, item: texts, n };
        return [
          {
            ...shared,
            measure: "difference of losses",
            unit: loss,
            value: difference,
            low: interval?.low,
            high: interval?.high,
            p: pValue,
          },
          ...figures(shared, { "rank-biserial correlation": rankBiserial, "p corrected by Holm": adjustedP }),
        ];
      }),
    ),
  ];
}

function convergenceRows({ drops, comparisons }: NonNullable<BiasReport["convergence"]>): CsvRow[] {
  const measure = "fall of the loss";
  return [
    ...drops.map(({ arm, group, n, ...one }) => ({
      section: "convergence",
      arm,
      group,
      measure,
      unit: loss,
      ...bounded(one),
      n,
    })),
    ...comparisons.flatMap(({ a, b, group, n, difference, interval, pValue, rankBiserial, adjustedP }): CsvRow[] => {
      const shared = { section: "convergence", arm: `${b} - ${a}`, group, n };
      return [
        { ...shared, measure, unit: loss, value: difference, low: interval?.low, high: interval?.high, p: pValue },
        ...figures(shared, { "rank-biserial correlation": rankBiserial, "p corrected by Holm": adjustedP }),
      ];
    }),
  ];
}

function rowsOf(arm: string, training: TrainingSection): CsvRow[] {
  const shared = { section: "training", arm };
  const { lossByStep = [], probeLoss = [], dynamics = [], treatment, past } = training;
  return [
    ...figures(shared, {
      steps: training.steps,
      "expected lot size": training.expectedLotSize,
      units: training.records,
      "views a unit": training.viewsPerRecord,
      "tokens at most": training.maximumTokens,
      "learning rate": training.learningRate,
      "trained parameters": training.trainedParameters,
    }),
    { ...shared, measure: "time", unit: "ms", value: training.durationMs },
    ...passedOver(shared, training.skipped),
    ...byStep(arm, "training loss", loss, lossByStep),
    ...probeLoss.map((one) => ({
      ...shared,
      item: `step ${one.step}`,
      measure: "loss on the probe set",
      unit: loss,
      value: one.loss,
    })),
    ...dynamics.flatMap(({ step, groups }) =>
      groups.flatMap((one) =>
        figures(
          { section: "dynamics", arm, group: one.group, item: `step ${step}`, n: one.n },
          {
            loss: one.loss,
            "gradient norm": one.norm,
            "clipped gradient norm": one.clippedNorm,
            "share clipped": one.shareClipped,
            alignment: one.alignment,
            misalignment: one.misalignment,
            "misalignment without clipping": one.misalignmentUnclipped,
          },
        ),
      ),
    ),
    ...(treatment === undefined ? [] : treatmentRows(arm, treatment)),
    ...(past === undefined ? [] : pastRows(arm, past)),
  ];
}

function treatmentRows(arm: string, treatment: NonNullable<TrainingSection["treatment"]>): CsvRow[] {
  const shared = { section: "clipping", arm };
  return [
    ...figures({ ...shared, unit: "count" }, { looks: treatment.looks, "looks for the slope": treatment.slopeLooks }),
    ...treatment.groups.flatMap(({ group, n, retained, shareClipped, lossSlope, ...rest }): CsvRow[] => {
      const own = { ...shared, group, n };
      const { misalignment, misalignmentUnclipped, misalignmentInterval: interval } = rest;
      return [
        { ...own, measure: "length retained", unit: "share", ...bounded(retained) },
        { ...own, measure: "share clipped", unit: "share", ...bounded(shareClipped) },
        ...(lossSlope === undefined
          ? []
          : [{ ...own, measure: "slope of the loss", unit: `${loss} and step`, ...bounded(lossSlope) }]),
        ...(misalignment === undefined
          ? []
          : [
              {
                ...own,
                measure: "misalignment",
                value: misalignment,
                low: interval?.low,
                high: interval?.high,
              },
            ]),
        ...figures(own, { "misalignment without clipping": misalignmentUnclipped }),
      ];
    }),
    ...treatment.disparities.map(({ axis, measure, highest, lowest, ...one }) => ({
      ...shared,
      axis,
      item: `${highest} - ${lowest}`,
      measure: `disparity of ${measure}`,
      ...bounded(one),
    })),
  ];
}

function pastRows(arm: string, past: PastSection): CsvRow[] {
  const shared = { section: "tuning against membership inference", arm };
  const { modules = [], top = [] } = past.sensitivity ?? {};
  return [
    ...figures(shared, {
      epochs: past.epochs,
      lambda: past.strength,
      members: past.members,
      others: past.nonMembers,
      "share of zeros": past.zeroShare,
    }),
    ...past.gapByEpoch.flatMap(({ memberLoss, nonMemberLoss, interval }, epoch): CsvRow[] => {
      const own = { ...shared, item: epoch === 0 ? "before" : `epoch ${epoch}`, unit: loss };
      const gap = { value: nonMemberLoss - memberLoss, low: interval?.low, high: interval?.high };
      return [
        ...figures(own, { "loss of members": memberLoss, "loss of others": nonMemberLoss }),
        { ...own, measure: "gap", ...gap },
      ];
    }),
    ...(past.change === undefined
      ? []
      : [
          {
            ...shared,
            item: "after less before",
            measure: "change of the gap",
            unit: loss,
            value: past.change.value,
            low: past.change.interval?.low,
            high: past.change.interval?.high,
          },
        ]),
    ...modules.flatMap(({ module, parameters, share, interval }): CsvRow[] => [
      {
        ...shared,
        item: module,
        measure: "share of the sensitivity",
        unit: "share",
        value: share,
        low: interval?.low,
        high: interval?.high,
        n: parameters,
      },
    ]),
    ...top.map(({ top: share, share: value, interval }) => ({
      ...shared,
      item: `most sensitive ${share} of the parameters`,
      measure: "share of the sensitivity",
      unit: "share",
      value,
      low: interval?.low,
      high: interval?.high,
    })),
  ];
}

function privacyRows(arm: string, privacy: PrivacySection): CsvRow[] {
  const { adaptiveClip: adaptive, noiseSource } = privacy;
  // An epsilon of known noise promises nothing: whoever reads the figure alone must see that.
  const shared = { section: "privacy", arm, ...(noiseSource === "operating system" ? {} : { item: noiseSource }) };
  return [
    ...figures(shared, {
      epsilon: privacy.epsilon,
      delta: privacy.delta,
      "noise multiplier": privacy.noiseMultiplier,
      "clipping bound": privacy.clipNorm,
      "sampling rate": privacy.samplingRate,
      steps: privacy.steps,
      "mu (GDP)": privacy.gdpMu,
      "true positives at 1% at most": privacy.truePositivesAt1Percent,
      "true positives at 0.1% at most": privacy.truePositivesAtTenthPercent,
      "adaptive clipping, quantile": adaptive?.quantile,
      "adaptive clipping, rate": adaptive?.rate,
      "adaptive clipping, lower bound": adaptive?.lowerBound,
      "adaptive clipping, upper bound": adaptive?.upperBound,
      "adaptive clipping, deviation of the count": adaptive?.countDeviation,
      "adaptive clipping, noise multiplier of gradients": adaptive?.gradientNoiseMultiplier,
    }),
    ...byStep(arm, "epsilon", undefined, privacy.epsilonByStep, "privacy"),
    ...byStep(arm, "clipping bound", undefined, privacy.clipBoundByStep, "privacy"),
  ];
}

function byStep(
  arm: string,
  measure: string,
  unit: string | undefined,
  values: readonly number[] = [],
  section = "training",
): CsvRow[] {
  return values.map((value, index) => ({ section, arm, item: `step ${index + 1}`, measure, unit, value }));
}

/** What each training of an arm came to. */
export function repeatRows({ arms = [] }: BiasReport): CsvRow[] {
  return arms.flatMap(({ arm, seeds = [] }: ArmSection) =>
    seeds.flatMap(({ seed, values, epsilon }) => {
      const shared = { section: "repeat", arm, item: `seed ${seed}` };
      return [
        ...values.map(({ metric, axis, value }) => ({ ...shared, axis, measure: metric, value })),
        ...figures(shared, { epsilon }),
      ];
    }),
  );
}
