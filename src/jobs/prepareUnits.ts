import { SkipLog } from "../corpus/skipLog.ts";
import type { SkipCount } from "../corpus/document.ts";
import type { TokenView, TrainingRecord } from "../training/gradientEngine.ts";

/** The views of one text: the text itself first. */
export interface TextViews {
  readonly id: string;
  readonly views: readonly string[];
}

/** The texts of one unit of privacy. */
export interface UnitTexts {
  readonly texts: readonly TextViews[];
  /** Whether the text begins and ends here, or is a block out of the middle; it does where absent. */
  readonly begins?: boolean;
  readonly ends?: boolean;
}

export interface PreparedUnits {
  /** One for every unit, none left out: N is their number. */
  readonly records: readonly TrainingRecord[];
  /** Mean number of views of a unit: its blocks, each with its counterfactual. */
  readonly viewsPerRecord: number;
  /** What of the text does not take part, such as the ends of long records. */
  readonly skipped: readonly SkipCount[];
}

interface BlockLimits {
  /** Longest view. */
  readonly maximumTokens: number;
  /** The most blocks of a unit. */
  readonly blocksPerUnit: number;
}

interface UnitTokenizer {
  readonly startOfTextId: number;
  readonly endOfTextId: number;
  encode(text: string): number[];
}

/**
 * Turns texts into token ids: start of text, the text, end-of-text, in blocks of at most `maximumTokens`, each of which begins
 * with the last token of the one before, so that every token but the first is predicted once. The first `blocksPerUnit`
 * blocks of a unit, each with its counterfactual, become the views of one `TrainingRecord`, which is drawn, clipped and
 * protected as one: its gradient is the mean over all of them.
 */
export function prepareUnits(
  units: readonly UnitTexts[],
  tokenizer: UnitTokenizer,
  { maximumTokens, blocksPerUnit }: BlockLimits,
): PreparedUnits {
  const skips = new SkipLog();
  const most = blocksPerUnit === 1 ? `${maximumTokens} tokens` : `${blocksPerUnit} blocks of ${maximumTokens} tokens`;
  const records = units.map(({ texts, begins = true, ends = true }, index): TrainingRecord => {
    const rows: TokenView[] = [];
    let room = blocksPerUnit;
    for (const { id, views } of texts) {
      if (room === 0) skips.add(`text beyond the ${most} of its unit`, id);
      if (room === 0) continue;
      let used = 0;
      for (const text of views) {
        const tokens = [
          ...(begins ? [tokenizer.startOfTextId] : []),
          ...tokenizer.encode(text),
          ...(ends ? [tokenizer.endOfTextId] : []),
        ];
        const blocks = blocksOf(tokens, maximumTokens, tokenizer.endOfTextId);
        if (blocks.length > room) skips.add(`end of a text beyond ${most}`, id);
        rows.push(...blocks.slice(0, room).map((block) => ({ tokens: block })));
        used = Math.max(used, Math.min(room, blocks.length));
      }
      room -= used;
    }
    return { index, views: rows };
  });
  const views = records.reduce((sum, record) => sum + record.views.length, 0);
  return { records, viewsPerRecord: records.length === 0 ? 0 : views / records.length, skipped: skips.counts() };
}

function blocksOf(tokens: readonly number[], maximumTokens: number, endOfTextId: number): number[][] {
  // Nothing can be predicted in so little: it takes part all the same, because every unit counts.
  if (tokens.length < 2) return [[endOfTextId, tokens[0] ?? endOfTextId]];
  const blocks: number[][] = [];
  for (let start = 0; start + 1 < tokens.length; start += maximumTokens - 1) {
    blocks.push(tokens.slice(start, start + maximumTokens));
  }
  return blocks;
}
