import { Tokenizer } from "@huggingface/tokenizers";
import { EvenhandError, messageOf } from "../base/errors.ts";

/**
 * How a classifier's tokenizer writes a text down: its special tokens around the text's own. A text with more tokens than
 * fit becomes several pieces, each with its special tokens, so that no word is left unread; one without any is none.
 *
 * @param tokenizerJson `tokenizer.json`, parsed
 * @param maximumLength of a piece, special tokens included
 * @throws EvenhandError `tokenizer.invalid`
 */
export function textPieces(
  tokenizerJson: unknown,
  tokenizerConfigJson: unknown,
  maximumLength: number,
): (text: string) => number[][] {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(tokenizerJson as object, tokenizerConfigJson as object);
  } catch (cause) {
    throw invalid(messageOf(cause), cause);
  }
  const { before, after } = specialTokens(tokenizer);
  const room = maximumLength - before.length - after.length;
  if (room < 1) throw invalid(`${maximumLength} tokens leave no room for a text`);
  return (text) => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    const count = Math.ceil(ids.length / room);
    if (count === 0) return before.length + after.length === 0 ? [] : [[...before, ...after]];
    return Array.from({ length: count }, (_, piece) => [
      ...before,
      ...ids.slice(piece * room, (piece + 1) * room),
      ...after,
    ]);
  };
}

/** `[CLS]` and `[SEP]`, or what the tokenizer has instead: found around a text that is known. */
function specialTokens(tokenizer: Tokenizer): { readonly before: number[]; readonly after: number[] } {
  const { ids: bare } = tokenizer.encode("a", { add_special_tokens: false });
  const { ids: whole } = tokenizer.encode("a", { add_special_tokens: true });
  const start = whole.findIndex((_, index) => bare.every((id, offset) => whole[index + offset] === id));
  if (start < 0) throw invalid("its special tokens do not stand before and after a text");
  return { before: whole.slice(0, start), after: whole.slice(start + bare.length) };
}

function invalid(problem: string, cause?: unknown): EvenhandError {
  return new EvenhandError("tokenizer.invalid", `The classifier's tokenizer cannot be used: ${problem}.`, {
    hint: "Save the tokenizer again with a current version of transformers; it writes tokenizer.json.",
    cause,
  });
}
