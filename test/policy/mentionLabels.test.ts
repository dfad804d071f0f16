import { describe, expect, test } from "vitest";
import { LabelBook, labelledPrecision, labelLine } from "../../src/policy/mentionLabels.ts";
import type { LabelledMention, MentionLabel } from "../../src/policy/mentionLabels.ts";

const times = (label: MentionLabel, count: number): MentionLabel[] => Array.from({ length: count }, () => label);

describe("the precision that labels show", () => {
  test("has the exact interval of the share, and leaves out what nobody could tell", () => {
    const shown = labelledPrecision([...times("people", 18), ...times("other", 2), ...times("unsure", 1)]);
    expect(shown).toMatchObject({ people: 18, other: 2, unsure: 1, precision: 0.9 });
    // Clopper-Pearson of 18 of 20: published tables give 0.6830 to 0.9877.
    expect(shown.low).toBeCloseTo(0.683, 3);
    expect(shown.high).toBeCloseTo(0.9877, 4);
  });

  test("of twenty alike still has an interval: 1 - 0.025^(1/20) is 0.168", () => {
    expect(labelledPrecision(times("people", 20))).toMatchObject({ precision: 1, high: 1 });
    expect(labelledPrecision(times("people", 20)).low).toBeCloseTo(1 - 0.1684, 4);
    expect(labelledPrecision(times("other", 20)).high).toBeCloseTo(0.1684, 4);
  });

  test("is no share where nothing was decided", () => {
    expect(labelledPrecision([])).toEqual({ people: 0, other: 0, unsure: 0 });
    expect(labelledPrecision(["unsure"])).toEqual({ people: 0, other: 0, unsure: 1 });
  });
});

describe("labels", () => {
  const black: LabelledMention = {
    group: "race.black",
    term: "black",
    record: "0123456789abcdef",
    start: 4,
    label: "other",
  };

  test("come back from their lines; the last word on a mention counts", () => {
    const lines = [labelLine(black), labelLine({ ...black, label: "people" }), labelLine({ ...black, start: 9 })];
    const { book, unreadable } = LabelBook.parse(`${lines.join("\n")}\n`);
    expect(unreadable).toBe(0);
    expect(book.of(black)).toBe("people");
    expect(book.of({ ...black, start: 9 })).toBe("other");
    expect(book.of({ ...black, group: "race.white" })).toBeUndefined();
    expect(book.count("race.black", "black")).toBe(2);
  });

  test("hold no text but the term", () => {
    expect(Object.keys(JSON.parse(labelLine(black)) as object)).toEqual(["group", "term", "record", "start", "label"]);
  });

  test("that cannot be read are counted, and lose no other", () => {
    const broken = ["{", "[]", '{"group":"a.b"}', labelLine({ ...black, label: "maybe" as MentionLabel })];
    const { book, unreadable } = LabelBook.parse([...broken, labelLine(black)].join("\n"));
    expect(unreadable).toBe(4);
    expect(book.of(black)).toBe("other");
  });
});
