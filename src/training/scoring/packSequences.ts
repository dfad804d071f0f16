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
 * Packs sequences into rows of at most `capacity` nodes. Those that have a beginning in common stay together; a row takes the
 * largest of what is left and then what fills it up best, so that rows are nearly full.
 *
 * @param sequences each of 1 to `capacity` tokens
 */
export function packSequences(sequences: readonly (readonly number[])[], capacity: number): PackedRow[] {
  const order = sequences.map((_, index) => index);
  order.sort((a, b) => compareTokens(sequences[a] as readonly number[], sequences[b] as readonly number[]) || a - b);
  const tokensOf = (place: number): readonly number[] => sequences[order[place] as number] as readonly number[];
  const sharedByAll = order.length === 0 ? 0 : commonTokens(tokensOf(0), tokensOf(order.length - 1));
  const groups = groupsOf(order.length, tokensOf, sharedByAll, capacity);
  return fullRows(groups, capacity - sharedByAll).map((members) => {
    const row = new OpenRow();
    const places = members.flatMap((group) => group.places).sort((a, b) => a - b);
    for (const place of places) row.add(order[place] as number, tokensOf(place));
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

/**
 * So little in common is read again rather than that groups grow for it which leave a row's rest empty. Of 0 to 8 tokens, and from a
 * quarter to half of a row on, this leaves fewest nodes of real pairs and costs made-up ones next to nothing.
 */
const fewTokens = 2;

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
    const size = (last?.size ?? 0) + length - common; // with this sequence
    const least = sharedByAll + (size > capacity / 3 ? fewTokens : 0);
    // What has no nodes of its own belongs to whatever comes next.
    if (last !== undefined && (last.size === 0 || common > least) && sharedByAll + size <= capacity) {
      last.places.push(place);
      last.size = size;
    } else groups.push({ places: [place], size: length - sharedByAll });
  }
  return groups;
}

/**
 * Deals groups out to rows of `room` nodes: the largest group that is left, and of all the others those that leave least room.
 *
 * @see Gupta and Ho (1999), "A new heuristic algorithm for the one-dimensional bin-packing problem": minimum bin slack
 */
function fullRows(groups: readonly Group[], room: number): Group[][] {
  const left = new Map<number, Group[]>();
  for (const group of groups.toSorted((a, b) => b.size - a.size)) {
    const alike = left.get(group.size);
    if (alike === undefined) left.set(group.size, [group]);
    else alike.push(group);
  }
  const take = (size: number): Group => {
    const alike = left.get(size) as Group[];
    if (alike.length === 1) left.delete(size);
    return alike.pop() as Group;
  };
  const rows: Group[][] = [];
  for (let [largest] = left.keys(); largest !== undefined; [largest] = left.keys()) {
    const row = [take(largest)];
    for (const size of fillings(left, room - largest)) row.push(take(size));
    rows.push(row);
  }
  return rows;
}

/** Sizes, each at most as often as there are groups of it, whose sum comes nearest to `room` without going beyond. */
function fillings(left: ReadonlyMap<number, readonly Group[]>, room: number): number[] {
  const lastSize = new Int32Array(room + 1); // of a way to make each sum; 0 where none is known
  for (const [size, { length: count }] of left) {
    const used = new Int32Array(room + 1);
    for (let sum = size; sum <= room; sum += 1) {
      const before = sum - size;
      const isNew = lastSize[sum] === 0 && (before === 0 || lastSize[before] !== 0);
      if (!isNew || (used[before] as number) >= count) continue;
      lastSize[sum] = size;
      used[sum] = (used[before] as number) + 1;
    }
    if (lastSize[room] !== 0) break;
  }
  let sum = room;
  while (sum > 0 && lastSize[sum] === 0) sum -= 1;
  const sizes: number[] = [];
  for (; sum > 0; sum -= lastSize[sum] as number) sizes.push(lastSize[sum] as number);
  return sizes;
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
