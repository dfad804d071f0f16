import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { rules, unknownRule } from "../../src/policy/rules.ts";

test("docs/rules.md has a section for each rule, in their order, and for a comment that names none, to which hints lead", () => {
  const page = readFileSync(resolve("docs/rules.md"), "utf8");
  const sections = [...page.matchAll(/^## (\S+)$/gmu)].map(([, rule]) => rule);
  expect(sections).toEqual([...rules, unknownRule]);
});
