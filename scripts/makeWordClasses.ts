import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import nlp from "compromise/two";

/**
 * Writes `src/cda/data/wordClasses.json`: English words by what they can be, taken from the lexicon of the `compromise`
 * package, so that the planner needs neither its start-up time nor its tagger. Run again after an update of the package.
 */
interface Model {
  readonly one: { readonly lexicon: Readonly<Record<string, string | readonly string[]>> };
  readonly two: { readonly switches: Readonly<Record<string, string>> };
}

const model = (nlp as unknown as { model(): Model }).model();
const plainWord = /^[a-z]{2,}$/;

function wordsTagged(...wanted: readonly string[]): string[] {
  const { lexicon } = model.one;
  return Object.keys(lexicon).filter((word) => {
    const tags = lexicon[word] ?? [];
    const list = typeof tags === "string" ? [tags] : tags;
    return !list.includes("PhrasalVerb") && list.some((tag) => wanted.includes(tag));
  });
}

function wordsSwitching(...wanted: readonly string[]): string[] {
  const { switches } = model.two;
  return Object.keys(switches).filter((word) => wanted.includes(switches[word] ?? ""));
}

function listed(...lists: readonly (readonly string[])[]): string {
  return [...new Set(lists.flat())]
    .filter((word) => plainWord.test(word))
    .sort()
    .join(" ");
}

const nounOrVerb = wordsSwitching("Noun|Verb", "Actor|Verb");
const nounOrVerbSet = new Set(nounOrVerb);
const classes = {
  origin: `compromise ${process.env["npm_package_devDependencies_compromise"] ?? "14.17.0"}, its lexicon and switches; made by scripts/makeWordClasses.ts`,
  licence: "MIT",
  verb: listed(wordsTagged("Infinitive").filter((word) => !nounOrVerbSet.has(word))),
  nounOrVerb: listed(nounOrVerb),
  past: listed(wordsTagged("PastTense").filter((word) => model.two.switches[word] === undefined || word.length < 4)),
  present: listed(wordsTagged("PresentTense").filter((word) => model.two.switches[word] === undefined)),
  participle: listed(wordsTagged("Participle"), wordsSwitching("Adj|Past")),
  adjective: listed(
    wordsTagged("Adjective", "Comparative", "Superlative"),
    wordsSwitching("Adj|Noun", "Adj|Present", "Adj|Gerund"),
  ),
  noun: listed(wordsTagged("Singular", "Uncountable", "Plural").filter((word) => !nounOrVerbSet.has(word))),
  uncountable: listed(wordsTagged("Uncountable")),
  adverb: listed(wordsTagged("Adverb")),
  role: listed(wordsTagged("Actor").filter((word) => !word.endsWith("s") || word.endsWith("ss"))),
};

const path = join(process.env["EVENHAND_ROOT"] ?? ".", "src", "cda", "data", "wordClasses.json");
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, `${JSON.stringify(classes, null, 1)}\n`);
for (const [name, words] of Object.entries(classes)) console.log(name, words.split(" ").length);
