import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { rules, ruleTitles } from "../../src/policy/rules.ts";
import { problemName } from "../../src/report/scanWords.ts";

test("docs/rules.md has a section for each rule, in their order, to which hints lead", () => {
  const page = readFileSync(resolve("docs/rules.md"), "utf8");
  const sections = [...page.matchAll(/^## (\S+)$/gmu)].map(([, rule]) => rule);
  expect(sections).toEqual([...rules]);
});

test("data problems have the names that reports give them", () => {
  for (const rule of rules.slice(2)) expect(ruleTitles[rule]).toBe(problemName(rule));
});
