import fc from "fast-check";
import { expect, test } from "vitest";
import { uniqueIds } from "../../src/evaluation/uniqueIds.ts";

test("keeps ids that occur once and numbers the others in order", () => {
  expect(uniqueIds([{ id: "a" }, { id: "b" }, { id: "a" }, { id: "a" }])).toEqual(["a", "b", "a#2", "a#3"]);
});

test("names a text without an id by its place, and takes nobody else's id", () => {
  expect(uniqueIds([{ id: "1" }, {}, { id: "1" }, { id: "1#2" }])).toEqual(["1", "1#3", "1#4", "1#2"]);
});

test("never gives two texts one name", () => {
  const id = fc.constantFrom("a", "a#2", "a#2#2", "0", "1", undefined);
  fc.assert(
    fc.property(fc.array(id, { maxLength: 20 }), (ids) => {
      const names = uniqueIds(ids.map((one) => (one === undefined ? {} : { id: one })));
      expect(new Set(names).size).toBe(ids.length);
    }),
  );
});
