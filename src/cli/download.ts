import { relative } from "node:path";
import { EvenhandError, isCancelled } from "../base/errors.ts";
import { type DownloadResult, download } from "../jobs/download.ts";
import { modelIdText } from "../jobs/hub/modelId.ts";
import { formatBytes, formatCount } from "../report/numberFormat.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { progressLine } from "./progressLine.ts";
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
    const progress = progressLine(terminal);
    let result: DownloadResult;
    try {
      result = await download(
        { model, ...(revision === undefined ? {} : { revision }), ...(to === undefined ? {} : { to }) },
        { signal: terminal.signal, onProgress: progress.onProgress },
      );
    } catch (error) {
      progress.finish();
      if (error instanceof EvenhandError && isCancelled(error)) terminal.error(`${error.message}\n${error.hint}\n`);
      throw error;
    }
    progress.finish();
    terminal.out(parsed.flag("json") ? `${JSON.stringify(result, undefined, 2)}\n` : humanText(result, to));
    return exitCodes.success;
  },
};

function humanText({ record, folder, leftOut, wasThere }: DownloadResult, to: string | undefined): string {
  const bytes = record.files.reduce((sum, file) => sum + file.bytes, 0);
  const shown = relative(process.cwd(), folder) || folder;
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
