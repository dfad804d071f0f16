import { axisX, axisY, dot, gridX, gridY, line, ruleX, ruleY, text } from "@observablehq/plot";
import { formatDecimal } from "../../../report/numberFormat.ts";
import type { ConstraintStrategy, TradeOffRun, TradeOffSection } from "../../../report/studySections.ts";
import { runName, strategyNames, strengthOf } from "../../../report/tradeOffWords.ts";
import { armStyle } from "../armStyle.ts";
import { drawPlot } from "./drawPlot.ts";

/** The arms whose colour and mark a strategy takes. */
export const strategyStyles: Readonly<Record<ConstraintStrategy, string>> = {
  none: "plain",
  loss: "dp",
  parameters: "dp+cda",
};

const order: readonly ConstraintStrategy[] = ["none", "loss", "parameters"];

/** Task against guard: one point a run with both intervals, a line through the strengths of each strategy, the base at 0, 0. */
export function frontierChart({ runs }: TradeOffSection, width: number): Element {
  const low = ({ value, interval }: TradeOffRun["guard"]): number => interval?.low ?? value;
  const high = ({ value, interval }: TradeOffRun["guard"]): number => interval?.high ?? value;
  const free = runs.filter(({ strategy }) => strategy === "none");
  const styleOf = (strategy: ConstraintStrategy) =>
    armStyle(strategy, order.indexOf(strategy), strategyStyles[strategy]);
  const base = armStyle("base", 0);
  return drawPlot(
    {
      width,
      height: 340,
      marginLeft: 56,
      marginRight: 84,
      marginTop: 22,
      marginBottom: 40,
      x: { nice: true, label: null },
      y: { nice: true, label: null },
      marks: [
        gridX({ ticks: 6 }),
        gridY({ ticks: 6 }),
        ruleX([0], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
        ruleY([0], { stroke: "var(--ideal)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
        axisX({ ticks: 6, tickSize: 0, label: "change of the task's loss, nats per token" }),
        axisY({ ticks: 6, tickSize: 0, label: "change of the guard's loss, nats per token" }),
        ...order.flatMap((strategy) => {
          const own = runs.filter((run) => run.strategy === strategy);
          const style = styleOf(strategy);
          return [
            ...(strategy === "none"
              ? []
              : [
                  line([...free, ...own], {
                    x: (run: TradeOffRun) => run.task.value,
                    y: (run: TradeOffRun) => run.guard.value,
                    stroke: style.color,
                    strokeWidth: 1.5,
                    ...(style.dash !== "none" && { strokeDasharray: style.dash }),
                  }),
                ]),
            ruleY(own, {
              y: (run: TradeOffRun) => run.guard.value,
              x1: (run: TradeOffRun) => low(run.task),
              x2: (run: TradeOffRun) => high(run.task),
              stroke: style.color,
              strokeWidth: 1.5,
            }),
            ruleX(own, {
              x: (run: TradeOffRun) => run.task.value,
              y1: (run: TradeOffRun) => low(run.guard),
              y2: (run: TradeOffRun) => high(run.guard),
              stroke: style.color,
              strokeWidth: 1.5,
            }),
            dot(own, {
              x: (run: TradeOffRun) => run.task.value,
              y: (run: TradeOffRun) => run.guard.value,
              r: 5,
              symbol: style.symbol,
              fill: style.color,
              stroke: "var(--behind)",
            }),
          ];
        }),
        dot([0], { x: () => 0, y: () => 0, r: 5, symbol: base.symbol, fill: "var(--behind)", stroke: base.color }),
        text(["base"], {
          x: () => 0,
          y: () => 0,
          text: (name: string) => name,
          dx: 9,
          dy: -9,
          textAnchor: "start",
          fill: "var(--text)",
        }),
        text(runs, {
          x: (run: TradeOffRun) => run.task.value,
          y: (run: TradeOffRun) => run.guard.value,
          text: ({ strategy, strength }: TradeOffRun) => strengthOf(strategy, strength),
          dx: 8,
          dy: -9,
          textAnchor: "start",
          fill: "var(--text)",
          stroke: "var(--behind)",
          strokeWidth: 3,
        }),
      ],
    },
    `Change of the guard's loss against change of the task's: ${runs
      .map((run) => `${runName(run)} ${formatDecimal(run.guard.value, 3)} at ${formatDecimal(run.task.value, 3)}`)
      .join(
        "; ",
      )}. ${strategyNames.loss} and ${strategyNames.parameters} are lines that begin at ${strategyNames.none}.`,
  );
}
