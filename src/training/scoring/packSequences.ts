/**
 * Sequences laid out for one pass so that what they begin with in common is read once. A row holds nodes: each is a token
 * after a certain beginning, and looks at itself and what is before it in its own sequences, nowhere else.
 */
export interface PackedRow {
  readonly tokens: readonly number[];
  /** Place of each node's token in its sequences, 0 first. */
  readonly positions: readonly number[];
  /** The node before each; -1 for a first one. Smaller than the node itself. */
  readonly parents: readonly number[];
  /** The sequences of this row, as places in the list that was packed, each with its node for every token. */
  readonly sequences: readonly { readonly sequence: number; readonly nodes: readonly number[] }[];
}

/**
 * Packs sequences into rows of at most `capacity` nodes. They are taken in the order of their tokens, so that those with a
 * common beginning meet.
 *
 * @param sequences each of 1 to `capacity` tokens
 */
export function packSequences(sequences: readonly (readonly number[])[], capacity: number): PackedRow[] {
  const order = sequences.map((_, index) => index);
  order.sort((a, b) => compareTokens(sequences[a] as readonly number[], sequences[b] as readonly number[]) || a - b);
  const rows: OpenRow[] = [];
  let row = new OpenRow();
  for (const sequence of order) {
    const tokens = sequences[sequence] as readonly number[];
    if (row.sizeWith(tokens) > capacity) {
      rows.push(row);
      row = new OpenRow();
    }
    row.add(sequence, tokens);
  }
  if (row.tokens.length > 0) rows.push(row);
  return rows;
}

class OpenRow implements PackedRow {
  readonly tokens: number[] = [];
  readonly positions: number[] = [];
  readonly parents: number[] = [];
  readonly sequences: { sequence: number; nodes: number[] }[] = [];
  /** The sequence that was added last: in order of tokens no other one has more in common with the next. */
  #last: readonly number[] = [];

  sizeWith(tokens: readonly number[]): number {
    return this.tokens.length + tokens.length - commonTokens(this.#last, tokens);
  }

  add(sequence: number, tokens: readonly number[]): void {
    const common = commonTokens(this.#last, tokens);
    const nodes = this.sequences.at(-1)?.nodes.slice(0, common) ?? [];
    for (let position = common; position < tokens.length; position += 1) {
      this.parents.push(nodes.at(-1) ?? -1);
      nodes.push(this.tokens.length);
      this.tokens.push(tokens[position] as number);
      this.positions.push(position);
    }
    this.sequences.push({ sequence, nodes });
    this.#last = tokens;
  }
}

function commonTokens(a: readonly number[], b: readonly number[]): number {
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common += 1;
  return common;
}

function compareTokens(a: readonly number[], b: readonly number[]): number {
  const common = commonTokens(a, b);
  return (a[common] ?? -1) - (b[common] ?? -1);
}
