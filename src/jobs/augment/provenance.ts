import { sourceColumn } from "../../corpus/readRecord.ts";

/** Where a record of a counterfactual corpus comes from; stored with it. */
export interface Provenance {
  /** File name as in the corpus description. */
  readonly source: string;
  /** Record number in the source, from 0. */
  readonly record: number;
  /** Line in the source, from 1; the row in Parquet and Arrow files. */
  readonly line: number;
  readonly view: RecordView;
  /** Equal for the views of one record and for nothing else. */
  readonly pairId: string;
  /** Rules that changed the text, each once, in order of first use. */
  readonly rules: readonly string[];
}

export type RecordView = "original" | "counterfactual" | "neutral";

/** The columns that tables get; a table that has one of them already was written by `augment`. */
export const provenanceColumns = [
  { name: sourceColumn, type: "text" },
  { name: "evenhand_record", type: "integer" },
  { name: "evenhand_line", type: "integer" },
  { name: "evenhand_view", type: "text" },
  { name: "evenhand_pair", type: "text" },
  { name: "evenhand_rules", type: "text" },
] as const;

/** The cells of those columns; rules are parted by spaces. */
export function provenanceCells({
  source,
  record,
  line,
  view,
  pairId,
  rules,
}: Provenance): readonly (string | bigint)[] {
  return [source, BigInt(record), BigInt(line), view, pairId, rules.join(" ")];
}
