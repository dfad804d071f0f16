import * as vscode from "vscode";
import type { Forecast } from "../jobs/forecast.ts";
import { baseName, saveFiles } from "./corpusFiles.ts";
import type { DecisionStore } from "./decisionStore.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { Settings } from "./settings.ts";

/** A forecast with what it is about. */
export interface ShownForecast {
  readonly uri: vscode.Uri;
  readonly forecast: Forecast;
}

/** Forecasts what generating from a file would do under the settings and decisions in force; nothing is written. */
export async function forecastCorpus(
  jobs: JobRunner,
  policies: PolicyStore,
  decisions: DecisionStore,
  file: vscode.Uri,
): Promise<ShownForecast> {
  await saveFiles([file]);
  const options = swapOptionsOf(await policies.settings(file), await decisions.file());
  const title = vscode.l10n.t("Evenhand: forecast for {0}", baseName(file));
  const forecast = await jobs.run("forecast", title, { paths: [file.fsPath], ...options });
  return { uri: file, forecast };
}

/** What generation and forecast are asked alike. */
export function swapOptionsOf(
  { counterfactuals, textField, lexiconFile }: Settings,
  decisionsFile: string | undefined,
): Settings["counterfactuals"] & { field?: string; lexiconFile?: string; decisionsFile?: string } {
  return {
    ...counterfactuals,
    ...(textField === undefined ? {} : { field: textField }),
    ...(lexiconFile === undefined ? {} : { lexiconFile }),
    ...(decisionsFile === undefined ? {} : { decisionsFile }),
  };
}
