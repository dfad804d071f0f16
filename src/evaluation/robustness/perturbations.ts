import type { Random } from "../../base/random.ts";
import type { Span } from "../../text/span.ts";
import { splitWords } from "../../text/words.ts";

/** Of the words that can have one, the share that gets a typing error; at least one word does. */
export const typoShare = 0.1;

/**
 * A text with typing errors: in some words of at least four letters two neighbouring letters inside the word trade
 * places, so that the first and the last letter stay and people still read the word. A text without such a word is given back.
 */
export function withTypos(text: string, random: Random): string {
  const places = splitWords(text).flatMap((word) => {
    const own = innerPairs(text, word);
    return own.length === 0 ? [] : [own];
  });
  const wanted = Math.min(places.length, Math.max(1, Math.round(typoShare * places.length)));
  const letters = text.split(""); // UTF-16 units, as the places count
  for (let chosen = 0; chosen < wanted; chosen += 1) {
    const own = places.splice(random.integer(places.length), 1)[0] as readonly number[];
    const at = own[random.integer(own.length)] as number;
    [letters[at], letters[at + 1]] = [letters[at + 1] as string, letters[at] as string];
  }
  return letters.join("");
}

/** The text in lower case. */
export function inLowerCase(text: string): string {
  return text.toLowerCase();
}

/** Where two different neighbours inside a word are plain letters of one UTF-16 unit. */
function innerPairs(text: string, { start, end }: Span): number[] {
  const word = text.slice(start, end);
  if (end - start < 4 || !/^\p{L}+$/u.test(word) || Array.from(word).length !== word.length) return [];
  const places: number[] = [];
  for (let at = start + 1; at + 1 < end - 1; at += 1) if (text[at] !== text[at + 1]) places.push(at);
  return places;
}
