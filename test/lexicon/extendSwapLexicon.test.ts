import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps, readSwap } from "../../src/cda/planSwaps.ts";
import { EvenhandError } from "../../src/base/errors.ts";
import { parseLexicon, parseSwapLexicon } from "../../src/lexicon/readLexicon.ts";
import { bundledSwapLexicon } from "../../src/lexicon/swapLexicon.ts";

const read = (swaps: unknown) => parseSwapLexicon(JSON.stringify({ extends: "bundled", swaps }, null, 1), "team.json");

function swapped(swaps: unknown, axis: string, direction: string, text: string): string {
  const lexicon = read(swaps);
  return applyPlan(text, planSwaps(text, { swaps: [readSwap(axis, direction, lexicon)], lexicon }).edits);
}

function problem(swaps: unknown): string {
  try {
    read(swaps);
  } catch (error) {
    if (error instanceof EvenhandError && error.code === "lexicon.invalid") return `${error.message} | ${error.hint}`;
    throw error;
  }
  return "no problem";
}

test("a file without swaps is the bundled swap lexicon, and the scan's lexicon may have them", () => {
  const text = '{ "extends": "bundled", "swaps": { "names": { "keep": ["Chase"] } } }';
  expect(parseSwapLexicon('{ "extends": "bundled" }', "team.json")).toBe(bundledSwapLexicon());
  expect(parseLexicon(text, "team.json").groups.length).toBeGreaterThan(10);
  expect(parseSwapLexicon(text, "team.json").hash).not.toBe(bundledSwapLexicon().hash);
});

describe("gender pairs", () => {
  test("are added with plurals, and take the place of bundled ones", () => {
    const swaps = { gender: { add: ["milkman/milkmaid", "waiter/serveress"] } };
    expect(swapped(swaps, "gender", "swap", "Two milkmaids met a waiter.")).toBe("Two milkmen met a serveress.");
    expect(swapped(swaps, "gender", "swap", "Serveresses greet milkmen.")).toBe("Waiters greet milkmaids.");
  });

  test("are removed with their plurals", () => {
    const swaps = { gender: { remove: ["actress"] } };
    expect(swapped(swaps, "gender", "swap", "The actress met two actors and her aunt.")).toBe(
      "The actress met two actors and his uncle.",
    );
  });
});

describe("groups", () => {
  test("get forms that are read, or written before the bundled ones", () => {
    const swaps = {
      race: { add: { white: { adjective: ["<Anglo"] } } },
      religion: { add: { christian: { clergy: ["preacher/preachers"] } } },
    };
    expect(swapped(swaps, "race", "White->Asian", "An Anglo rancher waved.")).toBe("An Asian rancher waved.");
    expect(swapped(swaps, "religion", "Muslim->Christian", "Two imams spoke.")).toBe("Two preachers spoke.");
  });

  test("go with their other labels", () => {
    const lexicon = read({ race: { remove: { hispanic: true } } });
    expect(() => readSwap("race", "Latino->White", lexicon)).toThrow(/no group "Latino"/);
    const swaps = [readSwap("race", "Latino->White")];
    expect(() => planSwaps("A Latina.", { swaps, lexicon })).toThrow(/the lexicon has no group "latino"/);
  });

  test("may be new, and lose forms", () => {
    const swaps = {
      religion: {
        add: { bahai: { label: "Baha'i", person: ["Baha'i/Baha'is"], adjective: ["Baha'i"] } },
        remove: { christian: { place: ["chapel"] } },
      },
    };
    expect(swapped(swaps, "religion", "Muslim->Baha'i", "A Muslim family met Muslims.")).toBe(
      "A Baha'i family met Baha'is.",
    );
    expect(swapped(swaps, "religion", "Christian->Muslim", "The chapel is near the church.")).toBe(
      "The chapel is near the mosque.",
    );
  });
});

