import file from "./data/wordPos.json";

/**
 * The parts of speech that a word can be, most usual first (`vn`, `a`, `n>v`), or an empty string for a word that is
 * only a noun or that WordNet lacks; see `data/wordPos.json`.
 */
export function partsOfSpeech(word: string): string {
  codes ??= readCodes();
  return codes.get(word) ?? "";
}

let codes: ReadonlyMap<string, string> | undefined;

function readCodes(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [code, words] of Object.entries(file.words)) for (const word of words.split(" ")) all.set(word, code);
  return all;
}
