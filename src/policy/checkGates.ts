import type { BiasReport } from "../report/biasReport.ts";
import type { StoredReport } from "../report/storedReport.ts";
import { checkGate } from "./checkGate.ts";
import type { GateResult } from "./checkGate.ts";
import { isScanMeasure } from "./gate.ts";
import type { Gate } from "./gate.ts";
import type { Silence } from "./silence.ts";
import { withSilenced } from "./silencedFindings.ts";

export interface SourcedResult<T extends Gate> extends GateResult<T> {
  /** The report that was looked at; absent where there is none of the kind. */
  readonly source?: string;
}

/**
 * Checks each gate against the newest report that has what it measures: a scan, or the arm that it names. Where no report
 * has that arm, the newest one with arms says which there are.
 *
 * @param reports newest first; no more of them are read than it takes
 * @param silences as they are now, whatever they were when a report was made
 */
export async function checkGates<T extends Gate>(
  gates: readonly T[],
  reports: AsyncIterable<StoredReport>,
  silences: readonly Silence[],
): Promise<SourcedResult<T>[]> {
  const found = new Map<T, StoredReport>();
  const second = new Map<T, StoredReport>();
  if (gates.length > 0) {
    for await (const stored of reports) {
      for (const gate of gates) {
        if (found.has(gate)) continue;
        if (holds(gate, stored.report)) found.set(gate, stored);
        else if (!second.has(gate) && !isScanMeasure(gate.measure) && hasArms(stored.report)) second.set(gate, stored);
      }
      if (found.size === gates.length) break;
    }
  }
  const silenced = new Map<StoredReport, BiasReport>();
  return gates.map((gate) => {
    const stored = found.get(gate) ?? second.get(gate);
    if (stored === undefined) return checkGate(gate, undefined);
    const report = silenced.get(stored) ?? withSilenced(stored.report, silences);
    silenced.set(stored, report);
    return { ...checkGate(gate, report), source: stored.name };
  });
}

function holds({ measure, arm }: Gate, report: BiasReport): boolean {
  if (isScanMeasure(measure)) return report.scan !== undefined;
  return arm === undefined ? hasArms(report) : report.arms?.some(({ arm: name }) => name === arm) === true;
}

function hasArms({ arms }: BiasReport): boolean {
  return arms !== undefined && arms.length > 0;
}
