/** A piece of a text, as long as a model is given at once. */
export interface TextBlock {
  readonly text: string;
  /** Whether the text begins or ends with it. */
  readonly begins: boolean;
  readonly ends: boolean;
}

interface BlockTokenizer {
  encode(text: string): number[];
  decode(tokens: readonly number[]): string;
}

/** The longest character in UTF-8. */
const bytesOfCharacter = 4;

/**
 * Cuts a text between two tokens into blocks that hold nothing of each other, for a unit of privacy that is a block: what is
 * made from a block, its counterfactual too, is then made from its text alone. With the end-of-text tokens of its first and
 * its last block none is longer than `maximumTokens`, except where one character has more tokens.
 *
 * @param maximumTokens at least 2
 */
export function cutIntoBlocks(text: string, tokenizer: BlockTokenizer, maximumTokens: number): TextBlock[] {
  const size = Math.max(1, maximumTokens - 2);
  const tokens = tokenizer.encode(text);
  if (tokens.length <= size) return [{ text, begins: true, ends: true }];
  const blocks: TextBlock[] = [];
  for (let start = 0; start < tokens.length;) {
    const end = Math.min(tokens.length, endOfCharacter(tokens, start, start + size, tokenizer));
    const block = tokenizer.decode(tokens.slice(start, end));
    blocks.push({ text: block, begins: start === 0, ends: end === tokens.length });
    start = end;
  }
  return blocks;
}

/** Tokens may end within a character: then a few earlier where the text up to there is whole, or else a few later. */
function endOfCharacter(tokens: readonly number[], start: number, wanted: number, tokenizer: BlockTokenizer): number {
  const isWhole = (end: number): boolean =>
    end >= tokens.length || !tokenizer.decode(tokens.slice(start, end)).endsWith("\uFFFD");
  for (let by = 0; by < bytesOfCharacter; by += 1) if (wanted - by > start && isWhole(wanted - by)) return wanted - by;
  for (let by = 1; by < bytesOfCharacter; by += 1) if (isWhole(wanted + by)) return wanted + by;
  return wanted;
}
