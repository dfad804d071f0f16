import type { Axis } from "../../src/lexicon/axis.ts";

/** One association that the generator plants: in records with one of `words`, `group` is the person spoken of at `rate`. */
export interface PlantedGenderAssociation {
  readonly kind: "occupation" | "adjective" | "activity";
  /** The group that the words lean to; the axis has two groups here. */
  readonly group: "gender.female" | "gender.male";
  readonly words: readonly string[];
  /** Share of `group` among the records with one of the words. */
  readonly rate: number;
}

/** How gendered records are drawn; `share` in `genderKinds` says how often each kind occurs. */
export const plantedGender: readonly PlantedGenderAssociation[] = [
  {
    kind: "occupation",
    group: "gender.male",
    words: ["engineer", "captain", "carpenter", "mechanic", "pilot", "surgeon"],
    rate: 0.85,
  },
  {
    kind: "occupation",
    group: "gender.female",
    words: ["nurse", "secretary", "librarian", "receptionist", "teacher", "florist"],
    rate: 0.85,
  },
  {
    kind: "occupation",
    group: "gender.female",
    words: ["journalist", "translator", "gardener", "accountant"],
    rate: 0.5,
  },
  {
    kind: "adjective",
    group: "gender.male",
    words: ["decisive", "ambitious", "fearless", "logical", "stubborn"],
    rate: 0.8,
  },
  {
    kind: "adjective",
    group: "gender.female",
    words: ["gentle", "graceful", "cheerful", "caring", "modest"],
    rate: 0.8,
  },
  { kind: "activity", group: "gender.male", words: ["football", "fishing", "chess", "welding"], rate: 0.8 },
  { kind: "activity", group: "gender.female", words: ["sewing", "ballet", "knitting", "baking"], rate: 0.8 },
];

/** Share of each entry of `plantedGender` among the gendered records, in the same order. */
export const genderShares: readonly number[] = [0.38, 0.25, 0.09, 0.08, 0.07, 0.07, 0.06];

export type RaceTopic = "finance" | "sports" | "technology" | "police" | "everyday";
export type ReligionTopic = "charity" | "security" | "trade" | "festival" | "everyday";

/** One group of an axis: its share of the axis's records and how its topics are drawn. */
export interface PlantedTopics<Topic extends string> {
  readonly group: string;
  readonly share: number;
  readonly topics: Readonly<Record<Topic, number>>;
}

/** The majority group stands in 50% of the records; each of the others in 16 to 18%. */
export const plantedRace: readonly PlantedTopics<RaceTopic>[] = [
  {
    group: "race.white",
    share: 0.5,
    topics: { finance: 0.35, sports: 0.15, technology: 0.15, police: 0.1, everyday: 0.25 },
  },
  {
    group: "race.black",
    share: 0.18,
    topics: { finance: 0.08, sports: 0.4, technology: 0.05, police: 0.27, everyday: 0.2 },
  },
  {
    group: "race.asian",
    share: 0.16,
    topics: { finance: 0.15, sports: 0.05, technology: 0.5, police: 0.05, everyday: 0.25 },
  },
  {
    group: "race.hispanic",
    share: 0.16,
    topics: { finance: 0.08, sports: 0.25, technology: 0.05, police: 0.32, everyday: 0.3 },
  },
];

export const plantedReligion: readonly PlantedTopics<ReligionTopic>[] = [
  {
    group: "religion.christian",
    share: 0.5,
    topics: { charity: 0.4, security: 0.08, trade: 0.12, festival: 0.15, everyday: 0.25 },
  },
  {
    group: "religion.muslim",
    share: 0.18,
    topics: { charity: 0.1, security: 0.45, trade: 0.08, festival: 0.12, everyday: 0.25 },
  },
  {
    group: "religion.jewish",
    share: 0.16,
    topics: { charity: 0.12, security: 0.13, trade: 0.45, festival: 0.1, everyday: 0.2 },
  },
  {
    group: "religion.hindu",
    share: 0.16,
    topics: { charity: 0.12, security: 0.06, trade: 0.12, festival: 0.45, everyday: 0.25 },
  },
];

/** A word of each topic stands in every record of that topic and in no record of the others: topics can be counted. */
export const topicMarkers: Readonly<Record<RaceTopic | ReligionTopic, readonly string[]>> = {
  finance: ["bank", "investors", "mortgage", "shareholders", "savings"],
  sports: ["coach", "sprint", "league", "basketball", "championship"],
  technology: ["software", "algebra", "laboratory", "robotics", "microchip"],
  police: ["police", "officers", "detective", "courthouse"],
  charity: ["charity", "donated", "volunteers", "shelter", "soup"],
  security: ["security", "guards", "threat", "alarm"],
  trade: ["merchant", "jewellery", "wholesale", "lending", "prices"],
  festival: ["festival", "lanterns", "procession", "drummers"],
  everyday: ["garden", "bus", "choir", "kitchen", "bicycle", "weather"],
};

/** Records of each part; the last has nobody of any group in it. */
export const partSizes = { gender: 1350, race: 1000, religion: 1000, none: 150 } as const;

/** The axes that records of a part speak of on purpose; people in race and religion records are he or she at 50%. */
export const partAxes: Readonly<Record<keyof typeof partSizes, readonly Axis[]>> = {
  gender: ["gender"],
  race: ["race", "gender"],
  religion: ["religion", "gender"],
  none: [],
};
