import type { ArmSection } from "./biasReport.ts";

/** Rounding happens here and nowhere else: everything before it compares and sums full precision. */

export type Unit = ArmSection["metrics"][number]["unit"];

/** Made when the first number is written: it takes 17 ms, a third of what the extension's activation took. */
let grouped: Intl.NumberFormat | undefined;

/** Whole numbers with thousands grouped: `4,000`. */
export function formatCount(value: number): string {
  grouped ??= new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  return withMinus(grouped.format(value));
}

/** A fixed number of decimals, with a real minus sign and no negative zero: `−0.012`. */
export function formatDecimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return withMinus(Number(text) === 0 ? text.replace("-", "") : text);
}

/**
 * Decimals that a column of `values` is shown with, so that it aligns: three significant digits for a value
 * of typical size, at most five decimals. Shares are counted in percent.
 */
export function decimalsFor(unit: Unit, values: readonly number[]): number {
  const scale = unit === "share" ? 100 : 1;
  const sizes = values.map((value) => Math.abs(value) * scale).filter((size) => size > 0 && Number.isFinite(size));
  if (unit === "share" || unit === "perplexity") return 1;
  if (sizes.length === 0) return 3;
  sizes.sort((a, b) => a - b);
  const typical = sizes[Math.floor(sizes.length / 2)] as number;
  return Math.min(5, Math.max(3, 1 - Math.floor(Math.log10(typical))));
}

/** A metric's value: shares as percent (`56.3%`), everything else as a plain number; the unit's words stand in the head of the table. */
export function formatQuantity(value: number, unit: Unit, decimals: number): string {
  return unit === "share" ? `${formatDecimal(value * 100, decimals)}%` : formatDecimal(value, decimals);
}

/** `0.012 to 0.024`, or `51.2% to 58.9%`. */
export function formatInterval(low: number, high: number, unit: Unit, decimals: number): string {
  return `${formatQuantity(low, unit, decimals)} to ${formatQuantity(high, unit, decimals)}`;
}

/** A difference of two values of `unit`: shares in percentage points, without a unit sign. */
export function formatDifference(value: number, unit: Unit, decimals: number): string {
  return formatDecimal(unit === "share" ? value * 100 : value, decimals);
}

/** A difference with the words of its unit, where it has any: `3.1 percentage points`, `0.036 nats per token`, `0.018`. */
export function formatDifferenceWithUnit(value: number, unit: Unit, decimals: number): string {
  const number = formatDifference(value, unit, decimals);
  const words: Readonly<Record<Unit, string>> = {
    share: " percentage points",
    nats: " nats",
    "nats per token": " nats per token",
    perplexity: "",
    distance: "",
    correlation: "",
    score: "",
  };
  return `${number}${words[unit]}`;
}

/** `+0.036`, `−0.010`: three decimals and a sign; what rounds to 0 has none. */
export function formatSigned(value: number): string {
  const text = formatDecimal(Math.abs(value), 3);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

/** A share as `46.4%`. */
export function formatPercent(share: number): string {
  return `${formatDecimal(100 * share, 1)}%`;
}

/** A bound from above: never shown as less than it is, and what rounding in double precision adds is no reason to go up. */
export function formatUpperBound(value: number, decimals: number): string {
  return formatDecimal(Math.ceil(value * 10 ** decimals - 1e-9) / 10 ** decimals, decimals);
}

/** A bound from below: never shown as more than it is. */
export function formatLowerBound(value: number, decimals: number): string {
  return formatDecimal(Math.floor(value * 10 ** decimals + 1e-9) / 10 ** decimals, decimals);
}

/** A share that is a bound from above, as `4.0%`. */
export function formatShareBound(share: number): string {
  return `${formatUpperBound(100 * share, 1)}%`;
}

/** `0.1 to 0.2`, each end as its value is written; a dash where there is no interval. */
export function formatRange(
  interval: { readonly low: number; readonly high: number } | undefined,
  format: (value: number) => string,
): string {
  return interval === undefined ? "–" : `${format(interval.low)} to ${format(interval.high)}`;
}

/** `0.034`, `0.41`, `< 0.001`; never a bare zero. */
export function formatProbability(value: number): string {
  if (value < 0.001) return "< 0.001";
  return value < 0.1 ? value.toFixed(3) : value.toFixed(2);
}

/** `p = 0.034`, `p < 0.001`. */
export function formatPValue(value: number): string {
  return value < 0.001 ? "p < 0.001" : `p = ${formatProbability(value)}`;
}

/** `95% interval`. */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toFixed(1))}% interval`;
}

/** Up to three significant digits, powers of ten as `1e-5`. */
export function formatSmall(value: number): string {
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 0.001 && magnitude < 10_000) return withMinus(String(Number(value.toPrecision(3))));
  return withMinus(Number(value.toPrecision(2)).toExponential().replace("e+", "e"));
}

/** Epsilon as it is printed everywhere: two decimals at most, below 0.01 two significant digits, never rounded down. */
export function formatEpsilon(epsilon: number): string {
  if (epsilon > 0 && epsilon < 0.01) {
    const clear = Math.max(epsilon, 1e-12);
    const decimals = 1 - Math.floor(Math.log10(clear));
    const digits = Math.ceil(clear * 10 ** decimals * (1 - 1e-9));
    return String(Number((digits / 10 ** decimals).toPrecision(2)));
  }
  return String(Math.ceil(epsilon * 100 - 1e-9) / 100);
}

/** Decimal units, as file managers count: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return step === 0
    ? `${formatCount(bytes)} bytes`
    : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${units[step]}`;
}

/** `850 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The first characters of a hash, enough to compare by eye. */
export function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 12)}…` : hash;
}

/** `2026-11-22 17:20 UTC` from an ISO string; the string itself when it is not one. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function withMinus(text: string): string {
  return text.startsWith("-") ? `−${text.slice(1)}` : text;
}
