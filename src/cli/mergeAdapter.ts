import { EvenhandError } from "../base/errors.ts";
import { formatCount } from "../report/numberFormat.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { shownPath } from "./shownPath.ts";

export const mergeAdapterCommand: Command = {
  name: "merge-adapter",
  summary: "work a LoRA adapter into the weights of its model",
  help: `usage: evenhand merge-adapter ADAPTER --model MODEL --out DIR [--json]

Reads a LoRA adapter in PEFT's layout (adapter_config.json, adapter_model.safetensors), from
evenhand train --trainable lora or from PEFT, and writes its base model with the adapter in it: an
ordinary model folder, for evenhand evaluate and everything else that knows no adapters.

  --model MODEL      the model that the adapter was trained on: a folder, or a downloaded model
  --out DIR          a folder that is not there yet, or empty
  --json             print what was done as JSON

The arms of evenhand train are written merged already, each with its adapter in ARM/adapter.

example:
  evenhand merge-adapter ./my-adapter --model distilgpt2 --out ./distilgpt2-mine

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("merge-adapter", args, {
      model: { type: "string" },
      out: { type: "string" },
      json: { type: "boolean" },
    });
    const [adapter, ...others] = parsed.positionals;
    const model = parsed.text("model");
    const out = parsed.text("out");
    if (adapter === undefined || others.length > 0 || model === undefined || out === undefined) {
      throw new EvenhandError("arguments.invalid", "merge-adapter needs one adapter, --model and --out.", {
        hint: "See: evenhand merge-adapter --help",
      });
    }
    const { mergeAdapterInto } = await import("../jobs/mergeAdapter.ts");
    const merged = await mergeAdapterInto({ adapter, model, out });
    const { folder, layers, rank, alpha } = merged;
    terminal.out(
      parsed.flag("json")
        ? `${JSON.stringify(merged, undefined, 2)}\n`
        : `${shownPath(folder)}: ${formatCount(layers.length)} layers changed (rank ${rank}, alpha ${alpha})\n`,
    );
    return exitCodes.success;
  },
};
