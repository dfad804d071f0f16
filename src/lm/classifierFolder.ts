import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { EvenhandError } from "../base/errors.ts";
import { readJson, unreadable } from "./checkpointFiles.ts";

/** A text classifier in Hugging Face layout whose network is an ONNX file. */
export interface ClassifierFolder {
  /** Of the folder. */
  readonly name: string;
  readonly modelPath: string;
  /** Of the ONNX file, and of the weights beside it where they are in a file of their own. */
  readonly sha256: string;
  /** By class index. */
  readonly labels: readonly string[];
  /** What makes probabilities of the network's outputs: `sigmoid` for labels that do not exclude each other. */
  readonly activation: "sigmoid" | "softmax";
  /** Token that fills up shorter texts; the attention mask hides it. */
  readonly padId: number;
  /** Tokens that the classifier reads at once, special ones included. */
  readonly maximumLength: number;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfigJson: unknown;
}

/** Where exporters put the network. */
const modelFiles = ["onnx/model.onnx", "model.onnx"] as const;

/** What nearly every classifier of this kind reads, where its files do not say. */
const usualLength = 512;

/**
 * Reads `config.json`, `tokenizer.json` and, where there is one, `tokenizer_config.json`, and hashes `onnx/model.onnx` or
 * `model.onnx`.
 *
 * @throws EvenhandError `checkpoint.unreadable`, `checkpoint.invalid`
 */
export async function readClassifierFolder(directory: string): Promise<ClassifierFolder> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw unreadable(directory, cause);
  });
  for (const needed of ["config.json", "tokenizer.json"]) {
    if (!names.includes(needed)) throw invalid(directory, `has no ${needed}`);
  }
  const inner = names.includes("onnx") ? await readdir(join(directory, "onnx")).catch(() => []) : [];
  const modelFile = modelFiles.find((file) =>
    file === "model.onnx" ? names.includes(file) : inner.includes(basename(file)),
  );
  if (modelFile === undefined) throw invalid(directory, `has neither ${modelFiles.join(" nor ")}`);
  const config = asObject(await readJson(directory, "config.json", "checkpoint.invalid"));
  const tokenizerJson = await readJson(directory, "tokenizer.json", "tokenizer.invalid");
  const tokenizerConfigJson = names.includes("tokenizer_config.json")
    ? await readJson(directory, "tokenizer_config.json", "tokenizer.invalid")
    : {};
  const labels = labelsOf(directory, config);
  const padId = padIdOf(config, asObject(tokenizerJson));
  const modelPath = join(directory, modelFile);
  return {
    name: basename(resolve(directory)),
    modelPath,
    sha256: await hashOf(modelPath),
    labels,
    activation: activationOf(directory, config, labels.length),
    padId,
    maximumLength: maximumLengthOf(config, asObject(tokenizerConfigJson), padId),
    tokenizerJson,
    tokenizerConfigJson,
  };
}

function labelsOf(directory: string, { id2label }: Fields): string[] {
  const entries = Object.entries(asObject(id2label)).sort(([a], [b]) => Number(a) - Number(b));
  if (entries.length === 0 || entries.some(([id, label], index) => Number(id) !== index || typeof label !== "string")) {
    throw invalid(directory, "does not name its labels 0, 1, … in id2label of config.json");
  }
  return entries.map(([, label]) => label as string);
}

/** As transformers' pipeline for text classification decides it. */
function activationOf(
  directory: string,
  { problem_type: problem }: Fields,
  labels: number,
): ClassifierFolder["activation"] {
  switch (problem) {
    case "multi_label_classification":
      return "sigmoid";
    case "single_label_classification":
    case undefined:
    case null:
      return labels === 1 ? "sigmoid" : "softmax";
    default:
      throw invalid(
        directory,
        `is made for "${String(problem)}", not for classification (problem_type of config.json)`,
      );
  }
}

function padIdOf({ pad_token_id: ofModel }: Fields, { padding }: Fields): number {
  const ofTokenizer = asObject(padding)["pad_id"];
  return [ofModel, ofTokenizer].find((id): id is number => Number.isInteger(id) && (id as number) >= 0) ?? 0;
}

function maximumLengthOf(config: Fields, tokenizerConfig: Fields, padId: number): number {
  const positions = config["max_position_embeddings"];
  // RoBERTa's kin number positions from behind the padding token's.
  const used = /roberta|camembert|mpnet/u.test(String(config["model_type"])) ? padId + 1 : 0;
  const limits = [Number(positions) - used, Number(tokenizerConfig["model_max_length"])];
  const known = limits.filter((limit) => Number.isInteger(limit) && limit >= 1 && limit < 1e6);
  return known.length === 0 ? usualLength : Math.min(...known);
}

async function hashOf(modelPath: string): Promise<string> {
  const hash = createHash("sha256");
  const beside = `${basename(modelPath)}_data`;
  const names = await readdir(dirname(modelPath));
  for (const path of [modelPath, ...(names.includes(beside) ? [`${modelPath}_data`] : [])]) {
    await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hash.update(chunk);
    }).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
  }
  return hash.digest("hex");
}

type Fields = Readonly<Record<string, unknown>>;

function asObject(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function invalid(directory: string, problem: string): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `The classifier ${directory} ${problem}.`, {
    hint: "Give a folder in Hugging Face layout with config.json, tokenizer.json and onnx/model.onnx, as its ONNX export has them.",
  });
}
