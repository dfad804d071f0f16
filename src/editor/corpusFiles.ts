import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { findWorkspaceFiles } from "./findWorkspaceFiles.ts";
import { defaultInclude, readSettings } from "./settings.ts";

/** How generated corpora are named, see `evenhand augment`. */
export const generatedCorpora = "**/*.cda.{jsonl,txt,csv,tsv,parquet}";

/** Those, and what stands beside them. */
const generatedFiles = "**/*.cda.*";

/** More files than this are a data lake, not a corpus to scan from an editor. */
const mostFiles = 10_000;

/**
 * The workspace's corpus files by the settings `include` and `exclude`; generated corpora are left out. Sorted by path.
 *
 * @param corpus files, folders and patterns of evenhand.json, which stand in for `include` where that is not set
 * @throws EvenhandError `corpus.unreadable` when there are more than 10,000: none is left out in silence
 */
export async function findCorpusFiles(corpus: readonly string[] = []): Promise<vscode.Uri[]> {
  const { include: set, exclude } = readSettings();
  const include = set === defaultInclude && corpus.length > 0 ? corpusGlob(corpus) : set;
  const excluded = `{${[...exclude, "**/.evenhand/**", generatedFiles].join(",")}}`;
  const found = await findWorkspaceFiles(include, excluded, mostFiles + 1);
  if (found.length > mostFiles) {
    throw new EvenhandError("corpus.unreadable", `The workspace has more than ${mostFiles} corpus files.`, {
      hint: "Name the corpus in evenhand.json, set evenhand.include, or use the command line, which has no such limit.",
    });
  }
  return found.filter(isOfWorkspace).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The same, at least one. @throws EvenhandError `corpus.empty` */
export async function requireCorpusFiles(corpus: readonly string[] = []): Promise<vscode.Uri[]> {
  return requireSome(await findCorpusFiles(corpus));
}

/** @throws EvenhandError `corpus.empty` for no file */
export function requireSome(files: vscode.Uri[]): vscode.Uri[] {
  if (files.length > 0) return files;
  throw new EvenhandError("corpus.empty", "No corpus file was found in the open folders.", {
    hint: "Open a folder with text, JSON Lines, CSV, Parquet or Arrow files, or change evenhand.include and evenhand.exclude.",
  });
}

/** One pattern for all of them; what is named may be a file or a folder. */
function corpusGlob(corpus: readonly string[]): string {
  const patterns = corpus.flatMap((one) => {
    const path = one.replace(/^\.\//u, "").replace(/\/$/u, "");
    return /[*?[{]/u.test(path) ? [path] : [path, `${path}/${defaultInclude}`];
  });
  return patterns.length === 1 ? (patterns[0] as string) : `{${patterns.join(",")}}`;
}

/**
 * The file that a command is about: its argument, else the active document.
 *
 * @throws EvenhandError `corpus.unreadable` for a document that has no file yet
 */
export function corpusFileOf(argument: unknown): vscode.Uri | undefined {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme === "untitled") throw notSaved(uri);
  return uri !== undefined && isOfWorkspace(uri) ? uri : undefined;
}

/** Saves those of the files that have unsaved changes: jobs read from disk. @throws EvenhandError `corpus.unreadable` */
export async function saveFiles(files: readonly vscode.Uri[]): Promise<void> {
  const asked = new Set(files.map(String));
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || !asked.has(document.uri.toString())) continue;
    if (!(await document.save())) throw notSaved(document.uri);
  }
}

function notSaved(uri: vscode.Uri): EvenhandError {
  return new EvenhandError("corpus.unreadable", `${baseName(uri)} is not saved.`, {
    hint: "Save it, then start again: the work is done on the file.",
  });
}

/** True where no open folder is on disk, as in a repository that is browsed over the network. */
export function isVirtualWorkspace(): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length > 0 && folders.every(({ uri }) => uri.scheme !== "file");
}

/** Files on disk, and what a virtual workspace holds in place of them; no output, diff or other invention of the editor. */
export function isOfWorkspace(uri: vscode.Uri): boolean {
  return uri.scheme === "file" || (isVirtualWorkspace() && vscode.workspace.getWorkspaceFolder(uri) !== undefined);
}

/**
 * Files of the first folder are named as its evenhand.json names them, those of others by the folder and the path in it: the place
 * of a report is found again by such a name, see `findCorpusFile`.
 */
export function namesFrom(): string[] {
  return namingFolders().map(({ fsPath }) => fsPath);
}

/** The name that a file has so; outside of the folders its last part. */
export function nameInWorkspace(file: vscode.Uri): string {
  const starts = namingFolders().map(({ path }) => (path.endsWith("/") ? path : `${path}/`));
  const start = starts.find((one) => file.path.startsWith(one));
  return start === undefined ? baseName(file) : file.path.slice(start.length);
}

function namingFolders(): vscode.Uri[] {
  const [first, ...others] = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  return first === undefined ? [] : [first, ...others.map((uri) => vscode.Uri.joinPath(uri, ".."))];
}

/** The last part of a path. */
export function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
