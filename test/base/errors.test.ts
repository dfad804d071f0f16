import { expect, test } from "vitest";
import { reasonOf } from "../../src/base/errors.ts";

test("says in words why a file could not be opened", () => {
  const failure = (code: string): Error => Object.assign(new Error(`${code}: raw text, open 'a'`), { code });
  expect(reasonOf(failure("ENOENT"))).toBe("there is no such file or folder");
  expect(reasonOf(failure("EACCES"))).toBe("permission denied");
  expect(reasonOf(failure("EMFILE"))).toBe("EMFILE: raw text, open 'a'");
  expect(reasonOf("odd")).toBe("odd");
});
