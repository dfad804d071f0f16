import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps, readSwap } from "../../src/cda/planSwaps.ts";
import type { PlanOptions } from "../../src/cda/planSwaps.ts";
import { bundledSwapLexicon } from "../../src/lexicon/swapLexicon.ts";
import { staying, swapWith } from "./swapWith.ts";

test("reads long lists and long lines without end", () => {
  for (const part of ["white, black and ", "CHRISTIAN WHITES ", "they are white and black and "]) {
    const text = part.repeat(5000);
    expect(() => planSwaps(text, { swaps: [readSwap("race", "White->Black")] })).not.toThrow();
  }
});

test("says of each edit what, why and how sure", () => {
  const { edits } = planSwaps("An imam spoke.", { swaps: [readSwap("religion", "Muslim->Jewish")] });
  expect(edits.map(({ before, after, rule, reason }) => [before, after, rule, reason])).toEqual([
    ["An", "A", "article", "a before rabbi"],
    ["imam", "rabbi", "religion.clergy", "clergy: Muslim to Jewish"],
  ]);
  for (const { confidence } of edits) expect(confidence).toBeGreaterThan(0.8);
});

describe("what stays is said with a reason", () => {
  test.each([
    [
      "religion",
      "Muslim->Christian",
      "A hijab shop.",
      ["hijab: Christian has no word for this (person, rite or garment of its own)"],
    ],
    ["religion", "Muslim->atheist", "A mosque.", ["mosque: atheist has no word for this (place of worship)"]],
    ["religion", "Hindu->Buddhist", "The temple is old.", ["temple: temple serves both groups"]],
    ["religion", "Christian->Muslim", "I met Christian.", ["Christian: a given name"]],
    ["race", "Black->White", "A black car.", ["black: a colour here"]],
    ["race", "Black->White", "The White House.", []],
  ] as const)("%s %s: %s", (axis, direction, text, reasons) => {
    expect(staying(axis, direction, text)).toEqual(reasons);
    expect(swapWith(axis, direction, text)).toBe(text);
  });

  test("terms of the target group one way", () => {
    expect(staying("religion", "Muslim->Christian", "A Muslim met a Christian.")).toEqual([
      "Christian: already Christian",
    ]);
  });

  test("an adjective stays with the noun that has no counterpart", () => {
    expect(swapWith("religion", "Muslim->atheist", "The Muslim imam met a Muslim cook.")).toBe(
      "The Muslim imam met an atheist cook.",
    );
  });

  test("branches of one religion that a text tells apart stay, one alone does not", () => {
    expect(swapWith("religion", "Christian->Muslim", "Catholics and Protestants argued.")).toBe(
      "Catholics and Protestants argued.",
    );
    expect(swapWith("religion", "Christian->Muslim", "A Catholic family left.")).toBe("A Muslim family left.");
  });
});

describe("facts about public figures", () => {
  const swaps = [readSwap("race", "Black->White")];
  const planned = (text: string, sensitive: "skip" | "keep" | "swap") => {
    const plan = planSwaps(text, { swaps, sensitive });
    return { text: applyPlan(text, plan.edits), skippedRecord: plan.skippedRecord };
  };
  const fact = "Barack Obama was the first black president.";

  test("stay, or change, or take their record along, by the policy", () => {
    expect(planned(fact, "keep")).toEqual({ text: fact, skippedRecord: undefined });
    expect(planned(fact, "swap").text).toBe("Barack Obama was the first white president.");
    expect(planned(fact, "skip")).toEqual({ text: fact, skippedRecord: "names a public figure, Barack Obama" });
  });

  test("are not what else the sentence says", () => {
    const text = "Barack Obama thanked black voters.";
    expect(planned(text, "keep").text).toBe("Barack Obama thanked white voters.");
    expect(planned("Barack Obama met a white cat.", "skip").skippedRecord).toBeUndefined();
  });

  test("hold for titles before their names", () => {
    const text = "Reverend Martin Luther King met Reverend Clark.";
    expect(swapWith("religion", "Christian->Muslim", text)).toBe("Reverend Martin Luther King met Imam Clark.");
  });
});

describe("several axes at once", () => {
  const options: PlanOptions = {
    swaps: [readSwap("gender", "swap"), readSwap("race", "Black->Asian"), readSwap("religion", "Muslim->Jewish")],
  };

  test("change their own terms alone, with articles agreed once", () => {
    const text = "A black Muslim woman thanked her brother, an imam; a Latino man waved.";
    const { edits } = planSwaps(text, options);
    expect(applyPlan(text, edits)).toBe("An Asian Jewish man thanked his sister, a rabbi; a Latina woman waved.");
    for (const axis of options.swaps ?? []) {
      const alone = applyPlan("A white Hindu sat.", planSwaps("A white Hindu sat.", { swaps: [axis] }).edits);
      expect(alone).toBe("A white Hindu sat.");
    }
  });

  test("give a word that two of them want to the one that was asked for first", () => {
    const text = "A Latina waved.";
    const { edits, skipped } = planSwaps(text, {
      swaps: [readSwap("race", "Hispanic->Asian"), readSwap("gender", "swap")],
    });
    expect(applyPlan(text, edits)).toBe("An Asian woman waved.");
    expect(skipped).toMatchObject([{ surface: "Latina", rule: "overlap" }]);
  });

  test("refuse one axis twice", () => {
    const twice = [readSwap("race", "Black->White"), readSwap("race", "White->Asian")];
    expect(() => planSwaps("x", { swaps: twice })).toThrow(RangeError);
  });
});

