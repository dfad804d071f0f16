import { inCaseOf } from "../casePattern.ts";
import type { SwapEdit } from "../swapPlan.ts";
import type { Token, TokenView } from "../tokens.ts";

/**
 * Re-agreement of "a" and "an" before a word that a swap changes: "an earl" becomes "a countess".
 *
 * @param index position of the changed word
 * @returns the edit of the article, or undefined when there is none or its sound does not change
 */
export function agreeArticle(view: TokenView, index: number, edit: SwapEdit): SwapEdit | undefined {
  const article = view.previous(index);
  if (article === undefined || (article.lower !== "a" && article.lower !== "an") || article.clitic !== "")
    return undefined;
  const vowel = startsWithVowelSound(edit.after);
  // "an Hispanic man": some say it without the h.
  const isSilent = article.lower === "an" && /^h/i.test(edit.before);
  if (vowel === startsWithVowelSound(edit.before) && !isSilent) return undefined;
  const wanted = vowel ? "an" : "a";
  if (article.lower === wanted) return undefined;
  return {
    start: article.start,
    end: article.start + article.head.length,
    before: article.head,
    after: inArticleCase(article, edit.after, wanted),
    rule: "article",
    reason: `${wanted} before ${edit.after}`,
    confidence: edit.confidence,
  };
}

/** A lone capital A says nothing of the pattern: the word after it does. */
function inArticleCase(article: Token, next: string, wanted: string): string {
  if (article.head === "A" && next.length > 1 && next === next.toUpperCase()) return wanted.toUpperCase();
  if (article.head === "AN") return wanted.toUpperCase();
  return inCaseOf(article.head, wanted);
}

/** Whether "an" goes before the word; enough for the words of the swap pairs. */
export function startsWithVowelSound(word: string): boolean {
  const lower = word.toLowerCase();
  if (/^(?:heir|hour|honest|honou?r)/.test(lower)) return true;
  if (/^(?:uni(?!n|m)|use|usu|usher?ette|eu|ewe|one\b|once)/.test(lower)) return lower.startsWith("usher");
  return /^[aeiou]/.test(lower);
}
