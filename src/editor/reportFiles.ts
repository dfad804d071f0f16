import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { BiasReport } from "../report/biasReport.ts";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import { baseName } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import { findWorkspaceFiles } from "./findWorkspaceFiles.ts";

/** Reads and checks a report; the checker is loaded when it is first needed. */
export async function parseReportLazily(json: string, name: string): Promise<BiasReport> {
  return (await import("../report/validateReport.ts")).parseReport(json, name);
}

/** @throws EvenhandError `report.invalid` */
export async function readReport(uri: vscode.Uri): Promise<BiasReport> {
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch (cause) {
    throw new EvenhandError("report.invalid", `${baseName(uri)} cannot be read.`, {
      hint: "Choose another report, or make a new one.",
      cause,
    });
  }
  return parseReportLazily(new TextDecoder().decode(bytes), baseName(uri));
}

/** The stored reports of runs and scans, newest first. */
export async function storedReports(folder: DataFolder): Promise<readonly vscode.Uri[]> {
  const reports = vscode.workspace.workspaceFolders?.[0];
  const kinds = await Promise.all(["reports", "scans"].map((kind) => jsonFiles(folder, kind)));
  const beside =
    reports === undefined ? [] : await findWorkspaceFiles("**/*.report.json", "**/{node_modules,.evenhand}/**", 50);
  const files = await Promise.all(
    [...kinds.flat(), ...beside].map(async (uri) => ({ uri, changed: await changeTime(uri) })),
  );
  return files.sort((a, b) => b.changed - a.changed).map(({ uri }) => uri);
}

/** Asks which stored report to open; a lone one is opened without a question. */
export async function chooseReport(
  folder: DataFolder,
  { title, without }: { readonly title?: string; readonly without?: vscode.Uri } = {},
): Promise<vscode.Uri | undefined> {
  const all = await storedReports(folder);
  const reports = all.filter((uri) => uri.toString() !== without?.toString());
  if (reports.length === 0) {
    throw new EvenhandError(
      "report.invalid",
      all.length === 0 ? "There is no report yet." : "There is no other report yet.",
      { hint: "Scan the workspace, or fine-tune on a corpus." },
    );
  }
  if (reports.length === 1 && title === undefined) return reports[0];
  const items = reports.map((uri) => ({
    label: baseName(uri),
    description: uri.path.includes("/scans/") ? vscode.l10n.t("scan") : vscode.l10n.t("run"),
    detail: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  return (await vscode.window.showQuickPick(items, { title: title ?? vscode.l10n.t("Open which report?") }))?.uri;
}

/** Writes a report, or two side by side, as one HTML file, where the user says. */
export async function savePageHtml(
  content: { readonly report: BiasReport } | { readonly comparison: ReportComparison },
  extension: vscode.Uri,
): Promise<void> {
  const uri = await vscode.window.showSaveDialog({
    filters: { HTML: ["html"] },
    saveLabel: vscode.l10n.t("Save Report"),
  });
  if (uri === undefined) return;
  const read = async (...parts: string[]): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, ...parts)));
  const [{ renderComparisonHtml, renderHtml }, script, style] = await Promise.all([
    import("../report/html.ts"),
    read("dist", "page.js"),
    read("dist", "page.css"),
  ]);
  const assets = { script, style };
  const html =
    "report" in content ? renderHtml(content.report, assets) : renderComparisonHtml(content.comparison, assets);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(html));
}

/** Writes a picture of the page where the user says. */
export async function saveImage({ name, base64 }: { readonly name: string; readonly base64: string }): Promise<void> {
  const kind = name.endsWith(".svg") ? "svg" : "png";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    filters: { [kind.toUpperCase()]: [kind] },
    saveLabel: vscode.l10n.t("Save Image"),
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(base64, "base64"));
}

async function jsonFiles(folder: DataFolder, kind: string): Promise<vscode.Uri[]> {
  return (await folder.list(kind))
    .filter(([name]) => name.endsWith(".json"))
    .map(([name]) => vscode.Uri.joinPath(folder.uri, kind, name));
}

/** When a file was changed last; 0 when it is gone. */
export async function changeTime(uri: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(uri)).mtime;
  } catch {
    return 0;
  }
}
