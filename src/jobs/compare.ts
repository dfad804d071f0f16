import { basename } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { compareReports } from "../report/comparison/compareReports.ts";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import type { CompareOptions } from "./options.ts";
import { readVersion } from "./packageFiles.ts";
import { readReportFile } from "./readReportFile.ts";

/**
 * Reads two reports and puts them side by side.
 *
 * @throws EvenhandError `arguments.invalid` unless there are two files, `report.invalid` for one that cannot be read
 */
export async function compare({ paths }: CompareOptions): Promise<ReportComparison> {
  const [a, b, ...more] = paths;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new EvenhandError("arguments.invalid", "A comparison needs two reports.", { hint: "Choose exactly two." });
  }
  const [first, second] = await Promise.all([readReportFile(a), readReportFile(b)]);
  return compareReports(
    { file: basename(a), report: first },
    { file: basename(b), report: second },
    { version: readVersion(), createdAt: new Date().toISOString() },
  );
}
