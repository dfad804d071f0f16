import type { BiasReport, ScanSection } from "../report/biasReport.ts";
import type { SilencedFinding } from "../report/scanFindings.ts";
import { isRule } from "./rules.ts";
import { silenceOf } from "./silence.ts";
import type { Finding, Silence } from "./silence.ts";

/**
 * The report with the findings of its scan that are silenced. They stay where they are, and so do all figures: what is
 * silenced is told as silenced.
 * What is about the whole corpus is silenced by the name of a file only where that names every file of the report.
 */
export function withSilenced(report: BiasReport, silences: readonly Silence[]): BiasReport {
  const { scan } = report;
  if (scan === undefined) return report;
  const { silenced: _, ...rest } = scan;
  const files = (report.corpus?.files ?? []).map(({ name }) => name);
  const silenced = silencedIn(scan, silences, files);
  return { ...report, scan: silenced.length === 0 ? rest : { ...rest, silenced } };
}

function silencedIn(scan: ScanSection, silences: readonly Silence[], files: readonly string[]): SilencedFinding[] {
  const findings: Pick<Finding, "rule" | "group" | "word">[] = [
    ...scan.associations.map(({ group, word }) => ({ rule: "association", group, word }) as const),
    // Words that the report does not list are silenced by what names no word.
    ...scan.groups.flatMap(({ group, further }) =>
      further === undefined ? [] : [{ rule: "association", group } as const],
    ),
    ...(scan.dataProblems ?? []).flatMap(({ kind }) => (isRule(kind) ? [{ rule: kind }] : [])),
  ];
  return findings.flatMap((finding) => {
    const silence = silenceOf(silences, { ...finding, files });
    if (silence === undefined) return [];
    return [{ ...finding, ...(silence.reason === undefined ? {} : { reason: silence.reason }) }];
  });
}
