import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError, reasonOf } from "../../base/errors.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import { parseReport } from "../../report/validateReport.ts";
import { defaultOutDirectory } from "../runFolder.ts";
import { readablePath } from "./toolContext.ts";
import type { ToolContext } from "./toolContext.ts";

export interface FoundReport {
  readonly report: BiasReport;
  readonly path: string;
}

/**
 * The report at a path, or the one that was written last in the first of these folders of `.evenhand` that has any.
 *
 * @throws EvenhandError `report.invalid` when there is none or it cannot be read; `arguments.invalid` for a path elsewhere
 */
export async function findReport(
  path: string | undefined,
  kinds: readonly ("reports" | "scans")[],
  context: Pick<ToolContext, "folders">,
): Promise<FoundReport> {
  if (path !== undefined) return read(await readablePath(path, context));
  for (const kind of kinds) {
    const newest = await newestJson(join(context.folders[0], defaultOutDirectory, kind));
    if (newest !== undefined) return read(await readablePath(newest, context));
  }
  throw new EvenhandError("report.invalid", `There is no ${kinds[0] === "scans" ? "scan" : "report"} yet.`, {
    hint: "Scan a corpus first (evenhand scan PATH), or name a report.",
  });
}

async function read(path: string): Promise<FoundReport> {
  const json = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("report.invalid", `${path}: cannot be read (${reasonOf(cause)})`, {
      hint: "Name a JSON report of Evenhand.",
      cause,
    });
  });
  return { report: parseReport(json, path), path };
}

async function newestJson(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const dated = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, time: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  return dated.toSorted((a, b) => b.time - a.time)[0]?.path;
}
