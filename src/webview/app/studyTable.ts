import type { StudyTable } from "../../report/studyTable.ts";
import type { Host } from "./host.ts";
import { dataTable } from "./table.ts";

/** A table of a study on the page. */
export function studyTable(host: Host, { caption, columns, rows }: StudyTable): HTMLElement {
  return dataTable(host, { caption, columns, rows: rows.map((cells) => ({ cells })) });
}
