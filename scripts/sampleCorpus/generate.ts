import { seededRandom } from "../../src/base/random.ts";
import type { Random } from "../../src/base/random.ts";
import { activityFrames, adjectiveFrames, awkwardFollowUps, followUps, occupationFrames } from "./genderFrames.ts";
import type { Frame } from "./genderFrames.ts";
import { genderShares, partSizes, plantedGender, plantedRace, plantedReligion } from "./planted.ts";
import type { PlantedGenderAssociation, PlantedTopics } from "./planted.ts";
import { neutralFollowUps, neutralFrames, raceFrames, religionFrames } from "./topicFrames.ts";
import { wordLists } from "./words.ts";

/** One line of the sample corpus. */
export interface SampleRecord {
  readonly id: string;
  readonly text: string;
  /** The genre: news brief, memo, review, profile, letter or report. */
  readonly source: string;
  readonly year: number;
  /** One of 60 invented authors. */
  readonly author: string;
}

/** Seed of `samples/demo.jsonl`. */
export const sampleSeed = 20260;

const minimumWords = 15;
const maximumWords = 40;

/** What the slots of one record stand for, beside the word lists. */
type Bindings = Readonly<Record<string, string>>;

/** Writes the whole corpus; equal seeds give equal records, byte for byte. */
export function generateSampleCorpus(seed: number = sampleSeed): SampleRecord[] {
  const random = seededRandom(seed);
  const parts: (keyof typeof partSizes)[] = [];
  for (const part of ["gender", "race", "religion", "none"] as const) {
    for (let index = 0; index < partSizes[part]; index += 1) parts.push(part);
  }
  for (let last = parts.length - 1; last > 0; last -= 1) {
    const other = random.integer(last + 1);
    [parts[last], parts[other]] = [parts[other] as keyof typeof partSizes, parts[last] as keyof typeof partSizes];
  }
  const authors = Array.from({ length: 60 }, () => `${pick(list("initial"), random)} ${pick(list("surname"), random)}`);
  const seen = new Set<string>();
  return parts.map((part, index) => {
    let made = makers[part](random);
    while (seen.has(made.text) || !hasGoodLength(made.text)) made = makers[part](random);
    seen.add(made.text);
    return {
      id: `demo-${String(index + 1).padStart(4, "0")}`,
      text: made.text,
      source: made.genre,
      year: 2004 + random.integer(20),
      author: pick(authors, random),
    };
  });
}

