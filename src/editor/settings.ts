import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { axes, isAxis } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import { augmentModes, namePolicies, sensitivePolicies } from "../jobs/augment/swapSettings.ts";
import type { AugmentMode } from "../jobs/augment/swapSettings.ts";
import { parseModelId } from "../jobs/hub/modelId.ts";
import { clipModes } from "../training/privacy/clipModes.ts";
import type { ClipMode } from "../training/privacy/clipModes.ts";
import { engineNames } from "../training/engineNames.ts";
import type { EngineName } from "../training/engineNames.ts";
import { standardArms } from "../report/biasReport.ts";

/** The settings `evenhand.*`, as they are in force for a resource. */
export interface Settings {
  readonly axes: readonly Axis[];
  /** Absolute path of the team's lexicon. */
  readonly lexiconFile: string | undefined;
  /** Absolute path of the team's lists of words. */
  readonly attributesFile: string | undefined;
  /** Threads that scan; as many as there are cores when undefined. */
  readonly scanWorkers: number | undefined;
  readonly textField: string | undefined;
  /** Glob of the workspace's corpus files. */
  readonly include: string;
  readonly exclude: readonly string[];
  readonly highlight: boolean;
  readonly codeLens: boolean;
  /** Findings as hints in open corpora. */
  readonly diagnostics: boolean;
  readonly counterfactuals: CounterfactualSettings;
  readonly training: TrainingSettings;
  readonly includeText: boolean;
  /** Larger files are shown in the record viewer. */
  readonly mostTextMb: number;
}

export interface CounterfactualSettings {
  /** `AXIS:DIRECTION` each. */
  readonly swaps: readonly string[];
  readonly names: (typeof namePolicies)[number];
  readonly sensitive: (typeof sensitivePolicies)[number];
  readonly mode: AugmentMode;
}

export interface TrainingSettings {
  /** A Hugging Face folder, or the name of a model that was downloaded; the bundled model when undefined. */
  readonly model: string | undefined;
  readonly nodePath: string | undefined;
  readonly arms: readonly string[];
  readonly epsilon: number;
  readonly clip: ClipMode;
  /** Undefined: what the training job takes as its default. */
  readonly steps: number | undefined;
  readonly lotSize: number | undefined;
  readonly threads: number | undefined;
  readonly engine: EngineName;
  /** What epsilon protects: `record`, `block` or `field:NAME`. */
  readonly unit: string;
}

/** An editor does not hand larger documents to extensions. */
const largestDocumentMb = 50;

export const settingsSection = "evenhand";

/** Where the setting is empty: the manifest's default. Not `.json`, which in a folder of code is seldom a corpus. */
export const defaultInclude =
  "**/*.{txt,jsonl,ndjson,csv,tsv,parquet,arrow,feather,txt.gz,jsonl.gz,ndjson.gz,csv.gz,tsv.gz,txt.zst,jsonl.zst,ndjson.zst,csv.zst,tsv.zst}";

/** Reads the settings; a value that its schema does not allow is `configuration.invalid`, never replaced in silence. */
export function readSettings(resource?: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration(settingsSection, resource);
  const text = (key: string): string | undefined => {
    const value = configuration.get<string>(key)?.trim();
    return value === undefined || value === "" ? undefined : value;
  };
  const path = (key: string): string | undefined => {
    const value = text(key);
    return value === undefined ? undefined : absolutePath(value, resource);
  };
  const number = (key: string, low: number, high: number): number | undefined => {
    const value: unknown = configuration.get(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "number" || !(value >= low && value <= high))
      throw invalid(key, `a number from ${low} to ${high}`);
    return value;
  };
  const choice = <T extends string>(key: string, choices: readonly T[]): T => {
    const value = text(key);
    const found = choices.find((candidate) => candidate === value);
    if (found === undefined) throw invalid(key, `one of ${choices.join(", ")}`);
    return found;
  };
  const list = (key: string): readonly string[] => {
    const value: unknown = configuration.get(key);
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
      throw invalid(key, "a list of texts");
    return value;
  };

  const unit = text("training.unit") ?? "";
  if (unit !== "record" && unit !== "block" && !/^field:./u.test(unit)) {
    throw invalid("training.unit", "record, block, or field:NAME with the name of a field");
  }
  const chosenAxes = list("axes");
  if (!chosenAxes.every(isAxis)) throw invalid("axes", `a list of ${axes.join(", ")}`);
  const arms = list("training.arms");
  if (!arms.every((arm) => standardArms.some((known) => known === arm))) {
    throw invalid("training.arms", `a list of ${standardArms.join(", ")}`);
  }
  return {
    axes: chosenAxes,
    lexiconFile: path("lexicon"),
    attributesFile: path("attributes"),
    scanWorkers: number("scan.workers", 1, 256),
    textField: text("textField"),
    include: text("include") ?? defaultInclude,
    exclude: list("exclude"),
    highlight: configuration.get("highlight.enabled", true),
    codeLens: configuration.get("counterfactuals.codeLens", true),
    diagnostics: configuration.get("diagnostics.enabled", false),
    counterfactuals: {
      swaps: list("counterfactuals.swaps"),
      names: choice("counterfactuals.names", namePolicies),
      sensitive: choice("counterfactuals.sensitive", sensitivePolicies),
      mode: choice("counterfactuals.mode", augmentModes),
    },
    training: {
      model: modelOf(text("training.model"), resource),
      nodePath: path("training.nodePath"),
      arms,
      epsilon: number("training.epsilon", 0.01, 1000) ?? 8,
      clip: choice("training.clip", clipModes),
      steps: number("training.steps", 1, 1_000_000),
      lotSize: number("training.lotSize", 1, 1_000_000),
      threads: number("training.threads", 1, 256),
      engine: choice("training.engine", engineNames),
      unit,
    },
    includeText: configuration.get("report.includeText", true),
    mostTextMb: number("records.largerThanMb", 1, 1000) ?? largestDocumentMb,
  };
}

function invalid(key: string, expected: string): EvenhandError {
  return new EvenhandError("configuration.invalid", `The setting evenhand.${key} must be ${expected}.`, {
    hint: "Correct it in the settings.",
  });
}

/** What may be a model's name stays as it is: the job looks for a folder of that name in the workspace first. */
function modelOf(value: string | undefined, resource: vscode.Uri | undefined): string | undefined {
  return value === undefined || parseModelId(value) !== undefined ? value : absolutePath(value, resource);
}

/** A relative path starts in the resource's workspace folder. */
function absolutePath(value: string, resource: vscode.Uri | undefined): string {
  const isAbsolute = value.startsWith("/") || /^[A-Za-z]:[\\/]/.test(value) || value.startsWith("\\\\");
  const own = resource === undefined ? undefined : vscode.workspace.getWorkspaceFolder(resource);
  const folder = own ?? vscode.workspace.workspaceFolders?.[0];
  return isAbsolute || folder === undefined ? value : vscode.Uri.joinPath(folder.uri, value).fsPath;
}
