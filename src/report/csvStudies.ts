import type { Estimate } from "../evaluation/estimate.ts";
import type { PairedChange } from "../evaluation/unitLosses.ts";
import type { BiasReport } from "./biasReport.ts";
import { bounded, figures } from "./csvRow.ts";
import type { CsvRow } from "./csvRow.ts";
import { lossKinds } from "./robustnessWords.ts";
import { runName } from "./tradeOffWords.ts";

const loss = "nats per token";

/** Every figure of the studies. */
export function studyRows(report: BiasReport): CsvRow[] {
  return [...tradeOffRows(report), ...robustnessRows(report)];
}

function tradeOffRows({ tradeOff }: BiasReport): CsvRow[] {
  if (tradeOff === undefined) return [];
  const { guard, task, base, ball } = tradeOff;
  const sets = [
    { set: "guard", n: guard.heldOutTexts },
    { set: "task", n: task.heldOutTexts },
  ] as const;
  const both = (
    item: string,
    measure: string,
    of: Readonly<Record<"guard" | "task", Estimate | PairedChange>>,
  ): CsvRow[] =>
    sets.flatMap(({ set, n }) => {
      const { pValue, adjustedP } = pValuesOf(of[set]);
      const shared = { section: "tradeoff", item, n };
      return [
        { ...shared, measure: `${set}: ${measure}`, unit: loss, ...bounded(of[set]), p: pValue },
        ...(adjustedP === undefined ? [] : figures(shared, { [`${set}: ${measure}, p corrected by Holm`]: adjustedP })),
      ];
    });
  const counts = { section: "tradeoff", unit: "count" };
  return [
    ...figures(
      { ...counts, item: "guard" },
      {
        "training texts": guard.trainingTexts,
        "held-out texts": guard.heldOutTexts,
        "held-out units": guard.heldOutUnits,
      },
    ),
    ...figures({ ...counts, item: "task" }, { records: task.records, "held-out texts": task.heldOutTexts }),
    ...figures({ section: "tradeoff", item: "ball" }, { radius: ball.radius, models: ball.draws }),
    ...both("base", "loss", { guard: base.guardLoss, task: base.taskLoss }),
    ...both("base", "rise in the ball", ball.base),
    ...tradeOff.runs.flatMap((run) => [
      ...both(runName(run), "change against base", run),
      ...(run.againstNone === undefined ? [] : both(runName(run), "change against no constraint", run.againstNone)),
      ...both(runName(run), "rise in the ball", run.ball),
      ...figures(
        { section: "tradeoff", item: runName(run) },
        { "distance of the weights": run.distance, "strength of the constraint": run.strength },
      ),
      ...(run.bySeed ?? []).flatMap((one) =>
        sets.map(({ set, n }) => ({
          section: "tradeoff",
          item: runName(run),
          measure: `${set}: change against base, seed ${one.seed}`,
          unit: loss,
          value: one[set],
          n,
        })),
      ),
    ]),
    ...tradeOff.lines.flatMap((line) => [
      ...figures({ section: "tradeoff", item: runName(line) }, { "strength of the constraint, line": line.strength }),
      ...line.points.flatMap((point) => both(runName(line), `loss on the line at ${point.t}`, point)),
    ]),
    ...tradeOff.similarity.flatMap(({ name, figures }) =>
      Object.entries(figures).map(([measure, value]) => ({
        section: "similarity",
        item: name,
        measure,
        ...bounded(value),
      })),
    ),
  ];
}

function robustnessRows({ robustness }: BiasReport): CsvRow[] {
  if (robustness === undefined) return [];
  const perturbations = robustness.perturbations.flatMap(({ name, changed, texts }) =>
    figures({ section: "robustness", item: name, unit: "count", n: texts }, { "texts changed": changed }),
  );
  const runs = robustness.runs.flatMap((run) => {
    const shared = { section: "robustness", arm: run.arm, item: `${run.records} records` } as const;
    const { privacy } = run;
    const own = figures(shared, {
      "share of the training records": run.share,
      "passes over a record": run.passes,
      epsilon: privacy?.epsilon,
      delta: privacy?.delta,
      "noise multiplier": privacy?.noiseMultiplier,
    });
    const gaps = lossKinds.flatMap((kind): CsvRow[] => {
      const { train, test, gap, lossAttack, ratioAttack } = run[kind];
      const against = run.againstStandard?.[kind];
      return [
        { ...shared, measure: `${kind}: training loss`, unit: loss, value: train, n: run.trainTexts },
        { ...shared, measure: `${kind}: held-out loss`, unit: loss, value: test, n: run.testTexts },
        { ...shared, measure: `${kind}: gap`, unit: loss, ...bounded(gap), ideal: 0 },
        { ...shared, measure: `${kind}: loss attack`, unit: "area", ...bounded(lossAttack), ideal: 0.5 },
        { ...shared, measure: `${kind}: ratio attack`, unit: "area", ...bounded(ratioAttack), ideal: 0.5 },
        ...(run.bySeed ?? []).map((one) => ({
          ...shared,
          measure: `${kind}: gap, seed ${one.seed}`,
          unit: loss,
          value: one[kind],
          ideal: 0,
        })),
        ...(against === undefined
          ? []
          : [{ ...shared, measure: `${kind}: gap against standard`, unit: loss, ...bounded(against) }]),
      ];
    });
    return [...own, ...gaps];
  });
  return [...perturbations, ...runs];
}

function pValuesOf(one: Estimate | PairedChange): Partial<Pick<PairedChange, "pValue" | "adjustedP">> {
  return "pValue" in one ? one : {};
}
