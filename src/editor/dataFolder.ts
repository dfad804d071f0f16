import * as vscode from "vscode";

/** Everything Evenhand writes for itself lies below this folder; corpora never do. */
export class DataFolder {
  readonly #fallback: vscode.Uri;

  /**
   * @param fallback used when no folder is open, so that nothing is written beside a single opened file, and when none is on
   * disk, where jobs could not write
   */
  constructor(fallback: vscode.Uri) {
    this.#fallback = fallback;
  }

  /** `.evenhand` in the first workspace folder. */
  get uri(): vscode.Uri {
    const folder = vscode.workspace.workspaceFolders?.[0];
    return folder?.uri.scheme !== "file" ? this.#fallback : vscode.Uri.joinPath(folder.uri, ".evenhand");
  }

  /** Makes the folder; on creation it also tells git to leave it alone. */
  async create(): Promise<vscode.Uri> {
    const ignore = vscode.Uri.joinPath(this.uri, ".gitignore");
    await vscode.workspace.fs.createDirectory(this.uri);
    if (!(await exists(ignore))) await vscode.workspace.fs.writeFile(ignore, new TextEncoder().encode("*\n"));
    return this.uri;
  }

  /** Names of the entries of a sub-folder, newest name last; empty when it does not exist. */
  async list(folder: string): Promise<readonly [name: string, type: vscode.FileType][]> {
    try {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(this.uri, folder));
      return entries.sort(([a], [b]) => (a < b ? -1 : 1));
    } catch {
      return [];
    }
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
