import { expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { placesOfGroup, placesOfWord } from "../../src/report/wordPlaces.ts";
import { narrowedReport } from "../../src/report/narrowedReport.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { scanReport } from "./sampleReport.ts";

const place = (byte: number) => ({ file: "a.jsonl", line: byte + 1, column: 0, byte, text: `sentence ${byte}` });

function report(): BiasReport {
  const made = scanReport();
  if (made.scan === undefined) throw new Error("no scan");
  const [row] = made.scan.associations;
  if (row === undefined) throw new Error("no association");
  return {
    ...made,
    scan: {
      ...made.scan,
      associations: [{ ...row, group: "gender.female", word: "nurse", places: [place(9), place(4)] }],
      wordPlaces: [
        { group: "gender.female", word: "captain", places: [place(4), place(2)] },
        { group: "race.asian", word: "captain", places: [place(7)] },
      ],
    },
  };
}

test("a word beside a group has the places of its association, or those that the scan kept for other figures", () => {
  const bytes = (group: string, word: string) => placesOfWord(report(), group, word).map(({ byte }) => byte);
  expect(bytes("gender.female", "nurse")).toEqual([9, 4]);
  expect(bytes("gender.female", "captain")).toEqual([4, 2]);
  expect(bytes("race.asian", "captain")).toEqual([7]);
  expect(bytes("race.asian", "nurse")).toEqual([]);
});

test("a group has all places that are kept of it, each once, as in the corpus", () => {
  expect(placesOfGroup(report(), "gender.female").map(({ byte }) => byte)).toEqual([2, 4, 9]);
});

test("they leave with the text, and with the axis", () => {
  expect(JSON.stringify(withoutText(report()).scan?.wordPlaces)).not.toContain("sentence");
  expect(placesOfWord(withoutText(report()), "race.asian", "captain")).toHaveLength(1);
  const race = narrowedReport(report(), { axis: "race", hiddenArms: [] });
  expect(race.scan?.wordPlaces?.map(({ group }) => group)).toEqual(["race.asian"]);
});
