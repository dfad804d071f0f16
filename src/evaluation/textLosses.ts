import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import type { GroupedText } from "./groupedText.ts";
import { scoreSequences, sumOf } from "./scoreSequences.ts";
import { uniqueIds } from "./uniqueIds.ts";

/** How well a model predicts one text. */
export interface TextLoss {
  /** Unlike that of any other text of the list. */
  readonly id: string;
  readonly groups: readonly string[];
  /** As of the text. */
  readonly unit?: number;
  /** Sum of -ln P over the predicted tokens, nats. */
  readonly nll: number;
  /** Predicted tokens: all of the text's, because the model reads a start-of-text token first. */
  readonly tokens: number;
}

export interface TextLosses {
  readonly losses: readonly TextLoss[];
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
}

/** A stretch that the model reads at once; its last `targets` tokens are predicted, those before are context. */
export interface Window {
  readonly begin: number;
  readonly end: number;
  readonly targets: number;
}

/** Scores each text once; perplexity and loss per group are computed from the result. */
export async function textLosses(
  scorer: TokenScorer,
  texts: readonly GroupedText[],
  options: ScoreOptions = {},
): Promise<TextLosses> {
  const sequences: number[][] = [];
  const targets: { readonly text: number; readonly count: number }[] = [];
  const lengths = texts.map(({ text }, index) => {
    const tokens = [scorer.startOfTextId, ...scorer.encode(text)];
    for (const window of slidingWindows(tokens.length, scorer.maximumLength)) {
      sequences.push(tokens.slice(window.begin, window.end));
      targets.push({ text: index, count: window.targets });
    }
    return tokens.length - 1;
  });
  const scores = await scoreSequences(scorer, sequences, options);
  const nll = new Float64Array(texts.length);
  scores.forEach((score, index) => {
    const { text, count } = targets[index] as { text: number; count: number };
    nll[text] = (nll[text] as number) - sumOf(score, score.length - count);
  });
  const ids = uniqueIds(texts);
  const losses = texts.flatMap(({ groups, unit }, index): TextLoss[] => {
    const tokens = lengths[index] as number;
    if (tokens === 0) return [];
    const loss = { id: ids[index] as string, groups, nll: nll[index] as number, tokens };
    return [unit === undefined ? loss : { ...loss, unit }];
  });
  const empty = texts.length - losses.length;
  return { losses, skipped: empty === 0 ? [] : [{ reason: "text without tokens", count: empty }] };
}

/**
 * Cuts a sequence into windows so that each token but the first is predicted once, with at least
 * `maximumLength - stride` tokens of context after the first window.
 *
 * @param stride tokens by which the window moves on, 1..maximumLength; half of `maximumLength` when absent
 */
export function slidingWindows(
  length: number,
  maximumLength: number,
  stride = Math.max(1, maximumLength >> 1),
): Window[] {
  if (maximumLength < 2 || stride < 1 || stride >= maximumLength) {
    throw new RangeError(`windows of ${maximumLength} tokens with stride ${stride}: needs 1 <= stride < length`);
  }
  const windows: Window[] = [];
  let predicted = 1;
  while (predicted < length) {
    // The first window is read whole; each later one adds `stride` tokens.
    const end = Math.min(length, windows.length === 0 ? maximumLength : predicted + stride);
    windows.push({ begin: Math.max(0, end - maximumLength), end, targets: end - predicted });
    predicted = end;
  }
  return windows;
}
