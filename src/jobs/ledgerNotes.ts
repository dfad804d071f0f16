import { namesakesOf } from "../training/privacy/corpusSpending.ts";
import type { LedgerLine } from "../training/privacy/ledgerLine.ts";

/** Why a corpus's total may be larger than the ledger says, in sentences for the report. */
export function ledgerNotes(lines: readonly LedgerLine[], corpus: string): string[] {
  const paid = new Set(lines.flatMap((line) => ("run" in line ? [line.corpus] : [])));
  const editions = namesakesOf(lines, corpus).filter((one) => paid.has(one.corpus));
  const names = [...new Set(editions.flatMap((one) => one.names))].join(", ");
  const accepted = lines.filter((line) => line.kind === "accepted");
  return [
    ...(editions.length === 0
      ? []
      : [
          `The ledger also has trainings on other content under the name ${names}. If that is an earlier edition of this ` +
            "corpus, its records have paid for those too; the total leaves them out.",
        ]),
    ...accepted.map(
      ({ at, problem }) =>
        `The privacy ledger was changed by hand, which was accepted on ${at.slice(0, 10)} (${problem}): the total may be too small.`,
    ),
  ];
}
