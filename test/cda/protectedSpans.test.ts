import { expect, test } from "vitest";
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

test("leaves prose with slashes, dots and old quotation marks alone", () => {
  expect(protectedSpans("he/she and/or 1/2. He left. She (too) 50% of them")).toEqual([]);
  expect(protectedSpans("he said `no' and she said `yes'")).toEqual([]);
});
