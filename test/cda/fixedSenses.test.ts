import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";

const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

describe("gendered words that name no person", () => {
  test.each([
    ["idioms", "The party isn't over until the fat lady sings, so keep mum."],
    ["idioms with a comma", "Liberty, equality, fraternity was their motto."],
    ["idioms with a pronoun", "It was a case of he said, she said."],
    ["things", "The riggers checked each guy rope near the dumb waiter."],
    ["verbs", "Forty people man the phones."],
    ["degrees", "The course leads to a bachelor's in physics."],
    ["surrender", "They cried uncle before the bell."],
    ["devices", "A garden mister cools the patio."],
    ["insects", "The queen laid two thousand eggs in the hive."],
    ["animals", "A nun moth sat on the witch alder."],
  ])("stay in %s", (_, text) => {
    expect(swapped(text)).toBe(text);
  });

  test.each([
    ["quoted titles", 'They watched "Boys Don\'t Cry" last night.'],
    ["titles at the start", '"The Old Man and the Sea" is short.'],
    ["titles after their kind", "The novel Sons and Lovers caused a scandal."],
    ["titles with an article", "We saw A Few Good Men at the theatre."],
    ["titles with a preposition", "The museum shows Girl with a Pearl Earring."],
    ["bands", "Queen recorded the album beside a lake."],
    ["bands after an article", "A Queen tribute band plays on Friday."],
    ["teams", "The Dallas Cowboys lost, and fans of the Cowboys left early."],
    ["firms", "We shop at Harper & Sons, not at Steptoe and Son."],
    ["ships", "HMS Prince of Wales broke down."],
    ["pubs", "We stayed at the King's Arms."],
    ["first names", "I called Guy yesterday."],
    ["surnames", "Nobody knows where Foreman trained."],
  ])("stay in %s", (_, text) => {
    expect(swapped(text)).toBe(text);
  });

  test.each([
    ["The sign said that the Queen of Denmark came.", "The sign said that the King of Denmark came."],
    ["The song Mother used to sing was sad.", "The song Father used to sing was sad."],
    ["Mother Sues School", "Father Sues School"],
    ["King Opens Library", "Queen Opens Library"],
    ["MAN ROBS BANK", "WOMAN ROBS BANK"],
    ["Girl with a Knife Arrested", "Boy with a Knife Arrested"],
    ["Three Sisters Die in Fire", "Three Brothers Die in Fire"],
    ["I told Mother about Father and Aunt Clara.", "I told Father about Mother and Uncle Clara."],
    ["My big brother left.", "My big sister left."],
    ["The foreman told the workman to stop.", "The forewoman told the workwoman to stop."],
    ["Said Uncle Bob: stop.", "Said Aunt Bob: stop."],
    ["The bachelor's house was tidy.", "The bachelorette's house was tidy."],
    ['"Yes, Mother," I said.', '"Yes, Father," I said.'],
    ["The poor man's house burned.", "The poor woman's house burned."],
    ["The guy joined the firm.", "The gal joined the firm."],
  ])("but people with the same words change: %s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

test.each([
  "Sierra Leone lies west of the Guinea border.",
  "The nurses of Ward 12 collect Penny Blacks on Penny Lane.",
  "Two Mary Janes and a Jack Russell came to the Calvin Klein shop.",
  "We ate eggs Benedict and drank a Bloody Mary.",
])("first names in names of things stay: %s", (text) => {
  expect(applyPlan(text, planSwaps(text, { names: "swap" }).edits)).toBe(text);
});
