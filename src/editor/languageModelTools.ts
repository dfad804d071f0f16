import * as vscode from "vscode";
import { EvenhandError, isCancelled } from "../base/errors.ts";
import { toolDefinitions } from "../jobs/tools/definitions.ts";
import type { ToolDefinition } from "../jobs/tools/definitions.ts";
import { runTool } from "../jobs/tools/runTool.ts";
import type { JobRunner } from "./jobRunner.ts";
import { Owner } from "./owner.ts";
import { readSettings } from "./settings.ts";

interface ToolInput {
  readonly includeText?: boolean;
}

/** Offers scans, findings, counterfactuals and reports to the editor's language models; they read and never write. */
export class LanguageModelTools extends Owner {
  readonly #jobs: JobRunner;

  constructor(jobs: JobRunner) {
    super();
    this.#jobs = jobs;
    for (const definition of toolDefinitions) {
      this.own(
        vscode.lm.registerTool<ToolInput>(`evenhand_${definition.name}`, {
          prepareInvocation: ({ input }) => prepare(definition, input),
          invoke: ({ input }, token) => this.#invoke(definition, input, token),
        }),
      );
    }
  }

  async #invoke(
    { name }: ToolDefinition,
    input: ToolInput,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const onDisk = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const [first, ...more] = onDisk.map(({ uri }) => uri.fsPath);
    if (first === undefined) {
      throw new Error(vscode.l10n.t("No folder on disk is open. Open the folder of the corpus."));
    }
    const abort = new AbortController();
    const cancelling = token.onCancellationRequested(() => abort.abort());
    try {
      // The schema of the contribution has been checked by the editor.
      const { text } = await runTool(name, input as never, {
        folders: [first, ...more],
        mayShowText: readSettings().includeText,
        signal: abort.signal,
        onProgress: () => {},
        scan: (options, { signal }) =>
          this.#jobs.run("scan", vscode.l10n.t("Evenhand: scan for a language model"), options, signal),
      });
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    } catch (error) {
      if (error instanceof EvenhandError && !isCancelled(error))
        throw new Error(`${error.message} ${error.hint}`, { cause: error });
      throw error;
    } finally {
      cancelling.dispose();
    }
  }
}

/** Text of the corpus may leave the machine with what a model reads, so that it is asked for each time. */
function prepare({ title }: ToolDefinition, { includeText }: ToolInput): vscode.PreparedToolInvocation {
  const invocationMessage = vscode.l10n.t("Evenhand: {0}", title);
  if (includeText !== true) return { invocationMessage };
  return {
    invocationMessage,
    confirmationMessages: {
      title: vscode.l10n.t("Give sentences of the corpus to the language model?"),
      message: vscode.l10n.t(
        "What a model reads may leave this machine. Without sentences it gets figures and places.",
      ),
    },
  };
}
