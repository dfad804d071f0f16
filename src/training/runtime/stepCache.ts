import type { ModelConfig } from "../../lm/modelConfig.ts";
import type { RowLayout } from "../clip/parameterGradient.ts";
import type { ClipRule } from "../gradientEngine.ts";
import { traceGradientStep } from "../traceGradientStep.ts";
import { type CompileOptions, CompiledGraph } from "./compiledGraph.ts";

interface Entry {
  readonly layout: RowLayout;
  readonly mode: ClipRule["mode"];
  readonly bytes: number;
  readonly step: CompiledGraph;
}

/** Working memory that compiled steps may hold on to together; a runtime keeps what its largest run needed. */
const defaultBudgetBytes = 3 * 2 ** 30;

/** Compiles each shape of a step once, and releases the ones unused for longest when they would hold too much memory. */
export class StepCache {
  readonly #config: ModelConfig;
  readonly #options: CompileOptions & { readonly budgetBytes?: number };
  /** Used longest ago first. */
  #entries: Entry[] = [];

  constructor(config: ModelConfig, options: CompileOptions & { readonly budgetBytes?: number } = {}) {
    this.#config = config;
    this.#options = options;
  }

  async step(layout: RowLayout, mode: ClipRule["mode"]): Promise<CompiledGraph> {
    const found = this.#entries.find((entry) => entry.mode === mode && isSame(entry.layout, layout));
    if (found !== undefined) {
      this.#entries = [...this.#entries.filter((entry) => entry !== found), found];
      return found.step;
    }
    const bytes = workingBytes(this.#config, layout);
    await this.#makeRoom((this.#options.budgetBytes ?? defaultBudgetBytes) - bytes);
    const step = await CompiledGraph.compile(traceGradientStep(this.#config, layout, mode), this.#options);
    this.#entries.push({ layout, mode, bytes, step });
    return step;
  }

  async release(): Promise<void> {
    await this.#makeRoom(Number.NEGATIVE_INFINITY);
  }

  async #makeRoom(budgetBytes: number): Promise<void> {
    let held = this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
    while (this.#entries.length > 0 && held > budgetBytes) {
      const oldest = this.#entries.shift() as Entry;
      held -= oldest.bytes;
      await oldest.step.release();
    }
  }
}

function isSame(a: RowLayout, b: RowLayout): boolean {
  return a.records === b.records && a.views === b.views && a.length === b.length;
}

/** A rough upper estimate: three arrays as wide as the vocabulary, and what each block keeps for the backward pass. */
function workingBytes(config: ModelConfig, { records, views, length }: RowLayout): number {
  const { vocabularySize, layers, width, innerWidth, heads } = config;
  const rows = records * views * length;
  return 4 * rows * (3 * vocabularySize + (layers + 2) * (12 * width + 3 * innerWidth + heads * length));
}
