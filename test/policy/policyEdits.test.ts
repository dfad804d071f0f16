import { describe, expect, test } from "vitest";
import type { PlacedSilence } from "../../src/policy/policy.ts";
import { PolicyError } from "../../src/policy/jsonFields.ts";
import { withoutSilence, withSilence } from "../../src/policy/policyEdits.ts";
import { silenceOf } from "../../src/policy/silence.ts";
import { readPolicy } from "../../src/policy/readPolicy.ts";

const name = "evenhand.json";

/** Without the entry that is written there. */
function withoutAt(text: string, index: number): string {
  return withoutSilence(text, entryAt(text, index), name);
}

function entryAt(text: string, index: number): PlacedSilence {
  const entry = readPolicy(text, name).silenced[index];
  if (entry === undefined) throw new RangeError(`no entry ${index}`);
  return entry;
}

test("a new file gets its first silence", () => {
  expect(withSilence(undefined, { word: "nurse", reason: "a fact" }, name)).toBe(`{
  "silenced": [
    {
      "word": "nurse",
      "reason": "a fact"
    }
  ]
}
`);
});

test("comments, order, indentation and everything else stay as they are", () => {
  const before = `{
\t// ours
\t"gates": [{ "measure": "epsilon",   "below": 8 }],
\t"silenced": [
\t\t{ "word": "nurse" } // agreed in May
\t]
}
`;
  const after = withSilence(before, { rule: "duplicates" }, name);
  expect(after).toContain('\t// ours\n\t"gates": [{ "measure": "epsilon",   "below": 8 }],');
  expect(after).toContain("// agreed in May");
  expect(readPolicy(after, name).silenced).toMatchObject([{ word: "nurse" }, { rule: "duplicates" }]);
  expect(after).not.toMatch(/^ +/mu);
  expect(readPolicy(withoutAt(after, 1), name).silenced).toHaveLength(1);
});

test.each(["a[1].txt", "a{1,2}.txt", "deep[1]/*.txt", "a?.txt", "b{[{,}]}.txt", "[!a].txt", "plain.txt"])(
  "a file is silenced by its own name and no other is: %s",
  (file) => {
    const { silenced } = readPolicy(withSilence(undefined, { rule: "*", file }, name), name);
    const isSilenced = (one: string) => silenceOf(silenced, { rule: "duplicates", files: [one] }) !== undefined;
    const others = ["a1.txt", "a2.txt", "deep1/b.txt", "ab.txt", "b.txt", "b{[{.txt", "c.txt"];
    others.push(...[file, ...others].map((one) => `sub/${one}`));
    expect([file, ...others].filter(isSilenced)).toEqual([file]);
  },
);

test("line ends of Windows stay", () => {
  const after = withSilence('{\r\n  "corpus": "a.txt"\r\n}\r\n', { rule: "*" }, name);
  expect(after.replaceAll("\r\n", "")).not.toContain("\n");
});

test("taking back the first of two leaves the other, and the last leaves an empty list", () => {
  const two = '{ "silenced": [{ "word": "a" }, { "word": "b", "reason": "r" }] }';
  const one = withoutAt(two, 0);
  expect(readPolicy(one, name).silenced.map(({ word }) => word)).toEqual(["b"]);
  expect(readPolicy(withoutAt(one, 0), name).silenced).toEqual([]);
});

test("what is taken back is found by what it says, in whichever version of the text", () => {
  const known = '{ "silenced": [{ "word": "a", "records": ["0123456789abcdef"] }, { "word": "b", "reason": "r" }] }';
  const typed = '{ "silenced": [{ "rule": "*" }, { "word": "b" }, { "reason": "r", "word": "b" }, { "word": "c" }] }';
  const left = readPolicy(withoutSilence(typed, entryAt(known, 1), name), name).silenced;
  expect(left.map(({ rule, word, reason }) => [rule, word, reason])).toEqual([
    ["*", undefined, undefined],
    [undefined, "b", undefined],
    [undefined, "c", undefined],
  ]);
  expect(() => withoutSilence(typed, entryAt(known, 0), name)).toThrow(
    "The entry is not in evenhand.json as it is now.",
  );
});

test("taking back the last of several leaves the text whole, wherever the list ends", () => {
  const tight = '{"silenced":[{"word":"a"},{"word":"b"}]}';
  expect(withoutAt(tight, 1)).toBe('{"silenced":[{"word":"a"}]}');
  expect(withoutAt(withoutAt(tight, 1), 0)).toBe('{"silenced":[]}');
});

describe("taking back one of several with comments", () => {
  const text = `{
  "silenced": [
    // All of these were talked about.
    { "word": "a" }, // agreed with Ann
    { "word": "b" }, // wrong, ask Bob
    { "word": "c" } // let it be
  ]
}
`;
  const without = (...words: readonly string[]): string =>
    text
      .split("\n")
      .filter((line) => !words.some((word) => line.includes(`"word": "${word}"`)))
      .join("\n");

  test.each([
    [0, without("a")],
    [1, without("b")],
    [2, without("c").replace('"b" },', '"b" }')],
  ])("leaves the others' comments where they are: %i", (index, expected) => {
    expect(withoutAt(text, index)).toBe(expected);
  });

  test("leaves an empty list with what is said about it when the last is gone", () => {
    const none = [0, 0, 0].reduce((left, index) => withoutAt(left, index), text);
    expect(readPolicy(none, name).silenced).toEqual([]);
    expect(none).toContain("All of these were talked about.");
  });

  test("does not take a comma of a comment for its own", () => {
    const commas = '{ "silenced": [ { "word": "a" } /* one, two */ , { "word": "b" } ] }';
    expect(withoutAt(commas, 1)).toBe('{ "silenced": [ { "word": "a" } /* one, two */  ] }');
  });
});

test("a broken file is not written over", () => {
  expect(() => withSilence('{ "silenced": [', { word: "a" }, name)).toThrow(PolicyError);
});