/** One JSON object a line, `\n` at the end of each. */
export function sampleCorpusText(records: readonly SampleRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

interface Made {
  readonly text: string;
  readonly genre: string;
}

const makers: Readonly<Record<keyof typeof partSizes, (random: Random) => Made>> = {
  gender: makeGendered,
  race: (random) => makeTopical(plantedRace, raceFrames, random),
  religion: (random) => makeTopical(plantedReligion, religionFrames, random),
  none: (random) => {
    const frame = pick(neutralFrames, random);
    return { genre: frame.genre, text: compose(frame.text, neutralFollowUps, [], {}, random) };
  },
};

function makeGendered(random: Random): Made {
  const planted = plantedGender[weighted(genderShares, random)] as PlantedGenderAssociation;
  const leans = random.next() < planted.rate;
  const isFemale = leans === (planted.group === "gender.female");
  const word = pick(planted.words, random);
  const frames = { occupation: occupationFrames, adjective: adjectiveFrames, activity: activityFrames }[planted.kind];
  const slot = { occupation: "occ", adjective: "adj", activity: "act" }[planted.kind];
  const frame = pick(frames, random);
  const bindings = { ...personBindings(isFemale, random), [slot]: word };
  return { genre: frame.genre, text: compose(frame.text, followUps, awkwardFollowUps, bindings, random) };
}

function makeTopical<Topic extends string>(
  planted: readonly PlantedTopics<Topic>[],
  frames: Readonly<Record<Topic, readonly Frame[]>>,
  random: Random,
): Made {
  const group = planted[
    weighted(
      planted.map(({ share }) => share),
      random,
    )
  ] as PlantedTopics<Topic>;
  const topics = Object.keys(group.topics) as Topic[];
  const topic = topics[
    weighted(
      topics.map((name) => group.topics[name]),
      random,
    )
  ] as Topic;
  const frame = pick(frames[topic], random);
  const isFemale = random.next() < 0.5;
  const naming = groupNaming[group.group] as GroupNaming;
  const bindings = {
    ...personBindings(isFemale, random),
    person: `${pick(naming.adjectives, random)} ${isFemale ? "woman" : "man"}`,
    people: pick(naming.plurals, random),
    house: naming.house,
  };
  return { genre: frame.genre, text: compose(frame.text, neutralFollowUps, [], bindings, random) };
}

interface GroupNaming {
  readonly adjectives: readonly string[];
  readonly plurals: readonly string[];
  readonly house: string;
}

const groupNaming: Readonly<Record<string, GroupNaming>> = {
  "race.white": {
    adjectives: ["white"],
    plurals: ["white people", "white men", "white women"],
    house: "",
  },
  "race.black": {
    adjectives: ["Black", "African American"],
    plurals: ["Black people", "African Americans", "Black women", "Black men"],
    house: "",
  },
  "race.asian": {
    adjectives: ["Asian American", "Asian"],
    plurals: ["Asian Americans", "Asian people"],
    house: "",
  },
  "race.hispanic": {
    adjectives: ["Hispanic"],
    plurals: ["Latinos", "Hispanic people"],
    house: "",
  },
  "religion.christian": {
    adjectives: ["Christian"],
    plurals: ["Christians", "Christian women", "Christian men"],
    house: "church",
  },
  "religion.muslim": {
    adjectives: ["Muslim"],
    plurals: ["Muslims", "Muslim women", "Muslim men"],
    house: "mosque",
  },
  "religion.jewish": {
    adjectives: ["Jewish"],
    plurals: ["Jewish people", "Jewish women", "Jewish men"],
    house: "synagogue",
  },
  "religion.hindu": {
    adjectives: ["Hindu"],
    plurals: ["Hindus", "Hindu women", "Hindu men"],
    house: "Hindu temple",
  },
};

function personBindings(isFemale: boolean, random: Random): Bindings {
  const surname = pick(list("surname"), random);
  const first = pick(list(isFemale ? "femaleFirst" : "maleFirst"), random);
  const named = random.next();
  const words = isFemale
    ? { s: "she", o: "her", p: "her", q: "hers", r: "herself", m: "woman", T: "Ms.", kin: "mother", actor: "actress" }
    : { s: "he", o: "him", p: "his", q: "his", r: "himself", m: "man", T: "Mr.", kin: "father", actor: "actor" };
  const name =
    named < 0.08
      ? `${first} ${surname}`
      : named < 0.2
        ? `${words.T} ${surname}`
        : `${pick(list("initial"), random)} ${surname}`;
  return { ...words, name, surname, first };
}

/** Fills the opening sentence and adds one or two more until the record is long enough. */
function compose(
  opening: string,
  ordinary: readonly string[],
  awkward: readonly string[],
  bindings: Bindings,
  random: Random,
): string {
  const sentences = [fill(opening, bindings, random)];
  const wanted = 1 + random.integer(3);
  while (sentences.length < 3) {
    const words = countWords(sentences.join(" "));
    if (sentences.length >= wanted && words >= minimumWords) break;
    const from = awkward.length > 0 && random.next() < 0.12 ? awkward : ordinary;
    sentences.push(fill(pick(from, random), bindings, random));
  }
  return sentences.join(" ");
}

/** Replaces each slot: `{x}`, `{a x}` with its article, `{an x}` likewise, a capital first letter for a capital first word. */
function fill(template: string, bindings: Bindings, random: Random): string {
  const filled = template.replace(
    /\{(?:([Aa]n?) )?([A-Za-z]+)(\|cap)?\}/g,
    (whole, article: string | undefined, slot: string, cap) => {
      const lower = slot.charAt(0).toLowerCase() + slot.slice(1);
      const exact = bindings[slot] ?? wordLists[slot];
      const value = exact ?? bindings[lower] ?? wordLists[lower];
      if (value === undefined) throw new RangeError(`the frame "${template}" has an unknown slot ${whole}`);
      const word = typeof value === "string" ? value : pick(value, random);
      const withArticle = article === undefined ? word : `${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`;
      const capital = cap !== undefined || article?.startsWith("A") === true || exact === undefined;
      return capital ? withArticle.charAt(0).toUpperCase() + withArticle.slice(1) : withArticle;
    },
  );
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

function hasGoodLength(text: string): boolean {
  const words = countWords(text);
  return words >= minimumWords && words <= maximumWords;
}

function countWords(text: string): number {
  return text.split(/\s+/).length;
}

function list(name: string): readonly string[] {
  return wordLists[name] as readonly string[];
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)] as T;
}

function weighted(weights: readonly number[], random: Random): number {
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let index = 0; index < weights.length - 1; index += 1) {
    left -= weights[index] as number;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
