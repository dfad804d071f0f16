import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { identityWords, ownWords } from "../../src/lexicon/identityWords.ts";
import { combineLexicons } from "../../src/lexicon/lexiconFile.ts";
import { parseLexicon } from "../../src/lexicon/readLexicon.ts";

const read = (value: unknown) => parseLexicon(JSON.stringify(value), "team.json");

function problem(value: unknown): string {
  try {
    read(value);
  } catch (error) {
    if (error instanceof EvenhandError && error.code === "lexicon.invalid") return error.message;
    throw error;
  }
  return "no problem";
}

describe("parseLexicon", () => {
  test("takes the short form from group id to terms", () => {
    const { groups, origins } = read({ groups: { "religion.jain": ["jain", "Jains"] } });
    expect(groups).toEqual([
      { id: "religion.jain", axis: "religion", label: "religion.jain", terms: [{ text: "jain" }, { text: "Jains" }] },
    ]);
    expect(origins).toEqual([{ file: "team.json", origin: "not stated", licence: "not stated" }]);
  });

  test("fills lists in: words in braces describe, words in brackets name", () => {
    const lexicon = read({
      lists: { people: ["nurse", "voter"], origin: ["thai", "hmong"] },
      groups: [{ id: "race.asian", terms: ["[origin] {people}", "[origin] american", "asian"] }],
    });
    const [group] = lexicon.groups;
    if (group === undefined) throw new Error("a group");
    expect(group.terms.map(({ text }) => text)).toEqual([
      "thai nurse",
      "thai voter",
      "hmong nurse",
      "hmong voter",
      "thai american",
      "hmong american",
      "asian",
    ]);
    expect([...ownWords(group)].sort()).toEqual(["american", "asian", "hmong", "thai"]);
    expect([...identityWords(lexicon)]).toEqual(["asian"]);
  });

  test("keeps a term once when it is there twice, whatever its case", () => {
    expect(read({ groups: { "gender.female": ["Woman", "woman", "woman's"] } }).groups[0]?.terms).toEqual([
      { text: "Woman" },
    ]);
  });

  test.each([
    ["not an object", [], "team.json, the file: must be an object"],
    ["no groups", {}, "team.json, groups: must be an object"],
    ["an empty list of groups", { groups: {} }, "team.json, groups: there is none"],
    ["a wrong axis", { groups: { "age.old": ["old"] } }, 'team.json, groups.age.old: "age.old" is not a group id'],
    ["no id", { groups: [{ terms: ["x"] }] }, "team.json, groups[0].id: missing"],
    [
      "no terms",
      { groups: { "gender.x": [] } },
      "team.json, groups.gender.x.terms: must be a list of at least one term",
    ],
    ["an empty term", { groups: { "gender.x": ["?!"] } }, 'groups.gender.x.terms[0]: "?!" has no word to look for'],
    [
      "a misspelt key",
      { groups: { "gender.x": [{ text: "x", ambigous: true }] } },
      'team.json, groups.gender.x.terms[0]: unknown key "ambigous"',
    ],
    [
      "a list that names itself",
      { lists: { folk: ["old {folk}"] }, groups: { "gender.x": ["{folk}"] } },
      'team.json, lists.folk: "old {folk}" names a list itself',
    ],
    [
      "a pattern of millions",
      {
        lists: { folk: Array.from({ length: 300 }, (_, index) => `folk${index}`) },
        groups: { "gender.x": ["{folk} {folk} [folk]"] },
      },
      'team.json, groups.gender.x.terms[0]: "{folk} {folk} [folk]" stands for 27000000 terms; at most 20000 are possible',
    ],
    ["an unknown list", { groups: { "gender.x": ["{folk}"] } }, 'no list is called "folk"'],
    [
      "a term of two groups",
      { groups: { "gender.a": ["x"], "gender.b": ["X"] } },
      'team.json, gender.b: "X" is already a term of gender.a',
    ],
    [
      "a group twice",
      {
        groups: [
          { id: "gender.a", terms: ["x"] },
          { id: "gender.a", terms: ["y"] },
        ],
      },
      "team.json, groups[1]: the group gender.a is there twice",
    ],
  ])("names file and place of %s", (_, value, message) => {
    expect(problem(value)).toContain(message);
  });

  test("says that a file is not JSON", () => {
    expect(() => parseLexicon("{", "team.json")).toThrow(/^team\.json: not JSON/);
  });

  test.each([false, true])(
    "refuses an exception that is a term of another group of the axis, reversed: %s",
    (reversed) => {
      const groups = [
        { id: "race.a", terms: ["whites"], exceptions: ["White People"] },
        { id: "race.b", terms: ["white people"] },
      ];
      expect(problem({ groups: reversed ? groups.toReversed() : groups })).toBe(
        'team.json, race.a: its exception "White People" is a term of race.b (line 1)',
      );
    },
  );

  test("names the line of what is wrong", () => {
    const text = [
      '{ "groups": {',
      '  "gender.x": ["x"],',
      '  "gender.y": ["y", { "text": "z",',
      '    "flag": 1 }]',
      "} }",
    ].join("\n");
    expect(() => parseLexicon(text, "team.json")).toThrow(/unknown key "flag" \(line 3\)$/);
    expect(() => parseLexicon('{ "groups":\n {\n ] }', "team.json")).toThrow(/^team\.json: not JSON .*line 3/);
  });

  test("allows an exception that is a term on another axis", () => {
    const groups = [
      { id: "race.a", terms: ["whites"], exceptions: ["sisters"] },
      { id: "gender.b", terms: ["sisters"] },
    ];
    expect(problem({ groups })).toBe("no problem");
  });

  test("allows one word on two axes", () => {
    expect(problem({ groups: { "gender.female": ["latina"], "race.hispanic": ["latina"] } })).toBe("no problem");
  });
});

test("the hash depends on the groups alone", () => {
  const one = read({ origin: "here", groups: { "gender.x": ["x"] } });
  const two = read({ origin: "there", groups: { "gender.x": ["x"] } });
  const other = read({ groups: { "gender.x": ["y"] } });
  expect(one.hash).toBe(two.hash);
  expect(one.hash).not.toBe(other.hash);
  expect(combineLexicons([one]).hash).toBe(one.hash);
});
