import type { Graph } from "../graph.ts";
import { type CompileOptions, CompiledGraph } from "./compiledGraph.ts";

/** How the graphs of one cache are told apart, made, and what they cost. */
export interface GraphFamily<Key> {
  isSame(a: Key, b: Key): boolean;
  trace(key: Key): Graph;
  /** A rough upper estimate of the memory that a run needs beside its inputs. */
  workingBytes(key: Key): number;
  /** Inputs that a graph takes as constants, see `CompileOptions`; none when absent. */
  fixed?(key: Key): ReadonlyMap<string, Float32Array>;
}

interface Entry<Key> {
  readonly key: Key;
  readonly bytes: number;
  readonly graph: CompiledGraph;
}

/** Working memory that compiled graphs may hold on to together; the runtime keeps what a graph's largest run needed. */
export const defaultBudgetBytes = 3 * 2 ** 30;

/** Compiles each graph once, and releases the ones unused for longest when together they would hold too much memory. */
export class GraphCache<Key> {
  readonly #family: GraphFamily<Key>;
  readonly #options: CompileOptions;
  readonly #budgetBytes: number;
  /** Used longest ago first. */
  #entries: Entry<Key>[] = [];

  constructor(family: GraphFamily<Key>, options: CompileOptions & { readonly budgetBytes?: number } = {}) {
    this.#family = family;
    const { budgetBytes = defaultBudgetBytes, ...compile } = options;
    this.#options = compile;
    this.#budgetBytes = budgetBytes;
  }

  /** The compiled graph for `key`; it may be released by the next call, so use it at once. */
  async get(key: Key): Promise<CompiledGraph> {
    const found = this.#entries.find((entry) => this.#family.isSame(entry.key, key));
    if (found !== undefined) {
      this.#entries = [...this.#entries.filter((entry) => entry !== found), found];
      return found.graph;
    }
    const bytes = this.#family.workingBytes(key);
    await this.#makeRoom(this.#budgetBytes - bytes);
    const graph = await CompiledGraph.compile(this.#family.trace(key), {
      ...this.#options,
      fixed: this.#family.fixed?.(key) ?? new Map(),
    });
    this.#entries.push({ key, bytes, graph });
    return graph;
  }

  async release(): Promise<void> {
    await this.#makeRoom(Number.NEGATIVE_INFINITY);
  }

  async #makeRoom(budgetBytes: number): Promise<void> {
    let held = this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
    while (this.#entries.length > 0 && held > budgetBytes) {
      const oldest = this.#entries.shift() as Entry<Key>;
      held -= oldest.bytes;
      await oldest.graph.release();
    }
  }
}
