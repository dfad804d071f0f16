/** A verb form that agrees with "they". */
export interface PluralVerb {
  /** Lower case. */
  readonly after: string;
  /** False when the word need not be a verb at all. */
  readonly isCertain: boolean;
}

const auxiliaries: Readonly<Record<string, string>> = {
  is: "are",
  was: "were",
  has: "have",
  does: "do",
  "isn't": "aren't",
  "wasn't": "weren't",
  "hasn't": "haven't",
  "doesn't": "don't",
  isnt: "arent",
  wasnt: "werent",
  hasnt: "havent",
  doesnt: "dont",
};

/** An auxiliary of the third person singular as "they" wants it; undefined for other words. */
export function pluralAuxiliary(word: string): string | undefined {
  const plain = word.replace("’", "'");
  return Object.hasOwn(auxiliaries, plain) ? auxiliaries[plain] : undefined;
}

/** Words in -s that are no verbs of the third person: adverbs, pronouns, prepositions, conjunctions. */
const others = new Set(
  "always perhaps sometimes besides afterwards towards upwards downwards backwards forwards nowadays indoors outdoors overseas upstairs downstairs alas thus as us this his hers its ours yours theirs yes plus across unless less versus whereas nevertheless nonetheless regardless needless doubtless various famous serious curious anxious nervous jealous previous obvious".split(
    " ",
  ),
);

/** Bases that would be spelled otherwise by rule. */
const irregular: Readonly<Record<string, string>> = {
  goes: "go",
  undergoes: "undergo",
  forgoes: "forgo",
  dies: "die",
  lies: "lie",
  ties: "tie",
  vies: "vie",
  unties: "untie",
  belies: "belie",
  underlies: "underlie",
  shoes: "shoe",
  tiptoes: "tiptoe",
  hoes: "hoe",
  canoes: "canoe",
  aches: "ache",
  caches: "cache",
  axes: "axe",
  quizzes: "quiz",
  focuses: "focus",
  biases: "bias",
  gases: "gas",
  busses: "bus",
};

/**
 * The base of a present-tense verb of the third person singular: says, goes, tries, watches.
 *
 * @param isVerb whether a word is known as a verb, or could be one
 */
export function pluralVerb(word: string, isVerb: (base: string) => boolean): PluralVerb | undefined {
  const auxiliary = pluralAuxiliary(word);
  if (auxiliary !== undefined) return { after: auxiliary, isCertain: true };
  if (!/^[a-z]{2,}s$/.test(word) || word.endsWith("ss") || others.has(word)) return undefined;
  const after = irregular[word] ?? regularBase(word);
  return { after, isCertain: isVerb(after) };
}

function regularBase(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz|[^aeiou]o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
