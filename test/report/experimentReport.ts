import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { fullReport } from "./sampleReport.ts";

const epsilons = [3, 8, 20] as const;
const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: "bootstrap" });

/** Fifteen arms or fewer, as `train --epsilon 3,8,20 --seeds 2` makes them: invented figures. */
export function experimentReport(clips: readonly string[] = ["hard"]): BiasReport {
  const report = fullReport();
  const [base, plain, ...privateArms] = report.arms as readonly [ArmSection, ArmSection, ...ArmSection[]];
  const made = privateArms.flatMap((arm, kind) =>
    epsilons.flatMap((epsilon, place) =>
      clips.map((clip, mode): ArmSection => {
        const shift = 0.006 * place + 0.003 * mode;
        const { privacy } = arm;
        return {
          ...arm,
          arm: [arm.arm, `ε${epsilon}`, ...(clips.length > 1 ? [clip] : [])].join(" "),
          kind: kind === 0 ? "dp" : "dp+cda",
          label: `${arm.label}, ε ${epsilon}`,
          ...(privacy !== undefined && { privacy: { ...privacy, epsilon, clipMode: clip } }),
          metrics: arm.metrics.map((result) =>
            result.interval === undefined
              ? result
              : {
                  ...result,
                  value: result.value + shift,
                  interval: interval(result.interval.low + shift, result.interval.high + shift),
                },
          ),
        };
      }),
    ),
  );
  const arms = [{ ...base, kind: "base" as const }, repeated({ ...plain, kind: "plain" }), ...made.map(repeated)];
  const comparisons = made.flatMap((arm) =>
    (["gender", "race", "religion"] as const).map((axis, index) => ({
      metric: "group-loss-gap" as const,
      axis,
      a: plain.arm,
      b: arm.arm,
      difference: 0.036 - index * 0.02,
      interval: interval(0.012 - index * 0.02, 0.06 - index * 0.02),
      pValue: 0.004,
      adjustedP: 0.024,
      ...(index === 0 && { ratio: { value: 3.2, interval: interval(1.4, 6.1) } }),
      n: 300,
      method: "permutation test",
    })),
  );
  return { ...report, arms, comparisons };
}

function repeated(arm: ArmSection): ArmSection {
  const seeds = [1, 2].map((seed) => ({
    seed,
    model: arm.model,
    values: arm.metrics.map(({ metric, axis, value }) => ({
      metric,
      ...(axis !== undefined && { axis }),
      value: value * (seed === 1 ? 0.95 : 1.05),
    })),
    ...(arm.privacy !== undefined && { epsilon: arm.privacy.epsilon }),
  }));
  return { ...arm, seeds };
}
