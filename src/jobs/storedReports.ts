import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { codeOf, EvenhandError, reasonOf } from "../base/errors.ts";
import type { StoredReport } from "../report/storedReport.ts";
import { parseReport } from "../report/validateReport.ts";

/** Reads one report. @throws EvenhandError `report.invalid` */
export async function readStoredReport(path: string): Promise<StoredReport> {
  const json = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("report.invalid", `${path}: cannot be read (${reasonOf(cause)})`, {
      hint: "Reports lie in .evenhand/reports and .evenhand/scans as .json files.",
      cause,
    });
  });
  return { name: path, report: parseReport(json, basename(path)) };
}

/** The reports of runs and scans below the `.evenhand` folders, the one that was written last first; read one at a time. */
export async function* storedReports(evenhandFolders: readonly string[]): AsyncGenerator<StoredReport> {
  const folders = evenhandFolders.flatMap((folder) => [join(folder, "reports"), join(folder, "scans")]);
  const files = (await Promise.all(folders.map(jsonFiles))).flat().sort((a, b) => b.changedMs - a.changedMs);
  for (const { path } of files) yield await readStoredReport(path);
}

async function jsonFiles(folder: string): Promise<{ path: string; changedMs: number }[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
  const paths = names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
  return Promise.all(paths.map(async (path) => ({ path, changedMs: (await stat(path)).mtimeMs })));
}
