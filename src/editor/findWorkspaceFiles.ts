import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";

/** A virtual workspace is walked over the network, entry by entry. */
const mostEntries = 20_000;

/** Never walked into, whatever the patterns are. */
const leftOut = new Set([".git", ".evenhand", "node_modules"]);

/**
 * Files of the open folders by their paths within these. The editor's own search knows virtual file systems only where their
 * extension brings a search of its own, and waits for one without end where it does not: these are walked.
 *
 * @param most as many files at most, like the editor's search
 * @throws EvenhandError `corpus.unreadable` when a virtual workspace has more than 20,000 entries
 */
export async function findWorkspaceFiles(include: string, exclude: string, most: number): Promise<vscode.Uri[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const virtual = folders.filter(({ uri }) => uri.scheme !== "file");
  if (virtual.length === 0) return await vscode.workspace.findFiles(include, exclude, most);
  const searches = folders
    .filter(({ uri }) => uri.scheme === "file")
    .map((folder) => vscode.workspace.findFiles(new vscode.RelativePattern(folder, include), exclude, most));
  const found = (await Promise.all(searches)).flat();
  const { parseGlob } = await import("../corpus/glob.ts");
  const wanted = matcher(parseGlob(include), include);
  const unwanted = matcher(parseGlob(exclude), exclude);
  const files = new Map(found.map((uri) => [uri.toString(), uri]));
  let entries = 0;
  const open = virtual.map(({ uri }) => ({ uri, path: "" }));
  for (let place = open.shift(); place !== undefined; place = open.shift()) {
    for (const [name, type] of await vscode.workspace.fs.readDirectory(place.uri)) {
      entries += 1;
      if (entries > mostEntries) {
        throw new EvenhandError("corpus.unreadable", `The workspace has more than ${mostEntries} files and folders.`, {
          hint: "It lies on no disk and is read entry by entry: open the folder of the corpus alone.",
        });
      }
      if (files.size >= most) return [...files.values()];
      const uri = vscode.Uri.joinPath(place.uri, name);
      const path = place.path === "" ? name : `${place.path}/${name}`;
      if ((type & vscode.FileType.Directory) !== 0) {
        if (!leftOut.has(name)) open.push({ uri, path });
      } else if (wanted(path) && !unwanted(path)) files.set(uri.toString(), uri);
    }
  }
  return [...files.values()];
}

/** A pattern's base is the folder that it begins with; without any special character it is a path. */
function matcher(
  glob: { readonly base: string; matches(path: string): boolean } | undefined,
  pattern: string,
): (path: string) => boolean {
  if (glob === undefined) return (path) => path === pattern;
  if (glob.base === ".") return (path) => glob.matches(path);
  const start = `${glob.base}/`;
  return (path) => path.startsWith(start) && glob.matches(path.slice(start.length));
}