test("phrases are added and removed, also one out of many alternatives", () => {
  const text = "A black coffee seller drank black tea with the black box crew.";
  const direction = "Black->White";
  expect(swapped({}, "race", direction, text)).toBe(text);
  expect(swapped({ phrases: { remove: ["black coffee"] } }, "race", direction, "A black coffee seller sat down.")).toBe(
    "A black coffee seller sat down.", // coffee is a thing all the same
  );
  const kept = "The black hat hackers met a black poet.";
  expect(swapped({ phrases: { add: ["black poet|poets"] } }, "race", direction, kept)).toBe(kept);
  // The bundled phrase has a mark that says how it is joined; a team need not know it.
  expect(swapped({ phrases: { remove: ["man made"] } }, "gender", "swap", "A man-made lake.")).toBe(
    "A woman-made lake.",
  );
  expect(
    swapped({ phrases: { remove: ["king size"] } }, "gender", "swap", "The king size bed and the queen bed."),
  ).toBe("The queen size bed and the queen bed.");
});

test("names are pairs in both directions, and kept ones", () => {
  const { names } = read({ names: { pairs: ["Omar/Leila"], keep: ["Chase"] } });
  expect([...names.pairs]).toEqual([
    ["omar", "leila"],
    ["leila", "omar"],
  ]);
  expect([...names.kept]).toEqual(["chase"]);
});

describe("what is wrong is said with place, line and a hint", () => {
  test.each([
    ["an unknown key", { sex: {} }, 'team.json, swaps.sex: unknown key "sex" (line 4)'],
    ["no pair", { gender: { add: ["barman barmaid"] } }, '"barman barmaid" is not a pair (line 6)'],
    ["a pair given twice", { gender: { add: ["a/b", "a/b"] } }, 'the pair "a/b" is given twice (line 7)'],
    ["two counterparts", { gender: { add: ["a/b", "c/b"] } }, '"b" has two counterparts, in "a/b" and "c/b" (line 7)'],
    ["a cycle", { gender: { add: ["a>b", "b>c", "c>a"] } }, 'a cycle: "a>b"'],
    ["a cycle of two", { gender: { add: ["a>b", "b>a"] } }, "trade places with itself"],
    ["a word with itself", { gender: { add: ["a/A"] } }, "itself as its counterpart"],
    ["removing nothing", { gender: { remove: ["zebra"] } }, 'the bundled pairs have no "zebra" (line 6)'],
    ["an unknown group", { race: { remove: { martian: true } } }, 'there is no group "martian" (line 6)'],
    ["an unknown slot", { religion: { add: { sikh: { hat: ["x"] } } } }, 'unknown key "hat" (line 7)'],
    ["a form twice", { religion: { add: { sikh: { place: ["gurdwara"] } } } }, '"gurdwara" is given twice for place'],
    ["no form", { religion: { remove: { sikh: { place: ["dome"] } } } }, '"dome" is no form of this slot (line 8)'],
    [
      "a new group without a noun",
      { religion: { add: { jain: { adjective: ["Jain"] } } } },
      "swaps.religion.add.jain: jain has no person that could be written (line 6)",
    ],
    [
      "a group that loses its adjective",
      { race: { remove: { asian: { adjective: ["Asian"] } } } },
      "swaps.race.remove.asian: Asian has no adjective that could be written",
    ],
    ["a phrase that is not there", { phrases: { remove: ["green tea"] } }, 'no bundled phrase reads "green tea"'],
    ["no pair of names", { names: { pairs: ["Omar"] } }, '"Omar" is not a pair of names (line 6)'],
    ["a name in two pairs", { names: { pairs: ["A/B", "C/B"] } }, '"b" is in two pairs of names (line 7)'],
    ["a kept name that is swapped", { names: { pairs: ["A/B"], keep: ["a"] } }, '"a" is kept here and swapped'],
    ["no list", { gender: { add: "a/b" } }, "must be a list of strings (line 5)"],
  ])("%s", (_, swaps, message) => {
    expect(problem(swaps)).toContain(message);
    expect(problem(swaps)).toMatch(/ \| .+\.$/);
  });
});
