import { throwIfCancelled } from "../../base/errors.ts";
import type { Checkpoint } from "../../lm/checkpoint.ts";
import { architectureOf } from "../../lm/architecture.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import type { ScoreOptions, TargetScores, TokenScorer } from "../../lm/tokenScorer.ts";
import { createTokenizer } from "../../lm/tokenizer.ts";
import { passInputs, passNodes, planPasses } from "../scoring/planPasses.ts";
import { scoringNames as names, scoringParts, traceScoring } from "../scoring/traceScoring.ts";
import type { ScoringQuestion, ScoringShape } from "../scoring/traceScoring.ts";
import { GraphCache, type GraphFamily } from "./graphCache.ts";

/** What is to be known of each sequence, and who gets the answers. */
interface Asked {
  readonly question: ScoringQuestion;
  /** `asked` of the pass for one sequence. @param nodes the sequence's, in the pass */
  readonly keys: (sequence: number, nodes: readonly number[]) => readonly number[];
  /** @param places of the answers to `keys`, in their order */
  readonly take: (sequence: number, places: readonly number[], nodes: readonly number[], results: Results) => void;
}

type Results = (name: string) => Float32Array;

/**
 * A model that scores token sequences, compiled once per shape. What sequences begin with in common is computed once, and
 * rows are filled up with further sequences instead of padding. It reads the checkpoint's parameters where they are: what
 * training changes in them, it sees.
 */
export async function createTokenScorer(
  checkpoint: Checkpoint,
  options: { /** One per core when absent. */ readonly threads?: number } = {},
): Promise<TokenScorer> {
  const { config, parameters } = checkpoint;
  const { vocabularySize } = config;
  const tokenizer = createTokenizer(checkpoint.tokenizerJson, checkpoint.tokenizerConfigJson);
  const maximumLength = Math.min(config.positions, passNodes);
  const withHeadParts = new Map([...parameters, ...headPartsOf(checkpoint)]);
  const graphs = new GraphCache(scoringFamily(config, maximumLength), options);

  const ask = async (
    sequences: readonly (readonly number[])[],
    { question, keys, take }: Asked,
    { signal, onScored }: ScoreOptions,
  ): Promise<void> => {
    let scored = 0;
    for (const pass of planPasses(sequences, passNodes)) {
      throwIfCancelled(signal);
      // Where a pass holds all its logits, few shapes occur: the runtime keeps the memory of each.
      const rows = question === "tokens" ? pass.rows.length : 2 ** Math.ceil(Math.log2(pass.rows.length));
      const { tokens, positions, mask } = passInputs(pass, rows);
      const places = new Map<number, number>(); // what several sequences ask is answered once
      const askers = pass.rows.flatMap((row, index) =>
        row.sequences.map(({ sequence, nodes: ofRow }) => {
          const nodes = ofRow.map((node) => index * pass.length + node);
          const own = keys(sequence, nodes).map((key) => {
            const place = places.get(key) ?? places.size;
            places.set(key, place);
            return place;
          });
          return { sequence, nodes, own };
        }),
      );
      const answers = 2 ** Math.ceil(Math.log2(Math.max(question === "next" ? 1 : tokens.length, places.size)));
      const asked = new Int32Array(answers);
      asked.set([...places.keys()]);
      const graph = await graphs.get({ question, rows, length: pass.length, answers });
      const feeds = new Map<string, Float32Array | Int32Array>(question === "tokens" ? withHeadParts : parameters)
        .set(names.tokens, tokens)
        .set(names.positions, positions)
        .set(names.mask, mask)
        .set(names.asked, asked);
      if (question === "tokens") {
        feeds.set(
          names.askedNodes,
          asked.map((key) => Math.floor(key / vocabularySize)),
        );
        feeds.set(
          names.asked,
          asked.map((key) => key % vocabularySize),
        );
      }
      const results = await graph.run(feeds);
      for (const { sequence, nodes, own } of askers) take(sequence, own, nodes, (name) => resultOf(results, name));
      scored += askers.length;
      onScored?.(scored, sequences.length);
    }
  };

  const check = (sequences: readonly (readonly number[])[], shortest: number): void => {
    for (const tokens of sequences) {
      if (tokens.length < shortest || tokens.length > maximumLength) {
        throw new RangeError(`a sequence of ${tokens.length} tokens; ${shortest} to ${maximumLength} are possible`);
      }
      if (!tokens.every((token) => Number.isInteger(token) && token >= 0 && token < vocabularySize)) {
        throw new RangeError("a sequence has a token outside the vocabulary");
      }
    }
  };

  const ofTokens = async (
    question: "tokens" | "tokens and top",
    sequences: readonly (readonly number[])[],
    options: ScoreOptions,
  ): Promise<TargetScores[]> => {
    check(sequences, 2);
    const answers: TargetScores[] = sequences.map(() => ({ logProbabilities: new Float32Array(), isTop: [] }));
    const inputs = sequences.map((sequence) => sequence.slice(0, -1)); // nobody asks what follows the last token
    await ask(
      inputs,
      {
        question,
        keys: (sequence, nodes) =>
          nodes.map((node, t) => node * vocabularySize + ((sequences[sequence] as readonly number[])[t + 1] as number)),
        take(sequence, places, nodes, results) {
          const all = results(names.logProbabilities);
          const logProbabilities = Float32Array.from(places, (place) => all[place] as number);
          const largest = question === "tokens" ? [] : nodes.map((node) => results(names.largest)[node] as number);
          answers[sequence] = {
            logProbabilities,
            isTop: largest.map((top, t) => (logProbabilities[t] as number) >= top),
          };
        },
      },
      options,
    );
    return answers;
  };

  return {
    vocabularySize,
    maximumLength,
    startOfTextId: tokenizer.startOfTextId,
    endOfTextId: tokenizer.endOfTextId,
    encode: (text) => tokenizer.encode(text),
    decode: (tokens) => tokenizer.decode(tokens),
    async logProbabilities(sequences, scoring = {}) {
      const answers = await ofTokens("tokens", sequences, scoring);
      return answers.map(({ logProbabilities }) => logProbabilities);
    },
    logProbabilitiesAndTop: (sequences, scoring = {}) => ofTokens("tokens and top", sequences, scoring),
    async nextLogProbabilities(prefixes, scoring = {}) {
      check(prefixes, 1);
      const answers: Float32Array[] = prefixes.map(() => new Float32Array());
      await ask(
        prefixes,
        {
          question: "next",
          keys: (_, nodes) => nodes.slice(-1),
          take(sequence, [place = 0], _, results) {
            const all = results(names.logProbabilities);
            answers[sequence] = all.slice(place * vocabularySize, (place + 1) * vocabularySize);
          },
        },
        scoring,
      );
      return answers;
    },
    async dispose() {
      await graphs.release();
    },
  };
}

