import type { BiasReport } from "../../../report/biasReport.ts";
import { formatDuration } from "../../../report/numberFormat.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import { part, section } from "./section.ts";

/** All that is needed to make the figures again. */
export function methodSection(report: BiasReport, host: Host): HTMLElement {
  const { method, scan, corpus, arms } = report;
  const hashes: readonly (readonly [string, string])[] = [
    ...(corpus?.files ?? []).map((file) => [file.name, file.sha256] as const),
    ...(scan === undefined ? [] : [["lexicon", scan.lexiconHash] as const]),
    ...(arms ?? []).map((arm) => [`model, ${arm.arm}`, arm.model.sha256] as const),
  ];
  const settings: readonly (readonly [string, string])[] = [
    ...(method.seed === undefined ? [] : [["seed", String(method.seed)] as const]),
    ...Object.entries(method.settings).map(([name, value]) => [name, String(value)] as const),
    ...(scan === undefined ? [] : [["counting rule", scan.rule] as const]),
    ...(method.durationMs === undefined ? [] : [["time taken", formatDuration(method.durationMs)] as const]),
  ];
  return section(
    "method",
    "Method",
    element(
      "div",
      { class: "columns" },
      part("Settings", pairs(host, "Settings", "Setting", settings)),
      part("Versions", pairs(host, "Versions", "Part", Object.entries(method.versions))),
    ),
    part("Hashes", pairs(host, "SHA-256 of what went in", "Of", hashes)),
  );
}

function pairs(host: Host, caption: string, head: string, rows: readonly (readonly [string, string])[]): HTMLElement {
  return dataTable(host, {
    caption,
    columns: [{ head }, { head: "Value" }],
    rows: rows.map(([name, value]) => ({
      cells: [
        { text: name },
        { text: value, ...(/^[0-9a-f]{64}$/.test(value) && { node: element("code", {}, value) }) },
      ],
    })),
  });
}
