import * as vscode from "vscode";

/** Names of the models that *Download Model* has fetched into this workspace, sorted. */
export async function downloadedModels(): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles("**/.evenhand/models/*/**/download.json", null, 100);
  const ids = await Promise.all(
    found.map(async (uri) => {
      try {
        const record = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as {
          id?: unknown;
        };
        return typeof record.id === "string" ? [record.id] : [];
      } catch {
        return []; // half a download: no model yet
      }
    }),
  );
  return [...new Set(ids.flat())].sort();
}
