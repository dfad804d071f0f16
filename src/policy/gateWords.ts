import type { Gate } from "./gate.ts";
import type { GateFigure } from "./gateFigures.ts";

/**
 * A figure beside its limits: four significant digits, and as many more as it takes for it not to look like a limit
 * that it is not. Shares stay shares, as the limits in evenhand.json are.
 */
export function numberWords(value: number, { below, above }: Pick<Gate, "below" | "above"> = {}): string {
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "minus infinite";
  for (let digits = 4; digits < 17; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (
      [below, above].every((limit) => limit === undefined || Math.sign(rounded - limit) === Math.sign(value - limit))
    ) {
      return withMinus(String(rounded));
    }
  }
  return withMinus(String(value));
}

/** `0.0612 (0.049 to 0.071, n = 240), nurse with female, 2 silenced`. */
export function figureWords(gate: Gate, { value, interval, n, about, silenced }: GateFigure): string {
  const inside = [
    ...(interval === undefined ? [] : [intervalWords(gate, interval)]),
    ...(n === undefined ? [] : [`n = ${n}`]),
    ...(about === undefined ? [] : [about]),
    ...(silenced === undefined ? [] : [`${silenced} silenced`]),
  ];
  return `${numberWords(value, gate)}${inside.length === 0 ? "" : ` (${inside.join(", ")})`}`;
}

/** `0.049 to 0.071`. */
export function intervalWords(gate: Gate, { low, high }: { readonly low: number; readonly high: number }): string {
  return `${numberWords(low, gate)} to ${numberWords(high, gate)}`;
}

/** `below 0.05`, `above 0.4 and below 0.6`; with `the whole interval` where it counts. */
export function limitWords({ below, above, bound }: Pick<Gate, "below" | "above" | "bound">): string {
  const limits = [
    ...(above === undefined ? [] : [`above ${withMinus(String(above))}`]),
    ...(below === undefined ? [] : [`below ${withMinus(String(below))}`]),
  ];
  return `${limits.join(" and ")}${bound === "interval" ? " with its whole interval" : ""}`;
}

function withMinus(text: string): string {
  return text.replace("-", "\u2212");
}
