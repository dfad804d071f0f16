import { EvenhandError } from "../base/errors.ts";
import type { DownloadPlan, DownloadResult } from "../jobs/download.ts";
import { modelIdText } from "../jobs/hub/modelId.ts";
import type { DownloadOptions } from "../jobs/options.ts";
import { formatBytes, formatCount } from "../report/numberFormat.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { runWithProgress } from "./runWithProgress.ts";
import { shownPath } from "./shownPath.ts";
import { wrapText } from "./wrapText.ts";

export const downloadCommand: Command = {
  name: "download",
  summary: "fetch a language model by name from the Hugging Face hub",
  help: `usage: evenhand download MODEL [OPTIONS]

Fetches a model such as distilgpt2 or HuggingFaceTB/SmolLM2-135M: its configuration, tokenizer,
safetensors, model card and licence, and nothing that could run code. This is the only command
that uses the network. Every file is checked against the hash that the hub gives; a download that
was interrupted goes on where it stopped, and a model is there when all of it is.

Afterwards --model MODEL finds it in evenhand train and evenhand evaluate.

  --revision REV     a branch, tag or commit; main when absent (MODEL@REV means the same)
  --to FOLDER        put the model there instead of .evenhand/models
  --dry-run          say what would be fetched, how much and from where
  --json             print where it is and what was fetched as JSON

Environment:
  HF_TOKEN           access token for gated and private models; sent to the hub only
  HF_ENDPOINT        a mirror of the hub; https://huggingface.co when not set
  EVENHAND_MODELS    where models are kept; .evenhand/models when not set
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY

examples:
  evenhand download distilgpt2
  evenhand download openai-community/gpt2 --revision main --to /data/models/gpt2

Exit codes: 0 done, 2 wrong use, 3 failure or stopped.`,

  async run(args, terminal) {
    const parsed = parseArguments("download", args, {
      revision: { type: "string" },
      to: { type: "string" },
      "dry-run": { type: "boolean" },
      json: { type: "boolean" },
    });
    const [model, ...others] = parsed.positionals;
    if (model === undefined || others.length > 0) {
      throw new EvenhandError("arguments.invalid", "Name one model to download.", {
        hint: "See: evenhand download --help",
      });
    }
    const revision = parsed.text("revision");
    const to = parsed.text("to");
    const options: DownloadOptions = {
      model,
      ...(revision === undefined ? {} : { revision }),
      ...(to === undefined ? {} : { to }),
    };
    // Loaded here, so that --help and wrong use answer at once.
    const { download, planDownload } = await import("../jobs/download.ts");
    if (parsed.flag("dry-run")) {
      const plan = await runWithProgress(terminal, (context) => planDownload(options, context));
      terminal.out(parsed.flag("json") ? `${JSON.stringify(plan, undefined, 2)}\n` : planText(plan));
      return exitCodes.success;
    }
    const result = await runWithProgress(terminal, (context) => download(options, context), { resumable: true });
    terminal.out(parsed.flag("json") ? `${JSON.stringify(result, undefined, 2)}\n` : humanText(result, to));
    return exitCodes.success;
  },
};

function planText({ model, commit, host, licence, bytes, files, folder, wasThere }: DownloadPlan): string {
  return [
    `${model} at commit ${commit.slice(0, 12)} from ${host}; licence: ${licence ?? "not stated, see its card"}`,
    `${formatCount(files)} files, ${formatBytes(bytes)}${wasThere ? ", there already" : ""}`,
    `Folder    ${shownPath(folder)}`,
    "",
  ].join("\n");
}

function humanText({ record, folder, leftOut, wasThere }: DownloadResult, to: string | undefined): string {
  const bytes = record.files.reduce((sum, file) => sum + file.bytes, 0);
  const shown = shownPath(folder);
  const renamed = record.hubId === record.id ? "" : `, called ${record.hubId} today`;
  const name = to === undefined ? modelIdText(record) : shown;
  return [
    `${record.id} at commit ${record.commit.slice(0, 12)}${renamed}; licence: ${record.licence ?? "not stated, see its card"}`,
    `${wasThere ? "There already" : "Fetched and checked"}: ${formatCount(record.files.length)} files, ${formatBytes(bytes)}`,
    ...(leftOut.length === 0 ? [] : [wrapText(`Left out: ${listed(leftOut)}`)]),
    "",
    `Folder    ${shown}`,
    `Use it    evenhand train CORPUS --model ${name}`,
    "",
  ].join("\n");
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 8).join(", ");
  return paths.length > 8 ? `${shown} and ${formatCount(paths.length - 8)} more` : shown;
}