function resultOf(results: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = results.get(name);
  if (values === undefined) throw new RangeError(`the pass did not return ${name}`);
  return values;
}

/** Views of the head's matrix, by the names of its parts. */
function headPartsOf({ config, parameters }: Checkpoint): [string, Float32Array][] {
  const head = parameters.get(architectureOf(config).head);
  return scoringParts(config).map(({ name, firstRow, rows }) => {
    const part = head?.subarray(firstRow * config.width, (firstRow + rows) * config.width);
    return [name, part ?? new Float32Array()];
  });
}

function scoringFamily(config: ModelConfig, places: number): GraphFamily<ScoringShape> {
  return {
    isSame: (a, b) =>
      a.question === b.question && a.rows === b.rows && a.length === b.length && a.answers === b.answers,
    trace: (shape) => traceScoring(config, shape, places),
    // The logits and what becomes of them (of one part of the vocabulary, where single tokens are asked of), and the widest arrays
    // of one block: nothing is kept for a backward pass.
    workingBytes({ question, rows, length, answers }) {
      const { vocabularySize, width, innerWidth, heads } = config;
      const nodes = rows * length;
      const atHead = question === "next" ? answers : nodes;
      const words = question === "tokens" ? Math.max(...scoringParts(config).map((part) => part.rows)) : vocabularySize;
      return 4 * (2 * atHead * words + nodes * (8 * width + 2 * innerWidth + 2 * heads * length));
    },
  };
}
