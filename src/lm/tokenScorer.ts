export interface ScoreOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called as scores become known, with how many of the sequences have theirs. */
  readonly onScored?: ((done: number, total: number) => void) | undefined;
}

/**
 * A language model as evaluation sees it: token sequences in, natural-log probabilities out.
 * Whoever makes one decides which engine runs behind it.
 */
export interface TokenScorer {
  readonly vocabularySize: number;
  /** Longest sequence the model can read, in tokens. */
  readonly maximumLength: number;
  /** The token that a text begins with; `Tokenizer` says which. */
  readonly startOfTextId: number;
  readonly endOfTextId: number;
  encode(text: string): number[];
  decode(tokens: readonly number[]): string;
  /**
   * For each sequence of T >= 2 tokens, the T - 1 values ln P(token_t | tokens before t), t = 1..T-1.
   * Sequences longer than `maximumLength` are a RangeError.
   */
  logProbabilities(sequences: readonly (readonly number[])[], options?: ScoreOptions): Promise<Float32Array[]>;
  /** The same, with whether each token is the model's first choice (a tie for it counts). */
  logProbabilitiesAndTop(sequences: readonly (readonly number[])[], options?: ScoreOptions): Promise<TargetScores[]>;
  /** For each prefix of at least one token, ln P(next token = v | prefix) for all v, [V]. */
  nextLogProbabilities(prefixes: readonly (readonly number[])[], options?: ScoreOptions): Promise<Float32Array[]>;
  /** Releases the session behind it. */
  dispose(): Promise<void>;
}

/** A sequence of T tokens, scored. */
export interface TargetScores {
  /** [T - 1] */
  readonly logProbabilities: Float32Array;
  /** [T - 1]; empty where it was not asked for. */
  readonly isTop: readonly boolean[];
}
