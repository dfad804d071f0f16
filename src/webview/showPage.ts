import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { pageHtml } from "./html.ts";

/** Where a page's own files are; a webview reads from nowhere else. */
export function pageRoots(extension: vscode.Uri): readonly vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, "dist")];
}

/**
 * Puts one of the extension's pages into a webview.
 *
 * @param name of `dist/NAME.js` and `dist/NAME.css`
 */
export function showPage(webview: vscode.Webview, extension: vscode.Uri, name: string, title: string): void {
  const address = (...parts: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  webview.html = pageHtml({
    title,
    scriptAddress: address("dist", `${name}.js`),
    styleAddress: address("dist", `${name}.css`),
    source: webview.cspSource,
    nonce: randomBytes(16).toString("hex"),
  });
}
