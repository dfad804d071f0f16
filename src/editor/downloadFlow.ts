import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { parseModelId } from "../jobs/hub/modelId.ts";
import type { DownloadOptions } from "../jobs/options.ts";
import { formatBytes } from "../report/numberFormat.ts";
import type { JobRunner } from "./jobRunner.ts";
import { settingsSection } from "./settings.ts";

/**
 * Asks for a model's name, says how large it is and where it comes from, and fetches it when the user agrees. Afterwards
 * it can become the model of the training settings.
 *
 * @throws EvenhandError `workspace.untrusted`: a workspace that is not trusted may not choose where files come from
 */
export async function downloadModel(jobs: JobRunner): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new EvenhandError("workspace.untrusted", "Models are downloaded only in a trusted workspace.", {
      hint: "Trust the workspace first.",
    });
  }
  const model = await askName();
  if (model === undefined) return;
  const options: DownloadOptions = { model };
  const plan = await jobs.run("planDownload", vscode.l10n.t("Evenhand: asking for {0}", model), options);
  if (!plan.wasThere) {
    const question = vscode.l10n.t("Download {0}, {1}, from {2}?", plan.model, formatBytes(plan.bytes), plan.host);
    const licence = plan.licence ?? vscode.l10n.t("not stated, see its card");
    const detail = vscode.l10n.t("Licence: {0}. Every file is checked against the hub's hash.", licence);
    const agree = vscode.l10n.t("Download");
    if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, agree)) !== agree) return;
    await jobs.run("download", vscode.l10n.t("Evenhand: downloading {0}", plan.model), options);
  }
  const use = vscode.l10n.t("Use for Training");
  const done = plan.wasThere
    ? vscode.l10n.t("{0} has been downloaded before.", plan.model)
    : vscode.l10n.t("{0} is there.", plan.model);
  if ((await vscode.window.showInformationMessage(done, use)) !== use) return;
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  await configuration.update("training.model", plan.model, vscode.ConfigurationTarget.Workspace);
}

async function askName(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Download Model"),
    prompt: vscode.l10n.t("Name of a model on the Hugging Face hub, such as distilgpt2 or HuggingFaceTB/SmolLM2-135M"),
    ignoreFocusOut: true,
    validateInput: (name) =>
      parseModelId(name.trim()) === undefined
        ? vscode.l10n.t("A name, or owner/name, as on the model's page")
        : undefined,
  });
  return text?.trim();
}
