/** One unit of privacy, tokenised: all views derived from one record. */
export interface TrainingRecord {
  /** Stable position in the training set, 0..N-1. */
  readonly index: number;
  /** K >= 1 views (the original and its counterfactuals), each at least two tokens long. */
  readonly views: readonly TokenView[];
}

export interface TokenView {
  readonly tokens: readonly number[];
  /** Label per token, -100 where it is no target; the tokens themselves when absent. Shifted inside. */
  readonly labels?: readonly number[];
}

/** How a record's gradient G with norm n is scaled: `a(n) G`, golden SPEC section 7. */
export type ClipRule =
  | { readonly mode: "none" }
  | { readonly mode: "hard" | "automatic" | "soft"; readonly clipNorm: number };

/** What the book-keeping pass knows about one record. Private: never log it for a private run. */
export interface RecordStatistics {
  readonly index: number;
  /** Mean over views of the mean token loss, nats; 0 for a record without targets. */
  readonly loss: number;
  /** L2 norm of the unclipped gradient of the mean over views; NaN when `mode` is `none`. */
  readonly norm: number;
  /** a(n); 1 when `mode` is `none`; 0 for a record whose norm is not finite. */
  readonly clipFactor: number;
}

/**
 * Computes the sum over records of `a(n_i) G_i`, G_i being the gradient of what is trainable and n_i its norm. Whoever
 * updates `trainable` in place between two lots changes what the next `accumulate` computes with.
 */
export interface GradientEngine {
  /** Name -> values of every parameter of the model in checkpoint layout, row-major. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Name -> values of what is trained, in checkpoint order: the very arrays of `parameters`, or those of an adapter. */
  readonly trainable: ReadonlyMap<string, Float32Array>;
  /** Name -> accumulated sum since `beginLot`, same order and layout as `trainable`. */
  readonly gradientSum: ReadonlyMap<string, Float32Array>;
  /** Positions that are computed at a time, and whether they are fewer than wanted because memory is short. */
  readonly microbatch?: { readonly tokens: number; readonly isReduced: boolean };
  /** Sets the sum to zero. */
  beginLot(): void;
  /** Adds the records' scaled gradients to the sum, in micro-batches that never split a record. */
  accumulate(records: readonly TrainingRecord[], clip: ClipRule, signal?: AbortSignal): Promise<RecordStatistics[]>;
  dispose(): Promise<void>;
}
