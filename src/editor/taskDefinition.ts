/** The type of our tasks in `tasks.json`. */
export const taskType = "evenhand";

/** The commands that a task can run, with what each is given so that its output can be marked. */
const commandArguments = {
  scan: ["--problems"],
  augment: [],
  train: [],
  report: [],
  gate: ["--problems"],
} as const satisfies Record<string, readonly string[]>;

export type TaskCommand = keyof typeof commandArguments;

export const taskCommands = Object.keys(commandArguments) as readonly TaskCommand[];

/** What `tasks.json` says of a task of ours. */
export interface TaskDefinition {
  readonly type: typeof taskType;
  readonly command: TaskCommand;
  /** Files, folders or patterns, from the workspace folder. */
  readonly paths: readonly string[];
  /** Options of the command line. */
  readonly args: readonly string[];
}

/** Undefined for what is no definition of ours: nothing is guessed into it. */
export function readTaskDefinition(value: Readonly<Record<string, unknown>>): TaskDefinition | undefined {
  const { type, command, paths = [], args = [] } = value;
  const known = taskCommands.find((candidate) => candidate === command);
  if (type !== taskType || known === undefined || !isTexts(paths) || !isTexts(args)) return undefined;
  return { type: taskType, command: known, paths, args };
}

/** The command line of a task, behind the program and `cli.mjs`. */
export function taskArguments({ command, paths, args }: TaskDefinition): string[] {
  // Paths come last, behind two dashes: one may begin with a dash.
  const own = commandArguments[command].filter((argument) => !args.includes(argument) && !args.includes("--json"));
  return [command, ...own, ...args, ...(paths.length === 0 ? [] : ["--", ...paths])];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
