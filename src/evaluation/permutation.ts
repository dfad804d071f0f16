import type { Random } from "../base/random.ts";
import type { ItemUnits } from "./itemUnits.ts";

export const defaultPermutations = 5000;

/** Labels that move together: all items of one unit with one label are a cell, and cells trade labels. */
export interface Cells {
  /** Item -> its cell. */
  readonly of: Uint32Array;
  /** Cell -> its label as observed. */
  readonly labels: Uint32Array;
  /** Cells among which labels are shuffled; a cell is in one of the pools. */
  readonly pools: readonly Uint32Array[];
}

/**
 * The cells of items in units: where a unit has items of several labels these trade places within it, because they stand
 * beside each other; elsewhere whole units do.
 */
export function cellsOf({ of, size }: ItemUnits, labels: Uint32Array): Cells {
  const labelCount = 1 + labels.reduce((most, label) => Math.max(most, label), 0);
  const cells = new Map<number, number>();
  const ofItem = new Uint32Array(of.length);
  const cellLabels: number[] = [];
  const cellUnits: number[] = [];
  for (const [item, unit] of of.entries()) {
    const label = labels[item] as number;
    const name = unit * labelCount + label;
    let cell = cells.get(name);
    if (cell === undefined) {
      cell = cells.size;
      cells.set(name, cell);
      cellLabels.push(label);
      cellUnits.push(unit);
    }
    ofItem[item] = cell;
  }
  const all = Uint32Array.from(cellLabels.keys());
  const pools =
    cells.size === size
      ? [all]
      : Array.from({ length: size }, (_, unit) => all.filter((cell) => cellUnits[cell] === unit));
  return { of: ofItem, labels: Uint32Array.from(cellLabels), pools };
}

/**
 * One-sided permutation test: the share of relabellings whose statistic is at least the observed one, the observed
 * labelling counted as one of them (Phipson and Smyth 2010), so that p is never 0.
 *
 * @param cells whose labels are shuffled
 * @param statistic of a labelling of the items; larger is further from "labels do not matter"
 */
export function permutationTest(
  cells: Cells,
  statistic: (labels: Uint32Array) => number,
  random: Random,
  permutations = defaultPermutations,
): number {
  const observed = statistic(labelsOf(cells, cells.labels));
  // Equal labellings can differ in the last bits because their sums are taken in another order.
  const threshold = observed - 1e-12 * Math.abs(observed);
  let atLeast = 1;
  forShuffles(cells, random, permutations, (shuffled) => {
    if (statistic(shuffled) >= threshold) atLeast += 1;
  });
  return atLeast / (permutations + 1);
}

/** Hands out the items' labels under shuffled cells, each time in the same array. */
function forShuffles(cells: Cells, random: Random, permutations: number, visit: (shuffled: Uint32Array) => void): void {
  const shuffled = cells.labels.slice();
  const labels = new Uint32Array(cells.of.length);
  for (let round = 0; round < permutations; round += 1) {
    for (const pool of cells.pools) {
      for (let last = pool.length - 1; last > 0; last -= 1) {
        const [one, other] = [pool[last] as number, pool[Math.floor(random.next() * (last + 1))] as number];
        const label = shuffled[one] as number;
        shuffled[one] = shuffled[other] as number;
        shuffled[other] = label;
      }
    }
    visit(labelsOf(cells, shuffled, labels));
  }
}

function labelsOf({ of }: Cells, ofCells: Uint32Array, into = new Uint32Array(of.length)): Uint32Array {
  for (let item = 0; item < of.length; item += 1) into[item] = ofCells[of[item] as number] as number;
  return into;
}
