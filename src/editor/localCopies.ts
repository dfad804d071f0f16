import { createHash } from "node:crypto";
import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { baseName, isVirtualWorkspace, nameInWorkspace, namesFrom } from "./corpusFiles.ts";
import { exists } from "./dataFolder.ts";

/** Larger files of a virtual workspace would have to come over the network whole. */
const mostBytes = 100_000_000;

/**
 * Paths on disk for files of any workspace: jobs run in processes of their own, which see no file systems of the editor. What
 * lies elsewhere is copied once for each of its versions, into the extension's own storage.
 */
export class LocalCopies {
  readonly #folder: vscode.Uri;

  /** @param storage of the extension for this workspace */
  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, "copies");
  }

  /**
   * Files on disk are given as they are. Others of more than 100 MB are passed over, which the user is told.
   *
   * @throws EvenhandError `corpus.unreadable` when none is left; `cancelled`
   */
  async paths(files: readonly vscode.Uri[]): Promise<string[]> {
    const elsewhere = files.filter(({ scheme }) => scheme !== "file");
    if (elsewhere.length === 0) return files.map(({ fsPath }) => fsPath);
    const paths = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t("Evenhand: fetching the corpus"),
        cancellable: true,
      },
      async (progress, token) => {
        const found: (string | undefined)[] = [];
        for (const file of files) {
          if (token.isCancellationRequested) {
            throw new EvenhandError("cancelled", "Cancelled.", { hint: "What was fetched already is kept." });
          }
          progress.report({ message: baseName(file), increment: 100 / files.length });
          found.push(await this.path(file));
        }
        return found;
      },
    );
    const left = paths.filter((path) => path !== undefined);
    const large = files.filter((_, index) => paths[index] === undefined);
    const [first] = large;
    if (first !== undefined) {
      const hint = "Open the folder on the machine where it lies, or use the command line there.";
      if (left.length === 0) {
        const message = `${baseName(first)} is not on this machine and has more than ${mostBytes / 1e6} MB.`;
        throw new EvenhandError("corpus.unreadable", message, { hint });
      }
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          "Files not scanned, because they are not on this machine and have more than {0} MB: {1}, first {2}.",
          mostBytes / 1e6,
          large.length,
          baseName(first),
        ),
      );
    }
    return left;
  }

  /** The folders that a scan of such paths names files from, so that a copy has the name of its file. */
  namesFrom(paths: readonly string[]): string[] {
    if (!isVirtualWorkspace()) return namesFrom();
    const start = `${this.#folder.path}/`.length;
    const ownFolder = (path: string): string[] => vscode.Uri.file(path).path.slice(start).split("/").slice(0, 2);
    return paths.map((path) => vscode.Uri.joinPath(this.#folder, ...ownFolder(path)).fsPath);
  }

  /** The path of one file, without a word; undefined for a file that is too large. */
  async path(file: vscode.Uri): Promise<string | undefined> {
    if (file.scheme === "file") return file.fsPath;
    const { size, mtime } = await vscode.workspace.fs.stat(file);
    if (size > mostBytes) return undefined;
    const versions = vscode.Uri.joinPath(this.#folder, hashOf(file.toString()));
    const copy = vscode.Uri.joinPath(versions, hashOf(`${size} ${mtime}`), nameInWorkspace(file));
    if (await exists(copy)) return copy.fsPath;
    const bytes = await vscode.workspace.fs.readFile(file);
    // The versions before; of most files there are none.
    await vscode.workspace.fs.delete(versions, { recursive: true }).then(undefined, () => {});
    // Under another name until it is whole: what is stopped here must leave nothing that looks like the file.
    const unfinished = copy.with({ path: `${copy.path}.part` });
    await vscode.workspace.fs.writeFile(unfinished, bytes);
    await vscode.workspace.fs.rename(unfinished, copy);
    return copy.fsPath;
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** @throws EvenhandError `workspace.virtual` for work that needs the corpus's own folder */
export function requireFolderOnDisk(what: string): void {
  if (!isVirtualWorkspace()) return;
  throw new EvenhandError("workspace.virtual", `${what} needs a folder on disk.`, {
    hint: "Open the corpus from a folder of this machine, or of the machine where it lies; scan and preview work here too.",
  });
}
