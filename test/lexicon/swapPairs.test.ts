import { describe, expect, test } from "vitest";
import { genderSwapTable, pluralOf, readPairs } from "../../src/lexicon/swapPairs.ts";

describe("genderSwapTable", () => {
  const { terms, fixedPhrases, hash } = genderSwapTable();

  test("sends every counterpart of a two-way pair back to its term", () => {
    for (const [masculine, feminine] of [
      ["uncle", "aunt"],
      ["policemen", "policewomen"],
      ["stepson", "stepdaughter"],
      ["countrymen", "countrywomen"],
      ["heroes", "heroines"],
    ] as const) {
      expect(terms.get(masculine)?.counterpart).toBe(feminine);
      expect(terms.get(feminine)?.counterpart).toBe(masculine);
    }
  });

  test("gives each term a counterpart of the other gender, or one that no term has", () => {
    for (const { gender, counterpart } of terms.values()) {
      const other = terms.get(counterpart);
      if (other !== undefined) expect(other.gender).not.toBe(gender);
    }
  });

  test("keeps occupations whose masculine form is neutral, and maps their feminine forms back", () => {
    expect(terms.get("tailor")).toBeUndefined();
    expect(terms.get("seamstress")?.counterpart).toBe("tailor");
    expect(terms.get("host")).toBeUndefined();
    expect(terms.get("hostesses")?.counterpart).toBe("hosts");
  });

  test("has fixed phrases of at least two words and a hash of its files", () => {
    expect(fixedPhrases.length).toBeGreaterThan(200);
    expect(fixedPhrases.filter(({ words }) => words.length < 2)).toEqual([]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("readPairs", () => {
  const group = { rule: "person", countable: true };

  test("reads two-way and one-way pairs with their plurals", () => {
    const terms = readPairs([{ ...group, pairs: ["groom/bride", "bridegroom>bride", "tailor<seamstress"] }], {});
    expect([...terms.keys()].sort()).toEqual(
      ["bride", "bridegroom", "bridegrooms", "brides", "groom", "grooms", "seamstress", "seamstresses"].sort(),
    );
    expect(terms.get("brides")).toMatchObject({ counterpart: "grooms", gender: "feminine", plural: true });
  });

  test("refuses a string that is no pair and a word with two counterparts", () => {
    expect(() => readPairs([{ ...group, pairs: ["groom-bride"] }], {})).toThrow(RangeError);
    expect(() => readPairs([{ ...group, pairs: ["groom/bride", "groom/wife"] }], {})).toThrow(/two counterparts/);
  });
});

test("pluralOf follows spelling and the table of exceptions", () => {
  expect(pluralOf("waitress", {})).toBe("waitresses");
  expect(pluralOf("lady", {})).toBe("ladies");
  expect(pluralOf("boy", {})).toBe("boys");
  expect(pluralOf("policeman", {})).toBe("policemen");
  expect(pluralOf("witch", {})).toBe("witches");
  expect(pluralOf("wife", { wife: "wives" })).toBe("wives");
});
