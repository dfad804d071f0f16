/** How the next token follows from the model's scores. */
export type TokenChoice =
  /** The likeliest; of equally likely ones that with the lowest id. */
  | { readonly kind: "greedy" }
  | {
      readonly kind: "sample";
      readonly rule: SamplingRule;
      /** Numbers of [0, 1) for one prompt, one per token; a prompt's text then does not depend on its neighbours. */
      readonly uniformOf: (prompt: number) => () => number;
    };

/** Applied in this order: temperature, the largest `topK`, then of these the likeliest that make up `topP`. */
export interface SamplingRule {
  /** Above 0; scores are divided by it. */
  readonly temperature: number;
  /** How many tokens are kept; 0 keeps all. */
  readonly topK: number;
  /** The shortest list of likeliest tokens with at least this probability is kept; 1 keeps all. */
  readonly topP: number;
}

export interface GenerationOptions {
  /** Tokens per prompt, at least 1. */
  readonly maximumNewTokens: number;
  readonly choice: TokenChoice;
  /** Whether end of text ends a continuation; true when absent. */
  readonly stopsAtEndOfText?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each token of a batch, with the tokens of all prompts that are made or will not be. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Continuation {
  /** Without the prompt, and without the end of text that ended it. */
  readonly tokens: readonly number[];
  /** What ended it: end of text, the wanted number of tokens, or the longest text that the model can read. */
  readonly end: "end of text" | "new tokens" | "model length";
}

/** A language model that continues texts. */
export interface TextGenerator {
  readonly vocabularySize: number;
  /** Longest sequence the model can read, in tokens. */
  readonly maximumLength: number;
  /** A prompt as the model's own tokenizer makes it, with the token that it puts in front, where it does. */
  encode(text: string): number[];
  /** The beginning of a text as a model meets it in training: after the one token that its texts begin with. */
  encodeBeginning(text: string): number[];
  decode(tokens: readonly number[]): string;
  /**
   * Continues each prompt as if it were alone.
   *
   * @param prompts of 1 to `maximumLength` tokens each
   * @throws EvenhandError `cancelled`; RangeError for a prompt that is empty, too long or outside the vocabulary
   */
  generate(prompts: readonly (readonly number[])[], options: GenerationOptions): Promise<Continuation[]>;
  dispose(): Promise<void>;
}
