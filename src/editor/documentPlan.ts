import type * as vscode from "vscode";
import type { Analyser } from "./recordAnalysis.ts";

/** What the planner would do to a whole document. */
export interface DocumentPlan {
  /** Records looked at. */
  readonly records: number;
  /** True when the document has more lines than were looked at. */
  readonly isPartial: boolean;
  /** Records with at least one swap. */
  readonly changed: number;
  readonly swaps: number;
  /** Rules with what is swapped by them; most swaps proposed first. */
  readonly byRule: readonly RuleCount[];
  readonly skippedByReason: readonly (readonly [reason: string, count: number])[];
}

export interface RuleCount {
  readonly rule: string;
  /** What is swapped. */
  readonly planned: number;
  /** What would be, had nobody decided against it. */
  readonly proposed: number;
  /** False for what only agrees with swaps, such as articles: it goes with them. */
  readonly isDecidable: boolean;
}

/** Lines looked at in one document; generating a corpus counts all of it. */
const mostLines = 5000;

/** Time between two breaks for the rest of the editor. */
const sliceMs = 15;

/**
 * Plans every record of a document, giving way to the editor every few milliseconds.
 *
 * @returns undefined when the document changed meanwhile or `signal` was aborted
 */
export async function planDocument(
  document: vscode.TextDocument,
  analyser: Analyser,
  signal: AbortSignal,
): Promise<DocumentPlan | undefined> {
  const { version } = document;
  const rules = new Map<string, { planned: number; proposed: number; isDecidable: boolean }>();
  const reasons = new Map<string, number>();
  const lines = Math.min(document.lineCount, mostLines);
  let records = 0;
  let changed = 0;
  let swaps = 0;
  let resumedMs = performance.now();
  for (let line = 0; line < lines; line += 1) {
    if (performance.now() - resumedMs > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      resumedMs = performance.now();
    }
    if (signal.aborted || document.version !== version) return undefined;
    const analysed = analyser.at(document, line);
    if (analysed === undefined) continue;
    const { edits, skipped } = analysed.plan;
    records += 1;
    swaps += edits.length;
    if (edits.length > 0) changed += 1;
    for (const { rule, of } of analysed.proposed.edits) {
      const count = rules.get(rule) ?? { planned: 0, proposed: 0, isDecidable: false };
      rules.set(rule, count);
      count.proposed += 1;
      count.isDecidable ||= of === undefined;
    }
    for (const { rule } of edits) {
      const count = rules.get(rule);
      if (count !== undefined) count.planned += 1;
    }
    for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const isPartial = document.lineCount > lines;
  const byRule = [...rules]
    .map(([rule, count]): RuleCount => ({ rule, ...count }))
    .sort((a, b) => b.proposed - a.proposed || (a.rule < b.rule ? -1 : 1));
  return { records, isPartial, changed, swaps, byRule, skippedByReason: mostFrequent(reasons) };
}

function mostFrequent(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}
