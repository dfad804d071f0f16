import { join } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { readJson, readText } from "./checkpointFiles.ts";
import type { ModelConfig } from "./modelConfig.ts";

/**
 * The content of a model folder's `tokenizer.json`, or what it would be: GPT-2's older folders have `vocab.json` and
 * `merges.txt` instead, from which the rest follows.
 *
 * @param names the files of the folder
 * @throws EvenhandError `tokenizer.invalid`, `checkpoint.unreadable`
 */
export async function readTokenizerJson(
  directory: string,
  names: readonly string[],
  config: ModelConfig,
): Promise<unknown> {
  const json = names.includes("tokenizer.json")
    ? await readJson(directory, "tokenizer.json", "tokenizer.invalid")
    : await fromOlderFiles(directory, names, config);
  checkVocabulary(directory, largestId(json), config.vocabularySize);
  return json;
}

async function fromOlderFiles(
  directory: string,
  names: readonly string[],
  { architecture }: ModelConfig,
): Promise<unknown> {
  if (!names.includes("vocab.json") || !names.includes("merges.txt")) {
    throw names.includes("tokenizer.model")
      ? invalid(directory, "has its tokenizer as SentencePiece's tokenizer.model only")
      : invalid(directory, "has no tokenizer.json");
  }
  if (architecture !== "gpt2") {
    throw invalid(
      directory,
      "has vocab.json and merges.txt, which do not say how this model splits its text into words",
    );
  }
  const vocabulary = await readJson(directory, "vocab.json", "tokenizer.invalid");
  return byteLevelTokenizer(vocabulary, await readText(join(directory, "merges.txt")), directory);
}

/** GPT-2's rules around a vocabulary and its merges, laid out as `tokenizer.json`. */
function byteLevelTokenizer(vocabulary: unknown, mergesText: string, directory: string): unknown {
  if (!isIds(vocabulary)) throw invalid(directory, "has a vocab.json that does not give each token a number");
  const lines = mergesText
    .split(/\r?\n/u)
    .filter((line, index) => line !== "" && !(index === 0 && line.startsWith("#version")));
  const merges = lines.map((line) => line.split(" "));
  const broken = merges.findIndex((pair) => pair.length !== 2);
  if (broken >= 0) {
    throw invalid(directory, `has a merges.txt that does not hold two tokens a line: ${lines[broken] ?? ""}`);
  }
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  const endOfText = "<|endoftext|>";
  const id = vocabulary[endOfText];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: id === undefined ? [] : [{ ...addedToken, id, content: endOfText }],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { ...byteLevelModel, vocab: vocabulary, merges },
  };
}

const addedToken = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };

const byteLevelModel = {
  type: "BPE",
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: "",
  end_of_word_suffix: "",
  fuse_unk: false,
  byte_fallback: false,
};

/** The largest id that the tokenizer can give; -1 where its layout is not one we know, which `createTokenizer` refuses. */
function largestId(json: unknown): number {
  const { model, added_tokens: added } = (json ?? {}) as { model?: { vocab?: unknown } | null; added_tokens?: unknown };
  const vocabulary = model?.vocab;
  let largest = Array.isArray(vocabulary) ? vocabulary.length - 1 : -1;
  if (isIds(vocabulary)) for (const id of Object.values(vocabulary)) largest = Math.max(largest, id);
  for (const token of Array.isArray(added) ? (added as { id?: unknown }[]) : [])
    largest = Math.max(largest, Number(token.id));
  return largest;
}

/** A model may have more rows than its tokenizer has tokens, as Qwen's have; never fewer. */
function checkVocabulary(directory: string, largest: number, vocabularySize: number): void {
  if (largest < vocabularySize) return;
  throw new EvenhandError(
    "tokenizer.invalid",
    `${directory}: the tokenizer has tokens up to number ${largest}, the model only ${vocabularySize} rows for them.`,
    { hint: "Use the tokenizer that belongs to the model, or resize the model's embedding to the tokenizer." },
  );
}

function invalid(directory: string, problem: string): EvenhandError {
  return new EvenhandError("tokenizer.invalid", `${directory} ${problem}.`, {
    hint: "Save it with AutoTokenizer.from_pretrained(folder).save_pretrained(folder) in transformers: it writes tokenizer.json.",
  });
}

function isIds(value: unknown): value is Readonly<Record<string, number>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((id) => Number.isSafeInteger(id))
  );
}
