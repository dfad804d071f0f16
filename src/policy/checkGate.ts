import type { BiasReport } from "../report/biasReport.ts";
import type { Gate } from "./gate.ts";
import { gateFigure } from "./gateFigures.ts";
import type { GateFigure } from "./gateFigures.ts";
import { figureWords, limitWords } from "./gateWords.ts";

export type Verdict = "passed" | "failed" | "not measurable";

export interface GateResult<T extends Gate = Gate> {
  readonly gate: T;
  readonly verdict: Verdict;
  readonly figure?: GateFigure;
  /** One sentence that says why. */
  readonly reason: string;
  /** False for what stops a pipeline: a gate that failed, or one that is not measurable and not optional. */
  readonly letsPass: boolean;
}

/** @param report the one that holds what the gate measures; undefined when there is none */
export function checkGate<T extends Gate>(gate: T, report: BiasReport | undefined): GateResult<T> {
  if (report === undefined) return notMeasurable(gate, "there is no report with it yet");
  const found = gateFigure(gate, report);
  if ("missing" in found) return notMeasurable(gate, found.missing);
  const { figure } = found;
  const { value, n, interval } = figure;
  if (Number.isNaN(value)) return notMeasurable(gate, "the figure is not a number", figure);
  if (n !== undefined && n < gate.minimumN) {
    return notMeasurable(gate, `n = ${n} is less than ${gate.minimumN}`, figure);
  }
  if (gate.bound === "interval" && interval === undefined) {
    return notMeasurable(gate, "the figure has no interval", figure);
  }
  const { low, high } = gate.bound === "interval" && interval !== undefined ? interval : { low: value, high: value };
  const isWithin = (gate.below === undefined || high < gate.below) && (gate.above === undefined || low > gate.above);
  const told = figureWords(gate, figure);
  if (isWithin) return { gate, verdict: "passed", figure, reason: `${told} is ${limitWords(gate)}`, letsPass: true };
  return { gate, verdict: "failed", figure, reason: `${told} is not ${limitWords(gate)}`, letsPass: false };
}

function notMeasurable<T extends Gate>(gate: T, why: string, figure?: GateFigure): GateResult<T> {
  return {
    gate,
    verdict: "not measurable",
    ...(figure === undefined ? {} : { figure }),
    reason: `not measurable: ${why}`,
    letsPass: gate.optional,
  };
}
