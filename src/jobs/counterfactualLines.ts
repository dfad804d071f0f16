import { basename, isAbsolute, relative, resolve } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { applyPlan } from "../cda/applyPlan.ts";
import { PlanTally } from "../cda/planTally.ts";
import { planSwaps } from "../cda/planSwaps.ts";
import type { PlanOptions } from "../cda/planSwaps.ts";
import type { SwapEdit } from "../cda/swapPlan.ts";
import type { Document } from "../corpus/document.ts";
import { augmentedRecord } from "./augmentedRecord.ts";
import type { Provenance } from "./augmentedRecord.ts";
import type { AugmentOptions, GenderDirection } from "./options.ts";

export type AugmentMode = NonNullable<AugmentOptions["mode"]>;

/** What was counted while the lines were made. */
export interface CounterfactualCounts {
  /** Records read. */
  readonly records: number;
  /** Records that have a counterfactual. */
  readonly changed: number;
  /** Counterfactuals in the output; fewer than `changed` for `substitute`. */
  readonly counterfactuals: number;
  /** Lines of the output. */
  readonly written: number;
  /** Of the counterfactuals in the output. */
  readonly editsByRule: readonly { readonly rule: string; readonly edits: number }[];
  /** Gendered terms that were seen and left, in all records that were looked at for the output. */
  readonly skippedByReason: readonly { readonly reason: string; readonly count: number }[];
  readonly lowConfidenceEdits: number;
  /** Changed records that a second swap turns back into the original, exactly; absent for one-way directions. */
  readonly roundTrip?: { readonly restored: number; readonly measured: number };
  readonly examples: readonly { readonly id: string; readonly before: string; readonly after: string }[];
}

export interface LineOptions {
  /** The files and folders that the corpus was read from. */
  readonly paths: readonly string[];
  readonly outPath: string;
  readonly direction: GenderDirection;
  readonly mode: AugmentMode;
  /** Draws the records that `substitute` swaps. */
  readonly random: Random;
}

const examplesKept = 12;

/** Turns documents into the lines of a counterfactual corpus and counts what it does on the way. */
export class CounterfactualLines {
  readonly #options: LineOptions;
  readonly #planOptions: PlanOptions;
  readonly #tally = new PlanTally();
  readonly #examples: { id: string; before: string; after: string }[] = [];
  #records = 0;
  #changed = 0;
  #counterfactuals = 0;
  #written = 0;
  #restored = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#planOptions = { swaps: [{ axis: "gender", direction: options.direction }] };
  }

  async *of(documents: AsyncIterable<Document>): AsyncGenerator<string> {
    let path = "";
    for await (const document of documents) {
      if (document.source.path !== path) {
        path = document.source.path;
        this.#refuseSource(path);
      }
      yield* this.#linesOf(document);
    }
  }

  counts(): CounterfactualCounts {
    return {
      records: this.#records,
      changed: this.#changed,
      counterfactuals: this.#counterfactuals,
      written: this.#written,
      editsByRule: this.#tally.editsByRule(),
      skippedByReason: this.#tally.skippedByReason(),
      lowConfidenceEdits: this.#tally.lowConfidenceEdits,
      ...(this.#options.direction === "swap"
        ? { roundTrip: { restored: this.#restored, measured: this.#changed } }
        : {}),
      examples: this.#examples,
    };
  }

  *#linesOf(document: Document): Generator<string> {
    const { text, id } = document;
    this.#records += 1;
    // Drawn for every record, so that the choice for one does not depend on the texts before it.
    const chosen = this.#options.mode !== "substitute" || this.#options.random.next() < 0.5;
    const plan = planSwaps(text, this.#planOptions);
    if (chosen) this.#tally.add(plan);
    const isChanged = plan.edits.length > 0;
    const after = isChanged ? applyPlan(text, plan.edits) : text;
    if (isChanged) {
      this.#changed += 1;
      if (this.#options.direction === "swap" && this.#swapBack(after) === text) this.#restored += 1;
      if (this.#examples.length < examplesKept) this.#examples.push({ id, before: text, after });
    }
    const replaced = isChanged && chosen;
    const keepsOriginal = this.#options.mode === "augment" || (this.#options.mode === "substitute" && !replaced);
    if (keepsOriginal) yield this.#line(document, text, "original", []);
    if (replaced) {
      this.#counterfactuals += 1;
      yield this.#line(document, after, "counterfactual", plan.edits);
    }
  }

  #swapBack(text: string): string {
    return applyPlan(text, planSwaps(text, this.#planOptions).edits);
  }

  #line(document: Document, text: string, view: Provenance["view"], edits: readonly SwapEdit[]): string {
    this.#written += 1;
    const { path, record, line } = document.source;
    const source = this.#nameOf(path);
    const rules = [...new Set(edits.map(({ rule }) => rule))];
    return augmentedRecord(document, text, { source, record, line, view, pairId: `${source}#${record}`, rules });
  }

  /** File name, with the path below the folder that was given. */
  #nameOf(path: string): string {
    for (const root of this.#options.paths) {
      const below = relative(resolve(root), resolve(path));
      if (below !== "" && !below.startsWith("..") && !isAbsolute(below)) return below.split("\\").join("/");
    }
    return basename(path);
  }

  /** A file of a folder may be the place that was chosen for the output. */
  #refuseSource(path: string): void {
    if (resolve(path) !== this.#options.outPath) return;
    throw new EvenhandError("arguments.invalid", `${path} is one of the sources, which are never changed`, {
      hint: "Choose another place with --out FILE.",
    });
  }
}
