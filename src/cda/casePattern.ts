/** Writes `word` (lower case) in the case pattern of `model`: lower, Title or ALL CAPS. */
export function inCaseOf(model: string, word: string): string {
  const letters = model.replace(/[^\p{L}]/gu, "");
  const first = letters.charAt(0);
  if (first === first.toLowerCase()) return word;
  if (letters.length > 1 && letters === letters.toUpperCase()) return word.toUpperCase();
  return word.charAt(0).toUpperCase() + word.slice(1);
}
