import { describe, expect, test } from "vitest";
import type { ArmSection } from "../../src/report/biasReport.ts";
import { leftOutSentence, promiseSentence, thresholdSentence } from "../../src/report/membershipWords.ts";
import type { Membership } from "../../src/report/membershipWords.ts";
import { completeReport } from "./completeReport.ts";
import { fullReport } from "./sampleReport.ts";

const arm: ArmSection = completeReport.arms[0];
const membership: Membership = completeReport.arms[0].membership;

/** The arm's attacks, held against its promise with other counts. */
const sentence = (changes: Partial<NonNullable<Membership["privacy"]>>): string | undefined =>
  promiseSentence(arm, { ...membership, privacy: { ...completeReport.arms[0].membership.privacy, ...changes } });

describe("what the attacks show against a promise", () => {
  test("rests on the texts that stand in one unit alone; the others are counted", () => {
    expect(sentence({})).toBe(
      "dp: nothing found against ε 8 at δ 1e-5; the attacks with 90 members and 100 others show, with 95% confidence, an ε of at least 0.50. 10 attacked texts stand in several units and are not held against it.",
    );
    expect(sentence({ held: { members: 99, nonMembers: 100 } })).toMatch(
      /\. 1 attacked text stands in several units and is not held against it\.$/,
    );
    expect(sentence({ held: { members: 100, nonMembers: 100 } })).toMatch(/at least 0\.50\.$/);
  });

  test("is nothing with too few of them", () => {
    const { empirical: _, ...privacy } = completeReport.arms[0].membership.privacy;
    expect(promiseSentence(arm, { ...membership, privacy: { ...privacy, held: { members: 3, nonMembers: 2 } } })).toBe(
      "dp: not held against ε 8 at δ 1e-5: 3 members and 2 others stand in one unit of privacy alone, too few to show anything.",
    );
  });

  test("rests on all attacked texts in a report of an older version, which does not say", () => {
    const { held: _, ...privacy } = completeReport.arms[0].membership.privacy;
    expect(promiseSentence(arm, { ...membership, privacy })).toContain("with 100 members and 100 others show");
  });
});

test("records that were not attacked are counted beside groups that were too small", () => {
  const skipped = [
    { reason: "copy of another text", count: 49 },
    { reason: "by group, text about men and boys: fewer than 20 members or others", count: 20 },
  ];
  expect(leftOutSentence({ ...membership, skipped })).toBe(
    "Left out: copy of another text (49); by group, text about men and boys: fewer than 20 members or others (20).",
  );
});

test("the rate of false positives is as unsure as the others are few", () => {
  const report = fullReport();
  // 0.1% of 400 others is none of them, which the table says.
  expect(thresholdSentence(report)).toBe(
    "The interval of a share found covers the choice of members alone. Its threshold comes from the others, so that the true rate of false positives lies, with 95% confidence, at 1% between 0.3% and 2.5%; what ε allows is for the rate itself.",
  );
  const older = (report.arms ?? []).map((one): ArmSection => {
    const { membership: own } = one;
    if (own === undefined) return one;
    const attacks = own.attacks.map((attack) => ({
      ...attack,
      truePositives: attack.truePositives.map(({ accused: _accused, ...rate }) => rate),
    }));
    return { ...one, membership: { ...own, attacks } };
  });
  expect(thresholdSentence({ ...report, arms: older })).toBeUndefined();
});
