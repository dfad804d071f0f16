import { futureScore } from "../../lm/plainLayers.ts";
import { packSequences } from "./packSequences.ts";
import type { PackedRow } from "./packSequences.ts";

/** Rows of one length that go through the model together. */
export interface ScoringPass {
  /** T */
  readonly length: number;
  readonly rows: readonly PackedRow[];
}

/** What a pass reads; B rows, of which the last ones may be empty. */
export interface PassInputs {
  /** B */
  readonly rows: number;
  /** [B·T] */
  readonly tokens: Int32Array;
  /** [B·T] */
  readonly positions: Int32Array;
  /** [B, 1, T, T] */
  readonly mask: Float32Array;
}

/**
 * Nodes of a pass of scoring; where all logits are asked for, they take `passNodes` · V numbers. No sequence is longer: a model
 * that could read more (Llama's and Qwen's can, by far) is asked in windows of this length.
 */
export const passNodes = 1024;

/** Lengths of rows that graphs are compiled for. A long row fills up well, but each of its nodes is compared with all others. */
const fewNodes = 32;
const usualLength = 128;
const longLengths = [256, 512, 1024, 2048, 4096];

/**
 * Packs sequences into passes of at most `nodes` nodes, or of one row that is longer.
 *
 * @param sequences of at least one token each; `PackedRow.sequences` are places in this list
 */
export function planPasses(sequences: readonly (readonly number[])[], nodes: number): ScoringPass[] {
  const byLength = new Map<number, number[]>();
  sequences.forEach(({ length: tokens }, sequence) => {
    const length = [usualLength, ...longLengths].find((it) => it >= tokens) ?? tokens;
    const alike = byLength.get(length);
    if (alike === undefined) byLength.set(length, [sequence]);
    else alike.push(sequence);
  });
  return [...byLength].flatMap(([length, members]) => {
    const rows = packSequences(
      members.map((sequence) => sequences[sequence] as readonly number[]),
      length,
    ).map((row) => ({
      ...row,
      sequences: row.sequences.map((it) => ({ ...it, sequence: members[it.sequence] as number })),
    }));
    const isSmall = rows.length === 1 && (rows[0]?.tokens.length ?? 0) <= fewNodes;
    const perPass = Math.max(1, Math.floor(nodes / length));
    return Array.from({ length: Math.ceil(rows.length / perPass) }, (_, pass) => ({
      length: isSmall ? fewNodes : length,
      rows: rows.slice(pass * perPass, (pass + 1) * perPass),
    }));
  });
}

/** Lays a pass out. @param rows B, at least as many as the pass has */
export function passInputs({ rows: packed, length }: ScoringPass, rows: number = packed.length): PassInputs {
  const tokens = new Int32Array(rows * length);
  const positions = new Int32Array(rows * length);
  const mask = new Float32Array(rows * length * length).fill(futureScore);
  for (let node = 0; node < rows * length; node += 1) mask[node * length + (node % length)] = 0;
  packed.forEach((row, index) => {
    const first = index * length;
    tokens.set(row.tokens, first);
    positions.set(row.positions, first);
    row.parents.forEach((parent, node) => {
      if (parent < 0) return;
      // Whatever its parent looks at, and the parent; itself it looks at already.
      const from = (first + parent) * length;
      const to = (first + node) * length;
      mask.copyWithin(to, from, from + parent + 1);
    });
  });
  return { rows, tokens, positions, mask };
}
