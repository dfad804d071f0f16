import { describe, expect, test } from "vitest";
import { protectedSpans } from "../../src/cda/protectedSpans.ts";

function kinds(text: string): string[] {
  return protectedSpans(text).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

test("finds what is data for a machine", () => {
  expect(kinds("see https://a.org/her, please")).toEqual(["link https://a.org/her"]);
  expect(kinds("to his.sister@mail.org")).toEqual(["link his.sister@mail.org"]);
  expect(kinds("run `him()` now")).toEqual(["code `him()`"]);
  expect(kinds("hi @her_majesty and #GirlPower")).toEqual(["handle @her_majesty", "handle #GirlPower"]);
  expect(kinds("hi {his_name}, {{ her }}, ${him}, %s")).toEqual([
    "placeholder {his_name}",
    "placeholder {{ her }}",
    "placeholder ${him}",
  ]);
  expect(kinds("in /home/him/a.txt and C:\\his\\b.doc")).toEqual(["path /home/him/a.txt", "path C:\\his\\b.doc"]);
  expect(kinds("open her.txt")).toEqual(["path her.txt"]);
  expect(kinds('{"her": "his"}')).toEqual(['key "her"']);
  expect(kinds("<b>his</b> <unk> &amp;")).toEqual(["markup <b>", "markup </b>", "placeholder <unk>", "markup &amp;"]);
  expect(kinds("his_total")).toEqual(["code his_total"]);
});

test("finds names and addresses that follow one another without a space", () => {
  expect(kinds("his@mail.org,her@mail.org")).toEqual(["link his@mail.org", "link her@mail.org"]);
  expect(kinds("his@mail.org+her@mail.org and")).toEqual(["link his@mail.org+her@mail.org"]);
  expect(kinds("a@her@mail.org")).toEqual(["link her@mail.org"]);
  expect(kinds("_her_name__ and é_his_2")).toEqual(["code her_name", "code his_2"]);
  expect(kinds("svn+ssh://her.org and 1.http://his.org")).toEqual(["link svn+ssh://her.org", "link http://his.org"]);
  expect(kinds('{\n  "her" : 1,"his": 2}')).toEqual(['key "her"', 'key "his"']);
  expect(kinds("self.her.name = 1, 1.his.name() too")).toEqual(["code self.her.name", "code his.name("]);
});

test("finds comments and elements from their opening to their closing, whatever is between", () => {
  expect(kinds("a <!-- her <pre> --> b <code>him</CODE > c")).toEqual([
    "markup <!-- her <pre> -->",
    "markup <code>him</CODE >",
  ]);
  expect(kinds("<pre>she <!-- </pre> --> he")).toEqual(["markup <pre>she <!-- </pre>"]);
  // What is not closed is none, and hides nothing that is.
  expect(kinds("<!-- her <code>him</code> <!-- his")).toEqual(["markup <code>him</code>"]);
  expect(kinds("<pre>her <code>him</code>")).toEqual(["markup <pre>", "markup <code>him</code>"]);
});

describe("a long run without a space", () => {
  const units = 100_000;
  const filled = (unit: string, end: string): string => unit.repeat(units / unit.length) + end;
  const runs = {
    "of letters, with an address elsewhere": filled("a", " x@y.z"),
    "of letters and dots, with an address elsewhere": filled("a.", " x@y.z"),
    "of letters, with an underscore elsewhere": filled("a", " a_b"),
    "of words with dots, with a link elsewhere": filled("a.", " x://y"),
    "of names with dots, with an assignment elsewhere": filled("a.a.", " x = 1"),
    "of names with dots, with a call elsewhere": filled("a.a.", " x()"),
    "of equals signs in a tag that does not end": `<a ${filled("=", "")}`,
    "of blanks, with a key elsewhere": filled(" ", '{"a": 1}'),
    "of a LaTeX command": `\\${filled("cite", "")}`,
    "of comments that do not end": filled("<!--", ""),
    "of elements that do not end": filled("<pre", " <b>"),
  };

  // Trying a run from each of its characters takes ten thousand times as long, not a hundred times.
  test.each(Object.entries(runs))("%s costs about what as much prose does", (_, run) => {
    const prose = filled("She is a nurse. ", ' {"a": 1} x@y.z a_b \\cite <a> x() x://y');
    const cost = (text: string): number => {
      const started = performance.now();
      protectedSpans(text);
      return performance.now() - started;
    };
    const least = (text: string): number => Math.min(cost(text), cost(text), cost(text));
    expect(cost(run)).toBeLessThan(100 * Math.max(least(prose), 1));
  });
});

test("leaves prose with slashes, dots and old quotation marks alone", () => {
  expect(protectedSpans("he/she and/or 1/2. He left. She (too) 50% of them")).toEqual([]);
  expect(protectedSpans("he said `no' and she said `yes'")).toEqual([]);
});
