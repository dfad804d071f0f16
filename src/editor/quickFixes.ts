import * as vscode from "vscode";
import { corpusLanguages } from "./recordAnalysis.ts";

/** Offers quick fixes in every document that can be a corpus. */
export function registerQuickFixes(provider: vscode.CodeActionProvider): vscode.Disposable {
  const languages = corpusLanguages.map((language) => ({ language }));
  return vscode.languages.registerCodeActionsProvider(languages, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
