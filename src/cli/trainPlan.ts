import { forecastWords } from "../jobs/budgetForecast.ts";
import { planSpread } from "../jobs/planSpread.ts";
import type { TrainingPlan } from "../jobs/planTraining.ts";
import { formatBytes, formatCount, formatDuration, formatSmall } from "../report/numberFormat.ts";
import { wrapText } from "./wrapText.ts";

/** What a run would take and cost, for people. */
export function planText({
  units,
  unit,
  delta,
  models,
  privateModels,
  forecast,
  seconds,
  rates,
  availableBytes,
}: TrainingPlan): string {
  const duration = (factor: number): string => formatDuration(factor * seconds * 1000);
  const { low, high } = planSpread.seconds;
  const bytes = (factor: number): string => formatBytes(factor * rates.memoryBytes);
  const memory = `${bytes(planSpread.memory.low)} to ${bytes(planSpread.memory.high)}; ${formatBytes(availableBytes)} are free`;
  return [
    `Time      about ${duration(1)} (${duration(low)} to ${duration(high)}), from a step that was tried and thrown away`,
    `Memory    ${memory}${rates.isMemoryShort ? "; steps are cut smaller, because that is short" : ""}`,
    `Models    ${models}, ${privateModels} of them with privacy`,
    `Privacy   ${formatCount(units)} units, delta ${formatSmall(delta)}; one unit is a ${unit}`,
    "",
    wrapText(forecast === undefined ? "This run spends no privacy budget." : forecastWords(forecast)),
    "Nothing was trained and nothing spent. The same command without --plan starts the run.",
    "",
  ].join("\n");
}
