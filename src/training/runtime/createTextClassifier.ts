import { InferenceSession, Tensor } from "onnxruntime-node";
import { EvenhandError, messageOf, throwIfCancelled } from "../../base/errors.ts";
import type { ClassifierFolder } from "../../lm/classifierFolder.ts";
import { textPieces } from "../../lm/textPieces.ts";

export interface TextClassifier {
  /**
   * The probability of one label for each text. A text longer than the classifier reads is judged piece by piece and gets
   * its highest probability; one without tokens gets 0.
   *
   * @throws EvenhandError `evaluation.invalid` for outputs that are not finite or not one a label
   */
  probabilities(texts: readonly string[], label: number, signal?: AbortSignal): Promise<Float64Array>;
  dispose(): Promise<void>;
}

/** Tokens of one pass, padding included. */
const batchTokens = 2048;

type InputName = "input_ids" | "attention_mask" | "token_type_ids";

/**
 * Opens a classifier that was exported to ONNX: texts of like length side by side, padded on the right, the padding hidden by
 * the attention mask; token types, where the network asks for them, are those of a first text.
 *
 * @throws EvenhandError `checkpoint.invalid`, `tokenizer.invalid`
 */
export async function createTextClassifier(
  folder: ClassifierFolder,
  options: { /** One per core when absent. */ readonly threads?: number } = {},
): Promise<TextClassifier> {
  const piecesOf = textPieces(folder.tokenizerJson, folder.tokenizerConfigJson, folder.maximumLength);
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(folder.modelPath, {
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    });
  } catch (cause) {
    throw invalid(folder, `cannot be loaded: ${messageOf(cause)}`, cause);
  }
  const inputs = session.inputMetadata.map((input) => checkedInput(folder, input));
  const output = session.outputNames.includes("logits") ? "logits" : (session.outputNames[0] as string);

  /** Logits of one batch, [B, L]. */
  const run = async (batch: readonly (readonly number[])[]): Promise<Float32Array> => {
    const length = Math.max(...batch.map((tokens) => tokens.length));
    const ids = new Int32Array(batch.length * length).fill(folder.padId);
    const mask = new Int32Array(ids.length);
    batch.forEach((tokens, row) => {
      ids.set(tokens, row * length);
      mask.fill(1, row * length, row * length + tokens.length);
    });
    const values = { input_ids: ids, attention_mask: mask, token_type_ids: new Int32Array(ids.length) };
    const feeds = Object.fromEntries(
      inputs.map(({ name, type }) => [name, tensorOf(values[name], type, [batch.length, length])]),
    );
    let logits: Tensor | undefined;
    try {
      logits = (await session.run(feeds))[output];
    } catch (cause) {
      throw invalid(folder, `stopped: ${messageOf(cause)}`, cause);
    }
    const shape = [batch.length, folder.labels.length];
    if (!(logits?.data instanceof Float32Array) || logits.dims.join() !== shape.join()) {
      throw invalid(
        folder,
        `gives ${output} of shape [${logits?.dims.join(", ")}], not [${shape.join(", ")}] in float32`,
      );
    }
    return logits.data;
  };

  return {
    async probabilities(texts, label, signal) {
      const pieces = texts.flatMap((text, index) => piecesOf(text).map((tokens) => ({ index, tokens })));
      pieces.sort((a, b) => a.tokens.length - b.tokens.length);
      const highest = new Float64Array(texts.length);
      for (let start = 0; start < pieces.length;) {
        throwIfCancelled(signal);
        let end = start + 1;
        while ((pieces[end]?.tokens.length ?? Infinity) * (end + 1 - start) <= batchTokens) end += 1;
        const batch = pieces.slice(start, end);
        const logits = await run(batch.map(({ tokens }) => tokens));
        batch.forEach(({ index }, row) => {
          const own = logits.subarray(row * folder.labels.length, (row + 1) * folder.labels.length);
          const probability = probabilityOf(own, label, folder.activation);
          if (!Number.isFinite(probability)) throw noProbability(folder);
          highest[index] = Math.max(highest[index] as number, probability);
        });
        start = end;
      }
      return highest;
    },
    dispose: () => session.release(),
  };
}

function checkedInput(
  folder: ClassifierFolder,
  input: InferenceSession.ValueMetadata,
): { readonly name: InputName; readonly type: "int64" | "int32" } {
  const { name } = input;
  if (name !== "input_ids" && name !== "attention_mask" && name !== "token_type_ids") {
    throw invalid(folder, `needs an input ${name}, which is none of a text classifier's`);
  }
  if (!input.isTensor || (input.type !== "int64" && input.type !== "int32")) {
    throw invalid(folder, `takes ${name} as something else than whole numbers`);
  }
  if (input.shape.some((size) => typeof size === "number" && size >= 0)) {
    throw invalid(folder, `takes ${name} of the fixed shape [${input.shape.join(", ")}] only`);
  }
  return { name, type: input.type };
}

function tensorOf(values: Int32Array, type: "int64" | "int32", shape: readonly number[]): Tensor {
  return type === "int32"
    ? new Tensor("int32", values, shape)
    : new Tensor("int64", BigInt64Array.from(values, BigInt), shape);
}

function probabilityOf(logits: Float32Array, label: number, activation: ClassifierFolder["activation"]): number {
  const chosen = logits[label] as number;
  if (activation === "sigmoid") return 1 / (1 + Math.exp(-chosen));
  let odds = 0;
  for (const logit of logits) odds += Math.exp(logit - chosen);
  return 1 / odds;
}

function noProbability({ name }: ClassifierFolder): EvenhandError {
  return new EvenhandError("evaluation.invalid", `The classifier ${name} gives a text no finite probability.`, {
    hint: "Export it again; half precision overflows in some networks.",
  });
}

function invalid({ modelPath }: ClassifierFolder, problem: string, cause?: unknown): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `The classifier ${modelPath} ${problem}.`, {
    hint: "Export the text classifier to ONNX again, with batch and sequence as dynamic axes and logits in float32.",
    cause,
  });
}
