import { Skips, unlike } from "./benchmark.ts";
import type { BenchmarkItems } from "./benchmark.ts";
import type { SentencePair } from "./pairPreference.ts";

/** The two files of one type, `pro_stereotyped_type1.txt.dev` and `anti_stereotyped_type1.txt.dev` or `.test`. */
export interface WinoBiasFiles {
  readonly pro: string;
  readonly anti: string;
  /** `type1` or `type2`, of the file's name. */
  readonly type: string;
  /** `dev` or `test`, of the file's name. */
  readonly split: string;
}

/**
 * Pairs line n of the pro-stereotyped file with line n of the anti-stereotyped one: the same sentence with the other
 * pronoun. Type 1 can only be resolved by knowing the world, type 2 by syntax.
 *
 * @throws EvenhandError `evaluation.invalid` when lines do not belong together
 * @see Zhao et al. (2018), "Gender Bias in Coreference Resolution: Evaluation and Debiasing Methods"
 */
export function readWinoBias(files: readonly WinoBiasFiles[], source: string): BenchmarkItems<SentencePair> {
  const skips = new Skips();
  const items = files.flatMap(({ pro, anti, type, split }) => {
    const [more, less] = [linesOf(pro), linesOf(anti)];
    if (more.length !== less.length) {
      throw unlike("winobias", source, `${more.length} pro- and ${less.length} anti-stereotyped lines of ${type}`);
    }
    return more.flatMap((sentence, index): SentencePair[] => {
      const other = less[index] as string;
      if (!differInPronounOnly(sentence, other)) {
        skips.add("lines of the two files that differ in more than a pronoun");
        return [];
      }
      return [{ id: `${split}/${type}/${index + 1}`, category: type, more: sentence, less: other }];
    });
  });
  if (items.length === 0) throw unlike("winobias", source, "no pair of sentences");
  return { items, skipped: skips.counts };
}

/** Without number and brackets. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== "")
    .map((line) =>
      line
        .replace(/^\d+\s+/u, "")
        .replaceAll(/[[\]]/gu, "")
        .trim(),
    );
}

const pronouns = new Set(["he", "she", "him", "her", "his", "hers", "himself", "herself"]);

function differInPronounOnly(a: string, b: string): boolean {
  const [left, right] = [a.split(/\s+/u), b.split(/\s+/u)];
  if (left.length !== right.length) return false;
  const bare = (word: string): string => word.toLowerCase().replaceAll(/[^a-z]/gu, "");
  const differing = left.filter((word, index) => word !== right[index]);
  return (
    differing.length > 0 &&
    left.every(
      (word, index) =>
        word === right[index] || (pronouns.has(bare(word)) && pronouns.has(bare(right[index] as string))),
    )
  );
}
