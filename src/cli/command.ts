/** Exit codes of every command. */
export const exitCodes = { success: 0, thresholdExceeded: 1, wrongUse: 2, failure: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where a command writes; tests hand in their own. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress, notes and errors. */
  error(text: string): void;
  /** True when stderr is a terminal, so that a progress line may be rewritten. */
  readonly interactive: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One sub-command of `evenhand`. */
export interface Command {
  readonly name: string;
  /** One line for `evenhand --help`. */
  readonly summary: string;
  /** The whole text of `evenhand NAME --help`. */
  readonly help: string;
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
