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
 * Packs sequences into rows of at most `capacity` nodes. Those that have a beginning in common stay together; what belongs
 * together goes, the largest first, into the row that it fills up best, so that rows are nearly full.
 *
 * @param sequences each of 1 to `capacity` tokens
 */
export function packSequences(sequences: readonly (readonly number[])[], capacity: number): PackedRow[] {
  const order = sequences.map((_, index) => index);
  order.sort((a, b) => compareTokens(sequences[a] as readonly number[], sequences[b] as readonly number[]) || a - b);
  const tokensOf = (place: number): readonly number[] => sequences[order[place] as number] as readonly number[];
  const sharedByAll = order.length === 0 ? 0 : commonTokens(tokensOf(0), tokensOf(order.length - 1));
  const rows: Place[][] = [];
  /** Nodes beside those of what all sequences begin with. */
  const sizes: number[] = [];
  for (const group of groupsOf(order.length, tokensOf, sharedByAll, capacity).sort((a, b) => b.size - a.size)) {
    const room = capacity - sharedByAll - group.size;
    let best = -1;
    sizes.forEach((size, row) => {
      if (size <= room && (best === -1 || size > (sizes[best] as number))) best = row;
    });
    if (best === -1) best = rows.push([]) - 1;
    (rows[best] as Place[]).push(...group.places);
    sizes[best] = (sizes[best] ?? 0) + group.size;
  }
  return rows.map((places) => {
    const row = new OpenRow();
    for (const place of places.sort((a, b) => a - b)) row.add(order[place] as number, tokensOf(place));
    return row;
  });
}

/** Of a sequence in the order of tokens. */
type Place = number;

interface Group {
  readonly places: readonly Place[];
  /** Nodes beside those of what all sequences begin with. */
  readonly size: number;
}

/** Neighbours in the order of tokens that have more in common than all sequences have, as far as a row holds them. */
function groupsOf(
  count: number,
  tokensOf: (place: Place) => readonly number[],
  sharedByAll: number,
  capacity: number,
): Group[] {
  const groups: { places: Place[]; size: number }[] = [];
  for (let place = 0; place < count; place += 1) {
    const { length } = tokensOf(place);
    const common = place === 0 ? 0 : commonTokens(tokensOf(place - 1), tokensOf(place));
    const last = groups.at(-1);
    if (last !== undefined && common > sharedByAll && sharedByAll + last.size + length - common <= capacity) {
      last.places.push(place);
      last.size += length - common;
    } else groups.push({ places: [place], size: length - sharedByAll });
  }
  return groups;
}

class OpenRow implements PackedRow {
  readonly tokens: number[] = [];
  readonly positions: number[] = [];
  readonly parents: number[] = [];
  readonly sequences: { sequence: number; nodes: number[] }[] = [];
  /** The sequence that was added last: in order of tokens no other one has more in common with the next. */
  #last: readonly number[] = [];

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
