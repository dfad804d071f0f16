import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { EvenhandError, messageOf } from "../base/errors.ts";

/** Text to token ids and back, exactly as the model's `tokenizer.json` says. */
export interface Tokenizer {
  /** One more than the largest token id. */
  readonly vocabularySize: number;
  /**
   * What a text begins with: the token that the tokenizer puts in front by itself (Llama's), else the one that ends the
   * text before, which is what a model of the other kind (GPT-2, SmolLM, Qwen) has seen in front of its training texts.
   */
  readonly startOfTextId: number;
  /** Whether the tokenizer puts it in front by itself: a prompt then begins with it as well. */
  readonly addsStart: boolean;
  /** The id of `<|endoftext|>`, or of the `eos_token` where there is no such token. */
  readonly endOfTextId: number;
  /** Adds no special tokens of its own; those written out in the text are recognised. */
  encode(text: string): number[];
  /** Keeps special tokens and spaces as they are. */
  decode(tokens: readonly number[]): string;
}

const endOfText = "<|endoftext|>";

/**
 * @param tokenizerJson `tokenizer.json`, parsed
 * @param tokenizerConfigJson `tokenizer_config.json`, parsed; may name another end-of-text token as `eos_token`
 * @throws EvenhandError `tokenizer.invalid`
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfigJson?: unknown): Tokenizer {
  if (!isObject(tokenizerJson)) throw invalid("the model has no readable tokenizer.json");
  const settings = isObject(tokenizerConfigJson) ? tokenizerConfigJson : {};
  let tokenizer: HuggingFaceTokenizer;
  try {
    tokenizer = new HuggingFaceTokenizer(tokenizerJson, settings);
  } catch (cause) {
    throw invalid(messageOf(cause), cause);
  }
  const named = settings["eos_token"];
  const name = typeof named === "string" ? named : isObject(named) ? named["content"] : undefined;
  const endOfTextId = tokenizer.token_to_id(endOfText) ?? tokenizer.token_to_id(String(name));
  if (endOfTextId === undefined) throw invalid(`it has neither ${endOfText} nor an eos_token`);
  const [plainFirst] = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const [first] = tokenizer.encode("a", { add_special_tokens: true }).ids;
  const addsStart = first !== undefined && first !== plainFirst;
  let largest = 0;
  for (const id of tokenizer.get_vocab(true).values()) largest = Math.max(largest, id);
  return {
    vocabularySize: largest + 1,
    startOfTextId: addsStart ? first : endOfTextId,
    addsStart,
    endOfTextId,
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    decode: (tokens) =>
      tokens.length === 0
        ? ""
        : tokenizer.decode([...tokens], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(problem: string, cause?: unknown): EvenhandError {
  return new EvenhandError("tokenizer.invalid", `The tokenizer cannot be used: ${problem}.`, {
    hint: "Save the tokenizer again with a current version of transformers; it writes tokenizer.json.",
    cause,
  });
}
