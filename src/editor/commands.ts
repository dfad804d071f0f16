import * as vscode from "vscode";
import type { commandIds, internalCommandIds } from "./commandIds.ts";
import { Owner } from "./owner.ts";
import { showError } from "./showError.ts";

type CommandId =
  | (typeof commandIds)[keyof typeof commandIds]
  | (typeof internalCommandIds)[keyof typeof internalCommandIds];

/** What a command does; its arguments come from anywhere and are checked by whoever uses them. */
export type CommandHandlers = Readonly<Record<CommandId, (...args: readonly unknown[]) => Promise<void>>>;

/** Registers the commands; a failure of any of them is shown as message and hint. */
export class Commands extends Owner {
  constructor(handlers: CommandHandlers, log: vscode.LogOutputChannel) {
    super();
    for (const [id, handler] of Object.entries(handlers)) {
      const run = async (...args: readonly unknown[]): Promise<void> => {
        try {
          await handler(...args);
        } catch (error) {
          await showError(log, error);
        }
      };
      this.own(vscode.commands.registerCommand(id, run));
    }
  }
}
