import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { parseReport } from "../report/validateReport.ts";

/**
 * Reads and checks a report.
 *
 * @throws EvenhandError `report.invalid`
 */
export async function readReportFile(path: string): Promise<BiasReport> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new EvenhandError("report.invalid", `${path}: cannot be read (${reasonOf(cause)})`, {
      hint: "Reports lie in .evenhand/reports as .json files.",
      cause,
    });
  }
  return parseReport(text, basename(path));
}
