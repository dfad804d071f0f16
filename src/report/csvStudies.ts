import type { Estimate } from "../evaluation/estimate.ts";
import type { PairedChange } from "../evaluation/unitLosses.ts";
import type { BiasReport } from "./biasReport.ts";
import type { CsvRow } from "./csv.ts";
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
    sets.map(({ set, n }) => ({
      section: "tradeoff",
      item,
      measure: `${set}: ${measure}`,
      unit: loss,
      ...figure(of[set]),
      n,
      p: "pValue" in of[set] ? (of[set].adjustedP ?? of[set].pValue) : undefined,
    }));
  return [
    ...both("base", "loss", { guard: base.guardLoss, task: base.taskLoss }),
    ...both("base", "rise in the ball", ball.base),
    ...tradeOff.runs.flatMap((run) => [
      ...both(runName(run), "change against base", run),
      ...(run.againstNone === undefined ? [] : both(runName(run), "change against no constraint", run.againstNone)),
      ...both(runName(run), "rise in the ball", run.ball),
      { section: "tradeoff", item: runName(run), measure: "distance of the weights", value: run.distance },
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
    ...tradeOff.lines.flatMap((line) =>
      line.points.flatMap((point) => both(runName(line), `loss on the line at ${point.t}`, point)),
    ),
    ...tradeOff.similarity.flatMap(({ name, figures }) =>
      Object.entries(figures).map(([measure, value]) => ({
        section: "similarity",
        item: name,
        measure,
        ...figure(value),
      })),
    ),
  ];
}

function robustnessRows({ robustness }: BiasReport): CsvRow[] {
  return (robustness?.runs ?? []).flatMap((run) => {
    const shared = { section: "robustness", arm: run.arm, item: `${run.records} records` } as const;
    return lossKinds.flatMap((kind): CsvRow[] => {
      const { train, test, gap, lossAttack, ratioAttack } = run[kind];
      const against = run.againstStandard?.[kind];
      return [
        { ...shared, measure: `${kind}: training loss`, unit: loss, value: train, n: run.trainTexts },
        { ...shared, measure: `${kind}: held-out loss`, unit: loss, value: test, n: run.testTexts },
        { ...shared, measure: `${kind}: gap`, unit: loss, ...figure(gap), ideal: 0 },
        { ...shared, measure: `${kind}: loss attack`, unit: "area", ...figure(lossAttack), ideal: 0.5 },
        { ...shared, measure: `${kind}: ratio attack`, unit: "area", ...figure(ratioAttack), ideal: 0.5 },
        ...(run.bySeed ?? []).map((one) => ({
          ...shared,
          measure: `${kind}: gap, seed ${one.seed}`,
          unit: loss,
          value: one[kind],
          ideal: 0,
        })),
        ...(against === undefined
          ? []
          : [{ ...shared, measure: `${kind}: gap against standard`, unit: loss, ...figure(against) }]),
      ];
    });
  });
}

function figure({ value, interval }: Estimate): CsvRow {
  return { value, low: interval?.low, high: interval?.high };
}
