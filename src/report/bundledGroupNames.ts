/**
 * The names of the bundled lexicon's groups, for reports that name groups without having scanned: a test holds them beside the
 * lexicon, which is too large for every page to carry.
 */
export const bundledGroupNames: Readonly<Record<string, string>> = {
  "gender.female": "women and girls",
  "gender.male": "men and boys",
  "gender.nonbinary": "nonbinary people",
  "race.black": "Black people",
  "race.white": "white people",
  "race.asian": "Asian people",
  "race.hispanic": "Hispanic and Latino people",
  "race.nativeAmerican": "Native American people",
  "race.middleEastern": "Middle Eastern and North African people",
  "race.pacificIslander": "Pacific Islander people",
  "race.european": "people of European nationalities",
  "race.roma": "Roma and Travellers",
  "race.multiracial": "multiracial people",
  "religion.muslim": "Muslims",
  "religion.christian": "Christians",
  "religion.jewish": "Jewish people",
  "religion.hindu": "Hindus",
  "religion.buddhist": "Buddhists",
  "religion.sikh": "Sikhs",
  "religion.atheist": "atheists and agnostics",
};
