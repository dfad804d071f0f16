import { describe, expect, test } from "vitest";
import { parseLexicon } from "../../src/lexicon/readLexicon.ts";
import { emptyTeamLexicon, withException, withTermOff, withTermOn } from "../../src/policy/lexiconEdits.ts";
import { withLexicon } from "../../src/policy/policyEdits.ts";

const file = "team.json";
const hasTerm = (text: string, group: string, term: string): boolean =>
  parseLexicon(text, file).groups.some(({ id, terms }) => id === group && terms.some((one) => one.text === term));
const black = { group: "race.black", term: "black" };

describe("a term is switched off", () => {
  test("by removing it from the bundled lexicon, and on again without a trace", () => {
    expect(hasTerm(emptyTeamLexicon, "race.black", "black")).toBe(true);
    const off = withTermOff(emptyTeamLexicon, black, file);
    expect(JSON.parse(off)).toEqual({ extends: "bundled", remove: { "race.black": ["black"] } });
    expect(hasTerm(off, "race.black", "black")).toBe(false);
    expect(withTermOff(off, black, file)).toBe(off);
    const both = withTermOff(off, { group: "race.black", term: "blacks" }, file);
    expect(JSON.parse(both)).toMatchObject({ remove: { "race.black": ["black", "blacks"] } });
    expect(JSON.parse(withTermOn(both, black, file))).toMatchObject({ remove: { "race.black": ["blacks"] } });
    expect(hasTerm(withTermOn(off, black, file), "race.black", "black")).toBe(true);
  });

  test("one that a pattern of the bundled lexicon made", () => {
    const off = withTermOff(emptyTeamLexicon, { group: "race.black", term: "black people" }, file);
    expect(hasTerm(off, "race.black", "black people")).toBe(false);
    expect(hasTerm(off, "race.black", "black women")).toBe(true);
  });

  test("by taking a team's own term out of its group, and everything else stays as it is written", () => {
    const text = '{\n\t"groups": {\n\t\t"religion.jain": ["jain",  { "text": "jains" }]\n\t}\n}\n';
    const off = withTermOff(text, { group: "religion.jain", term: "jains" }, file);
    expect(off).toBe('{\n\t"groups": {\n\t\t"religion.jain": ["jain"]\n\t}\n}\n');
    const long = '{"groups":[{"id":"religion.jain","terms":["jain","jains"]},{"id":"religion.sikh","terms":["sikh"]}]}';
    expect(JSON.parse(withTermOff(long, { group: "religion.sikh", term: "sikh" }, file))).toEqual({
      groups: [{ id: "religion.jain", terms: ["jain", "jains"] }],
    });
  });

  test("with both where the team repeats a bundled term for its flags", () => {
    const text = '{"extends":"bundled","groups":{"gender.male":[{"text":"He","ambiguous":true}]}}';
    const off = JSON.parse(withTermOff(text, { group: "gender.male", term: "he" }, file)) as Record<string, unknown>;
    expect(off["remove"]).toEqual({ "gender.male": ["he"] });
    expect(off["groups"]).toEqual({});
  });

  test("not where it comes from a pattern of the team's, or would leave a lexicon without a term", () => {
    const text = '{"lists":{"who":["people","men"]},"groups":{"religion.jain":["jain {who}"]}}';
    expect(() => withTermOff(text, { group: "religion.jain", term: "jain men" }, file)).toThrow("by itself");
    const one = '{"groups":{"religion.jain":["jain"]}}';
    expect(() => withTermOff(one, { group: "religion.jain", term: "jain" }, file)).toThrow("there is none");
    expect(() => withTermOn(one, { group: "religion.jain", term: "jain" }, file)).toThrow("by itself");
    expect(() => withTermOff("{", black, file)).toThrow("not JSON");
  });
});

describe("an exception", () => {
  test("is added to the group's, in a lexicon that extends ours and in one that replaces it", () => {
    const text = withException(emptyTeamLexicon, "race.black", "black box", file);
    expect(JSON.parse(text)).toEqual({ extends: "bundled", exceptions: { "race.black": ["black box"] } });
    expect(withException(text, "race.black", "Black Box", file)).toBe(text);
    const more = JSON.parse(withException(text, "race.black", "black ice", file)) as Record<string, unknown>;
    expect(more["exceptions"]).toEqual({ "race.black": ["black box", "black ice"] });
    const own = withException('{"groups":{"race.black":["black"]}}', "race.black", "black box", file);
    expect(parseLexicon(own, file).groups[0]?.exceptions).toEqual(["black box"]);
  });

  test("is refused for a group that is not there, or without a word", () => {
    expect(() => withException(emptyTeamLexicon, "race.none", "black box", file)).toThrow("there is no such group");
    expect(() => withException(emptyTeamLexicon, "race.black", "…", file)).toThrow("no word to look for");
  });
});

test("evenhand.json names the lexicon, and keeps one that it names already", () => {
  expect(withLexicon(undefined, "evenhand.lexicon.json", "evenhand.json")).toBe(
    '{\n  "lexicon": "evenhand.lexicon.json"\n}\n',
  );
  const named = '{ "lexicon": "own.json" } // ours\n';
  expect(withLexicon(named, "evenhand.lexicon.json", "evenhand.json")).toBe(named);
});