describe("properties", () => {
  const raceIds = ["Black", "White", "Asian", "Hispanic", "Native American", "Middle Eastern", "Pacific Islander"];
  const religionIds = ["Muslim", "Christian", "Jewish", "Hindu", "Buddhist", "Sikh", "atheist"];
  const role = fc.constantFrom("nurse", "teacher", "neighbour", "farmer", "children", "voters");
  const verb = fc.constantFrom("thanked", "met", "saw");
  const twoOf = (ids: readonly string[]) =>
    fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)).filter(([a, b]) => a !== b);

  /** Sentences whose terms have one form in the lexicon and one reading. */
  const sentence = (groups: readonly string[], small: boolean) =>
    fc
      .array(fc.tuple(fc.constantFrom(...groups), role, verb), { minLength: 1, maxLength: 4 })
      .map((parts) =>
        parts
          .map(
            ([group, person, did]) =>
              `the ${small && /^(?:Black|White)$/.test(group) ? group.toLowerCase() : group} ${person} ${did} us`,
          )
          .join(" and "),
      );

  test("swapping twice two ways gives the text back", () => {
    const cases = fc.oneof(
      twoOf(raceIds).chain((pair) =>
        fc.tuple(fc.constant("race" as const), fc.constant(pair), sentence(raceIds, true)),
      ),
      twoOf(religionIds).chain((pair) =>
        fc.tuple(fc.constant("religion" as const), fc.constant(pair), sentence(religionIds, false)),
      ),
    );
    fc.assert(
      fc.property(cases, ([axis, [a, b], text]) => {
        const once = swapWith(axis, `${a}<->${b}`, text);
        expect(swapWith(axis, `${a}<->${b}`, once)).toBe(text);
        expect(once === text).toBe(![a, b].some((group) => new RegExp(`\\b${group}\\b`, "i").test(text)));
      }),
    );
  });

  const ofTable = (axis: "race" | "religion") =>
    [...bundledSwapLexicon()[axis].groups.values()].flatMap(({ slots }) =>
      [...slots.values()].flat().flatMap(({ singular, plural }) => [singular, plural]),
    );
  const words = [...ofTable("race"), ...ofTable("religion")];
  const noise = fc.string({ unit: "binary-ascii", maxLength: 12 });
  const data = fc.constantFrom(...words).chain((word) => {
    const bare = word.replaceAll(/\W/g, "");
    return fc.constantFrom(`https://example.org/${bare}/`, `\`${bare} = 1\``, `{${bare}_name}`, `${bare}@example.org`);
  });
  const pieces = fc.array(
    fc.oneof(fc.constantFrom(...words), noise, data, fc.constantFrom("a", "an", "the", "is", "families", "\n", "'s")),
    {
      maxLength: 12,
    },
  );
  const direction = fc.oneof(
    twoOf(raceIds).map(([a, b]) => readSwap("race", `${a}->${b}`)),
    twoOf(religionIds).map(([a, b]) => readSwap("religion", `${a}<->${b}`)),
  );

  test("edits are in order, fit the text, and nothing outside them changes", () => {
    fc.assert(
      fc.property(pieces, direction, (parts, swap) => {
        const text = parts.join(" ");
        const { edits, skipped } = planSwaps(text, { swaps: [swap] });
        let position = 0;
        let rebuilt = "";
        for (const { start, end, before, after, confidence } of edits) {
          expect(start).toBeGreaterThanOrEqual(position);
          expect(text.slice(start, end)).toBe(before);
          expect(after).not.toBe(before);
          expect(confidence).toBeGreaterThan(0.5);
          rebuilt += text.slice(position, start) + after;
          position = end;
        }
        expect(applyPlan(text, edits)).toBe(rebuilt + text.slice(position));
        for (const { start, end, surface } of skipped) expect(text.slice(start, end)).toBe(surface);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing inside links, code and placeholders is edited", () => {
    fc.assert(
      fc.property(data, data, (first, second) => {
        const text = `the Muslim nurse sent ${first} and ${second} .`;
        expect(swapWith("religion", "Muslim->Sikh", text)).toBe(`the Sikh nurse sent ${first} and ${second} .`);
      }),
    );
  });
});
