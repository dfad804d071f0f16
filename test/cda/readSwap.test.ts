import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { readSwap } from "../../src/cda/planSwaps.ts";

describe("readSwap", () => {
  test.each([
    ["gender", "m2f", { axis: "gender", direction: "m2f" }],
    ["race", "Black->White", { axis: "race", from: "black", to: "white", twoWay: false }],
    ["race", "black <-> native american", { axis: "race", from: "black", to: "nativeAmerican", twoWay: true }],
    ["race", "African-American->Latino", { axis: "race", from: "black", to: "latino", twoWay: false }],
    ["race", "whites->Arabs", { axis: "race", from: "white", to: "arab", twoWay: false }],
    ["race", "Indian->Caucasian", { axis: "race", from: "indian", to: "white", twoWay: false }],
    ["religion", "Jews->Islam", { axis: "religion", from: "jewish", to: "muslim", twoWay: false }],
    ["religion", "Christianity↔Sikh", { axis: "religion", from: "christian", to: "sikh", twoWay: true }],
  ])("%s %s", (axis, direction, swap) => {
    expect(readSwap(axis, direction)).toEqual(swap);
  });

  test.each([
    ["age", "old->young", 'there is no axis "age"', "gender, race and religion"],
    ["gender", "both", 'gender has no direction "both"', "m2f"],
    ["race", "Black", 'race has no direction "Black"', "A->B"],
    ["race", "Black->Martian", 'race has no group "Martian"', "or a nationality such as Indian"],
    ["religion", "Muslim->Islamic", '"Muslim" and "Islamic" name the same group', "Jewish"],
    ["race", "Latino->Hispanic", '"Latino" and "Hispanic" name the same group', "Black"],
  ])("refuses %s %s", (axis, direction, message, hint) => {
    try {
      readSwap(axis, direction);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EvenhandError);
      expect(error).toMatchObject({ code: "arguments.invalid" });
      expect((error as EvenhandError).message).toContain(message);
      expect((error as EvenhandError).hint).toContain(hint);
    }
  });
});
