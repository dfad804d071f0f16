/** GPT-2's rule for cutting text into pieces that merges never cross. */
const piecePattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

const endOfText = "<|endoftext|>";

export interface BytePairVocabulary {
  /** Token -> id, in GPT-2's printable spelling of bytes. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** In the order in which they were learnt, which is their rank. */
  readonly merges: readonly (readonly [string, string])[];
}

/**
 * Learns a byte-level byte-pair encoding: the 256 bytes, then the most frequent neighbouring pair again and again.
 * Ties go to the pair with the smaller ids, so equal input gives equal output.
 *
 * @param texts the training text, in any pieces
 * @param vocabularySize tokens wanted, at least 257 (the bytes and `<|endoftext|>`, which gets the last id)
 * @throws RangeError when `vocabularySize` is below 257
 * @see Sennrich, Haddow and Birch (2016), Algorithm 1; Radford et al. (2019), section 2.2, for the byte level
 */
export function trainBytePairs(texts: Iterable<string>, vocabularySize: number): BytePairVocabulary {
  if (!Number.isInteger(vocabularySize) || vocabularySize < 257) {
    throw new RangeError(`a byte-level vocabulary needs at least 257 tokens, not ${vocabularySize}`);
  }
  const bytes = printableBytes();
  const tokens = [...bytes].sort((a, b) => (a < b ? -1 : 1));
  const idOfToken = new Map(tokens.map((token, id) => [token, id]));
  const words = countPieces(texts, bytes, idOfToken);
  const pairs = new PairCounts();
  words.forEach((word, index) => pairs.addWord(word.ids, word.count, index));

  const merges: [string, string][] = [];
  while (tokens.length < vocabularySize - 1) {
    const best = pairs.mostFrequent();
    if (best === undefined) break;
    const merged = tokens.length;
    const left = tokens[best.left] as string;
    const right = tokens[best.right] as string;
    tokens.push(left + right);
    merges.push([left, right]);
    for (const index of pairs.wordsWith(best.left, best.right)) {
      const word = words[index] as CountedPiece;
      pairs.addWord(word.ids, -word.count, index);
      word.ids = mergePair(word.ids, best.left, best.right, merged);
      pairs.addWord(word.ids, word.count, index);
    }
    pairs.forget(best.left, best.right);
  }
  tokens.push(endOfText);
  return { vocabulary: new Map(tokens.map((token, id) => [token, id])), merges };
}

/** The vocabulary as a Hugging Face `tokenizer.json` that every byte-level reader understands. */
export function tokenizerJson({ vocabulary, merges }: BytePairVocabulary): string {
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: vocabulary.get(endOfText),
        content: endOfText,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: "",
      end_of_word_suffix: "",
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary),
      merges: merges.map((pair) => [...pair]),
    },
  });
}

interface CountedPiece {
  ids: number[];
  readonly count: number;
}

/** GPT-2's printable stand-in for each byte: itself where it prints, else a letter from U+0100 on. */
function printableBytes(): string[] {
  const prints = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
}

function countPieces(
  texts: Iterable<string>,
  bytes: readonly string[],
  idOfToken: ReadonlyMap<string, number>,
): CountedPiece[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [piece] of text.matchAll(piecePattern)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  const encoder = new TextEncoder();
  return [...counts].map(([piece, count]) => ({
    ids: Array.from(encoder.encode(piece), (byte) => idOfToken.get(bytes[byte] as string) as number),
    count,
  }));
}

function mergePair(ids: readonly number[], left: number, right: number, merged: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i += 1) {
    if (ids[i] === left && ids[i + 1] === right) {
      result.push(merged);
      i += 1;
    } else {
      result.push(ids[i] as number);
    }
  }
  return result;
}

/** How often each neighbouring pair occurs, and in which pieces. */
class PairCounts {
  readonly #pairs = new Map<number, { left: number; right: number; count: number; words: Set<number> }>();

  addWord(ids: readonly number[], count: number, word: number): void {
    for (let i = 0; i + 1 < ids.length; i += 1) {
      const left = ids[i] as number;
      const right = ids[i + 1] as number;
      const key = left * 2 ** 24 + right;
      let pair = this.#pairs.get(key);
      if (pair === undefined) {
        pair = { left, right, count: 0, words: new Set() };
        this.#pairs.set(key, pair);
      }
      pair.count += count;
      if (count > 0) pair.words.add(word);
    }
  }

  mostFrequent(): { readonly left: number; readonly right: number } | undefined {
    let best: { left: number; right: number; count: number } | undefined;
    for (const pair of this.#pairs.values()) {
      if (pair.count < 2 || (best !== undefined && pair.count < best.count)) continue;
      const tied = best !== undefined && pair.count === best.count;
      if (tied && best !== undefined && (pair.left - best.left || pair.right - best.right) > 0) continue;
      best = pair;
    }
    return best;
  }

  wordsWith(left: number, right: number): number[] {
    return [...(this.#pairs.get(left * 2 ** 24 + right)?.words ?? [])];
  }

  forget(left: number, right: number): void {
    this.#pairs.delete(left * 2 ** 24 + right);
  }
}
