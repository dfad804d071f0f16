import { EvenhandError, isCancelled, messageOf } from "../base/errors.ts";
import { exitCodes } from "./command.ts";
import type { Command, ExitCode, Terminal } from "./command.ts";
import { readVersion } from "../jobs/packageFiles.ts";

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loaded when it is asked for, so that `evenhand --help` answers at once. */
  readonly load: () => Promise<Command>;
}

const commands: readonly CommandEntry[] = [
  {
    name: "scan",
    summary: "which words keep company with which people, how strongly and how surely",
    load: async () => (await import("./scan.ts")).scanCommand,
  },
  {
    name: "kwic",
    summary: "where a group and a word share a sentence, from the last scan",
    load: async () => (await import("./kwic.ts")).kwicCommand,
  },
  {
    name: "merge",
    summary: "add up counts that were made apart",
    load: async () => (await import("./merge.ts")).mergeCommand,
  },
  {
    name: "augment",
    summary: "write a counterfactual corpus beside the source",
    load: async () => (await import("./augment.ts")).augmentCommand,
  },
  {
    name: "download",
    summary: "fetch a language model by name from the Hugging Face hub",
    load: async () => (await import("./download.ts")).downloadCommand,
  },
  {
    name: "train",
    summary: "fine-tune a language model, with and without privacy, and report its bias",
    load: async () => (await import("./train.ts")).trainCommand,
  },
  {
    name: "study",
    summary: "what constraints keep and cost, and how training size bears on privacy and robustness",
    load: async () => (await import("./study.ts")).studyCommand,
  },
  {
    name: "merge-adapter",
    summary: "work a LoRA adapter into the weights of its model",
    load: async () => (await import("./mergeAdapter.ts")).mergeAdapterCommand,
  },
  {
    name: "budget",
    summary: "what each corpus has spent of its privacy, and the most that it may",
    load: async () => (await import("./budget.ts")).budgetCommand,
  },
  {
    name: "evaluate",
    summary: "measure the bias of language-model checkpoints",
    load: async () => (await import("./evaluate.ts")).evaluateCommand,
  },
  {
    name: "generate",
    summary: "continue texts with a language model",
    load: async () => (await import("./generate.ts")).generateCommand,
  },
  {
    name: "report",
    summary: "render a report as a page, Markdown, CSV, cards or Croissant metadata",
    load: async () => (await import("./report.ts")).reportCommand,
  },
  {
    name: "gate",
    summary: "check the limits of evenhand.json; exit 1 with the reason when one is not kept",
    load: async () => (await import("./gate.ts")).gateCommand,
  },
  {
    name: "demo",
    summary: "the whole journey on the bundled sample corpus",
    load: async () => (await import("./demo.ts")).demoCommand,
  },
  {
    name: "mcp",
    summary: "offer scans, findings, counterfactuals and reports to a language model (MCP)",
    load: async () => (await import("./mcp.ts")).mcpCommand,
  },
  {
    name: "counts",
    summary: "print exact counts as JSON, for checking the counting rule",
    load: async () => (await import("./counts.ts")).countsCommand,
  },
  {
    name: "counterfactual",
    summary: "swap terms in JSON lines from standard input",
    load: async () => (await import("./counterfactual.ts")).counterfactualCommand,
  },
];

/** Runs `evenhand ARGUMENTS` and gives the exit code; prints errors as message and hint. */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    terminal.out(overview());
    return name === undefined ? exitCodes.wrongUse : exitCodes.success;
  }
  if (name === "--version" || name === "-v") {
    terminal.out(`${readVersion()}\n`);
    return exitCodes.success;
  }
  const entry = commands.find((command) => command.name === name);
  if (entry === undefined) {
    terminal.error(`evenhand: there is no command "${name}"\nSee: evenhand --help\n`);
    return exitCodes.wrongUse;
  }
  try {
    const command = await entry.load();
    if (rest.includes("--help") || rest.includes("-h")) {
      terminal.out(`${command.help.trimEnd()}\n`);
      return exitCodes.success;
    }
    return await command.run(rest, terminal);
  } catch (error) {
    return showError(error, terminal);
  }
}

function showError(error: unknown, terminal: Terminal): ExitCode {
  if (isCancelled(error)) {
    terminal.error("\nStopped.\n");
    return exitCodes.failure;
  }
  if (error instanceof EvenhandError) {
    terminal.error(`evenhand: ${error.message}\n${error.hint}\n`);
    return error.code === "arguments.invalid" ? exitCodes.wrongUse : exitCodes.failure;
  }
  const details = error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
  terminal.error(`evenhand: unexpected failure: ${details}\nPlease report this with the command that you ran.\n`);
  return exitCodes.failure;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Evenhand ${readVersion()}: audit the bias of a text data set.

usage: evenhand COMMAND [ARGUMENTS]

${lines.join("\n")}

  evenhand COMMAND --help   what a command takes and gives
  evenhand --version

Exit codes: 0 done, 1 a threshold that you set is exceeded, 2 wrong use, 3 failure.
Results go to standard output, progress and notes to standard error. Nothing leaves this machine;
only download uses the network.
`;
}
