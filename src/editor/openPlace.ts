import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { AssociationRow } from "../report/biasReport.ts";
import { exists } from "./dataFolder.ts";
import { findWorkspaceFiles } from "./findWorkspaceFiles.ts";
import { readSettings } from "./settings.ts";

/** A place as reports name it: the file by its path from the workspace's folder, or by less; line from 1, UTF-16 column in the raw line from 0. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Byte of the file, where it is known. */
  readonly byte?: number;
}

/** Shows a file in the record viewer, at a line or row from 1. */
export type ShowRecords = (
  uri: vscode.Uri,
  target?: { readonly line: number; readonly byte?: number },
) => Promise<void>;

/**
 * Opens a place of the corpus: in the record viewer where the file is too large for the editor or no text. Reports
 * name no folders above the workspace's, so the file is looked for there.
 */
export async function openPlace(place: Place, showRecords: ShowRecords): Promise<void> {
  const uri = await findCorpusFile(place.file);
  const { file, line, column, byte } = place;
  if (!isReadable(file)) {
    throw new EvenhandError(
      "corpus.unreadable",
      `${file} is compressed or of a kind that is read as a whole: record ${line} cannot be shown.`,
      {
        hint: "The words around the place are in the report.",
      },
    );
  }
  await openTextOrRecords(uri, showRecords, { line, column, ...(byte === undefined ? {} : { byte }) });
}

/** Opens a file, at a place where one is given: in the text editor, or in the record viewer where it is too large for that or no text. */
export async function openTextOrRecords(
  uri: vscode.Uri,
  showRecords: ShowRecords,
  place?: Omit<Place, "file">,
): Promise<void> {
  if (await opensAsText(uri)) return await openText(uri, place?.line ?? 1, place?.column);
  if (place === undefined) return await showRecords(uri);
  const { line, byte } = place;
  await showRecords(uri, { line, ...(byte === undefined ? {} : { byte }) });
}

/** Opens a line, from 1, in the text editor; in the one that shows the file already, lest a report beside it is covered. */
export async function openText(uri: vscode.Uri, line: number, column = 0): Promise<void> {
  const position = new vscode.Position(line - 1, column);
  const inSight = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const viewColumn = inSight?.viewColumn;
  const selection = new vscode.Range(position, position);
  await vscode.window.showTextDocument(uri, { selection, preview: true, ...(viewColumn && { viewColumn }) });
}

/** Opens the file of the argument (an explorer entry), or else that of the active editor, in the record viewer. */
export async function openAsRecords(argument: unknown, showRecords: ShowRecords): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : activeFile();
  if (uri === undefined) {
    throw new EvenhandError("corpus.unreadable", "No file is open to show as records.", {
      hint: "Choose a JSON Lines, CSV, TSV, Parquet or text file in the explorer.",
    });
  }
  await showRecords(uri);
}

/** The file of the active tab, also of a kind that has no text editor. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri: unknown = typeof input === "object" && input !== null && "uri" in input ? input.uri : undefined;
  return uri instanceof vscode.Uri ? uri : undefined;
}

/** True for files that are text and small enough for an editor that shows terms. */
export async function opensAsText(uri: vscode.Uri): Promise<boolean> {
  if (uri.path.toLowerCase().endsWith(".parquet")) return false;
  return (await vscode.workspace.fs.stat(uri)).size <= mostTextBytes(uri);
}

/** Bytes of the largest file that is opened as text. */
export function mostTextBytes(uri: vscode.Uri): number {
  return readSettings(uri).mostTextMb * 1_000_000;
}

/**
 * The workspace's file of that name: its path from a folder of the workspace, or from beside the folder; else, as reports of the
 * command line have it, the end of its path, where the file that is open already comes first.
 */
export async function findCorpusFile(file: string): Promise<vscode.Uri> {
  for (const uri of placesOf(file)) if (await exists(uri)) return uri;
  const { literalGlob } = await import("../corpus/glob.ts");
  const candidates = await findWorkspaceFiles(`**/${literalGlob(file)}`, "**/node_modules/**", 20);
  const open = vscode.window.activeTextEditor?.document.uri.toString();
  const sorted = candidates.toSorted((a, b) => rank(a, open) - rank(b, open) || a.path.length - b.path.length);
  const uri = sorted[0];
  if (uri === undefined) {
    throw new EvenhandError("corpus.unreadable", `${file} is not in the open folders.`, {
      hint: "Open the folder with the corpus, or scan again.",
    });
  }
  return uri;
}

/** Of a name that leads out of the folders, none: a report may come from anywhere. */
function placesOf(file: string): vscode.Uri[] {
  if (file.split(/[\\/]/u).includes("..")) return [];
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const below = folders.map((uri) => vscode.Uri.joinPath(uri, file));
  const beside = folders
    .filter(({ path }) => file.startsWith(`${path.slice(path.lastIndexOf("/") + 1)}/`))
    .map((uri) => vscode.Uri.joinPath(uri, "..", file));
  return [...below, ...beside];
}

/**
 * Opens the place of an association, the argument of a tree item, that is listed first.
 *
 * @param listed undefined where none is listed: then a place that the report keeps, in no order
 */
export async function openFinding(
  argument: unknown,
  listed: Place | undefined,
  showRecords: ShowRecords,
): Promise<void> {
  const { word, places } = argument as AssociationRow;
  const first = listed ?? places[0];
  if (first === undefined) {
    throw new EvenhandError("report.invalid", `The scan kept no place of "${word}".`, {
      hint: "Scan again to find one.",
    });
  }
  await openPlace(first, showRecords);
}

/** False for files that are read from their beginning only, which neither an editor nor the record viewer shows. */
function isReadable(file: string): boolean {
  return !/\.(gz|gzip|zst|zstd|arrow|arrows|feather)$/i.test(file);
}

/** The document that is open already comes first. */
function rank(uri: vscode.Uri, open: string | undefined): number {
  return uri.toString() === open ? 0 : 1;
}
