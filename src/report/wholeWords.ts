/**
 * A pattern for any of `words` standing as a whole word, in any case, longest first; undefined for no words.
 * The words are taken literally.
 */
export function wholeWordPattern(words: Iterable<string>): RegExp | undefined {
  const alternatives = [...words]
    .filter((word) => word !== "")
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  if (alternatives.length === 0) return undefined;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}
