import { expect, test } from "vitest";
import { codeSpan } from "../../src/report/codeSpan.ts";

test("shows a name as it is: a backslash in a code span would be shown", () => {
  expect(codeSpan("my_model*")).toBe("`my_model*`");
});

test("has a fence that no backtick of the text ends", () => {
  expect(codeSpan("a`b")).toBe("``a`b``");
  expect(codeSpan("a``b`c")).toBe("```a``b`c```");
  expect(codeSpan("`a")).toBe("`` `a ``");
  expect(codeSpan("a`")).toBe("`` a` ``");
});

test("keeps spaces at the ends, and stays on one line", () => {
  expect(codeSpan(" a ")).toBe("`  a  `");
  expect(codeSpan("a\n\nb")).toBe("`a b`");
});
