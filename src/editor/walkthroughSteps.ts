import * as vscode from "vscode";
import type { BiasReport } from "../report/biasReport.ts";
import { contextKeys } from "./commandIds.ts";

/** Ticks a step of the walkthrough: by what came of it, because a command may be left, cancelled or fail. */
export async function stepDone(
  step: "corpusOpened" | "scanned" | "generated" | "trained" | "reportShown",
): Promise<void> {
  await vscode.commands.executeCommand("setContext", contextKeys[step], true);
}

/** Ticks the step of reading a report; what generating opens by itself belongs to the step before. */
export async function reportShown({ scan, arms }: BiasReport): Promise<void> {
  if (scan !== undefined || arms !== undefined) await stepDone("reportShown");
}
