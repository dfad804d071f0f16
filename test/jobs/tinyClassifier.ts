import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeModel } from "../../src/training/onnx/encodeModel.ts";
import type { Graph, GraphNode, GraphValue } from "../../src/training/graph.ts";

export interface TinyClassifier {
  /** BERT's WordPiece with token types, or RoBERTa's byte-level BPE without. */
  readonly kind: "bert" | "roberta";
  readonly labels: readonly string[];
  readonly problemType?: string;
  /** One a label: logits are these times the mean of the tokens' values. */
  readonly slopes: readonly number[];
  readonly maximumPositions?: number;
  /** Instead of any batch and any length. */
  readonly shape?: readonly number[];
  /** In the folder itself instead of `onnx/`. */
  readonly isFlat?: boolean;
}

/** A token's value; the padding's would spoil every mean that it entered. */
const values = { padding: 1000, special: 0, kind: -6, vile: 6, ly: 3 } as const;

/**
 * A classifier small enough to work out by hand, as an exporter leaves it: `z` is the mean, over the tokens that the mask
 * keeps, of a value a token (`vile` 6, `kind` -6, `##ly` 3, all others 0); the logits are `z` times each label's slope.
 */
export async function writeTinyClassifier(directory: string, tiny: TinyClassifier): Promise<void> {
  const { kind, labels, problemType, maximumPositions = 16, isFlat = false } = tiny;
  await mkdir(join(directory, "onnx"), { recursive: true });
  const config = {
    model_type: kind,
    id2label: Object.fromEntries(labels.map((label, index) => [String(index), label])),
    ...(problemType === undefined ? {} : { problem_type: problemType }),
    pad_token_id: kind === "bert" ? 0 : 1,
    max_position_embeddings: maximumPositions,
  };
  await writeFile(join(directory, "config.json"), JSON.stringify(config));
  await writeFile(join(directory, "tokenizer.json"), JSON.stringify(kind === "bert" ? wordPiece : byteLevelBpe));
  await writeFile(join(directory, "tokenizer_config.json"), JSON.stringify({ model_max_length: 1e30 }));
  const model = encodeModel(network(tiny, kind === "bert" ? bertValues : robertaValues));
  await writeFile(join(directory, ...(isFlat ? [] : ["onnx"]), "model.onnx"), model);
}

const bertTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "you", "are", "kind", "vile", "##ly"];
const bertValues = [values.padding, 0, 0, 0, 0, 0, values.kind, values.vile, values.ly];

const wordPiece = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: bertTokens.slice(0, 4).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
    },
  },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(bertTokens.map((token, id) => [token, id])),
  },
};

const robertaTokens = ["<s>", "<pad>", "</s>", "<unk>", "v", "i", "l", "e", "y", "Ġ", "vi", "le", "vile", "Ġvile", "a"];
const robertaValues = robertaTokens.map((token) =>
  token === "<pad>" ? values.padding : token.endsWith("vile") ? values.vile : values.special,
);

const byteLevelBpe = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: robertaTokens.slice(0, 4).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: {
    type: "RobertaProcessing",
    sep: ["</s>", 2],
    cls: ["<s>", 0],
    trim_offsets: true,
    add_prefix_space: false,
  },
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: "BPE",
    dropout: null,
    unk_token: "<unk>",
    continuing_subword_prefix: "",
    end_of_word_suffix: "",
    fuse_unk: false,
    vocab: Object.fromEntries(robertaTokens.map((token, id) => [token, id])),
    merges: ["v i", "l e", "vi le", "Ġ vile"],
  },
};

function network({ kind, slopes, shape = [-1, -1] }: TinyClassifier, tokenValues: readonly number[]): Graph {
  const whole = (name: string): GraphValue => ({ name, elementType: "int64", shape });
  const float = (name: string): GraphValue => ({ name, elementType: "float32", shape });
  const constant = (name: string, ofShape: readonly number[], data: readonly number[]) =>
    ({ name, elementType: "float32", shape: ofShape, data: Float32Array.from(data) }) as const;
  const node = (
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: GraphNode["attributes"] = {},
  ): GraphNode => ({ operator, inputs, outputs: [float(output)], attributes });
  const hasTypes = kind === "bert";
  return {
    inputs: [whole("input_ids"), whole("attention_mask"), ...(hasTypes ? [whole("token_type_ids")] : [])],
    constants: [
      constant("values", [tokenValues.length], tokenValues),
      // A token of the second type would count 100 more.
      constant("types", [2], [0, 100]),
      constant("slopes", [1, slopes.length], slopes),
      { name: "axis", elementType: "int64", shape: [1], data: BigInt64Array.of(1n) },
    ],
    nodes: [
      node("Gather", ["values", "input_ids"], "ofTokens"), // [B, T]
      ...(hasTypes
        ? [node("Gather", ["types", "token_type_ids"], "ofTypes"), node("Add", ["ofTokens", "ofTypes"], "states")]
        : [node("Identity", ["ofTokens"], "states")]),
      node("Cast", ["attention_mask"], "mask", { to: 1 }),
      node("Mul", ["states", "mask"], "kept"),
      node("ReduceSum", ["kept", "axis"], "sum", { keepdims: 1 }), // [B, 1]
      node("ReduceSum", ["mask", "axis"], "count", { keepdims: 1 }),
      node("Div", ["sum", "count"], "mean"),
      node("MatMul", ["mean", "slopes"], "logits"), // [B, L]
    ],
    outputs: [{ name: "logits", elementType: "float32", shape: [-1, slopes.length] }],
  };
}
