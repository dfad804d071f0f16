import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fewestTogether, highestQ, lowestEffect } from "../../src/audit/associations.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { associationSentence } from "../../src/report/associationSentence.ts";
import { differenceClause } from "../../src/report/differenceClauses.ts";
import { headlineSentences } from "../../src/report/headlineSentences.ts";
import { opposedGroupsSentence, summarySentence } from "../../src/report/summarySentence.ts";
import { metricWords, noAssociation, noDifference } from "../../src/report/wording.ts";
import { experimentReport } from "./experimentReport.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

const gap = { metric: "group-loss-gap", axis: "gender" } as const;

function comparison(low: number, difference: number, high: number) {
  return {
    ...gap,
    a: "plain",
    b: "dp",
    difference,
    interval: { low, high, level: 0.95, method: "bootstrap" },
    pValue: 0.01,
    n: 100,
    method: "paired permutation test",
  };
}

describe("the sentence about groups of opposite direction", () => {
  const preference = { metric: "stereotype-preference", axis: "gender" } as const;

  function withGroups(...groups: readonly (readonly [value: number, low: number, high: number])[]): BiasReport {
    const report = fullReport();
    const values = groups.map(([value, low, high], index) => ({
      group: ["gender.female", "gender.male"][index] ?? "gender.other",
      value,
      n: 60,
      interval: { low, high, level: 0.95, method: "Wilson" },
    }));
    const arms = (report.arms ?? []).slice(0, 1).map((arm) => ({
      ...arm,
      metrics: arm.metrics.map((result) =>
        result.metric === preference.metric && result.axis === preference.axis
          ? Object.assign({}, result, { value: 0.5, groups: values })
          : result,
      ),
    }));
    return { ...report, arms };
  }

  test("says that a pooled figure hides them where both intervals leave out the ideal", () => {
    expect(opposedGroupsSentence(withGroups([0.7, 0.58, 0.8], [0.3, 0.2, 0.42]), preference)).toBe(
      "base: the pooled 50.0% hides groups of opposite direction, female 70.0% (95% interval 58.0% to 80.0%) and male " +
        "30.0% (95% interval 20.0% to 42.0%).",
    );
  });

  test("says no more than the intervals do", () => {
    expect(opposedGroupsSentence(withGroups([0.55, 0.43, 0.67], [0.3, 0.2, 0.42]), preference)).toContain(
      "though the intervals leave the direction of at least one open.",
    );
  });

  test("is absent where all groups lie on one side, and for other measures", () => {
    expect(opposedGroupsSentence(withGroups([0.7, 0.6, 0.8], [0.55, 0.4, 0.7]), preference)).toBeUndefined();
    expect(opposedGroupsSentence(withGroups([0.7, 0.6, 0.8]), preference)).toBeUndefined();
    expect(opposedGroupsSentence(fullReport(), gap)).toBeUndefined();
  });
});

describe("the sentence about the arms", () => {
  test("gives size, direction and interval of both asked comparisons", () => {
    expect(summarySentence(fullReport(), gap)).toBe(
      "Gender, loss gap between groups: dp is 0.036 nats per token higher than plain (95% interval 0.024 to 0.048); " +
        "dp+cda is 0.025 nats per token lower than dp (95% interval 0.010 to 0.040).",
    );
  });

  test("claims nothing where the interval covers zero", () => {
    expect(summarySentence(fullReport(), { metric: "occupation-hellinger", axis: "gender" })).toContain(
      `between plain and dp ${noDifference} (0.018, 95% interval −0.004 to 0.040)`,
    );
  });

  test("claims nothing where the p value does not say so too, and tells it", () => {
    const report: BiasReport = { ...fullReport(), comparisons: [{ ...comparison(0.001, 0.016, 0.031), pValue: 0.15 }] };
    expect(summarySentence(report, gap)).toBe(
      `Gender, loss gap between groups: between plain and dp ${noDifference} (0.016 nats per token, 95% interval 0.001 to 0.031, p = 0.15).`,
    );
  });

  test("claims nothing where there is no interval, of one comparison or of several", () => {
    const alike = ({ interval: _interval, ...one }: ReturnType<typeof comparison>, difference: number) => ({
      ...one,
      difference,
    });
    const between = (a: string, b: string, difference: number) => ({
      ...alike(comparison(0, 0, 0), difference),
      a,
      b,
    });
    const of = (...comparisons: NonNullable<BiasReport["comparisons"]>): string =>
      summarySentence({ ...fullReport(), comparisons }, gap);
    expect(of(between("plain", "dp", 0), between("dp", "dp+cda", 0.1))).toBe(
      `Gender, loss gap between groups: between plain and dp ${noDifference} (0.000 nats per token, no interval), ` +
        "nor between dp and dp+cda (0.100 nats per token, no interval).",
    );
    expect(of(between("dp", "plain", 0.2))).toContain("(−0.200 nats per token, no interval)"); // turned the asked way round
    const clear = { ...comparison(0.024, 0.036, 0.048), a: "dp", b: "dp+cda" };
    expect(of(between("plain", "dp", 0), clear)).toContain("dp+cda is 0.036 nats per token higher than dp");
    const experiment = experimentReport();
    const comparisons = (experiment.comparisons ?? []).map(({ interval: _interval, ...one }) => one);
    expect(summarySentence({ ...experiment, comparisons }, gap)).toContain(
      `between plain and dp at ε3, ε8 and ε20 ${noDifference} (no intervals)`,
    );
  });

  test("says where single trainings of two arms overlap", () => {
    const withSeeds = (plain: readonly number[], dp: readonly number[]): BiasReport => {
      const report = fullReport();
      const seedsOf = (values: readonly number[]) =>
        values.map((value, index) => ({
          seed: index + 1,
          model: { name: "m", parameters: 1, sha256: "00" },
          values: [{ metric: gap.metric, axis: gap.axis, value }],
        }));
      const arms = (report.arms ?? []).map((arm) =>
        arm.arm === "plain" || arm.arm === "dp" ? { ...arm, seeds: seedsOf(arm.arm === "dp" ? dp : plain) } : arm,
      );
      return { ...report, arms, comparisons: [comparison(0.024, 0.036, 0.048)] };
    };
    const overlap = " The single trainings of plain and dp overlap: with other seeds this could be otherwise.";
    expect(summarySentence(withSeeds([0.01, 0.05], [0.04, 0.08]), gap)).toContain(overlap);
    expect(summarySentence(withSeeds([0.01, 0.03], [0.04, 0.08]), gap)).not.toContain("overlap");
    expect(summarySentence(withSeeds([0.05], [0.04]), gap)).not.toContain("overlap");
  });

  test("says where counterfactuals swap another axis than the one that changed", () => {
    const section = fullReport().counterfactuals;
    if (section === undefined) throw new RangeError("the sample has no counterfactuals");
    const report: BiasReport = {
      ...fullReport(),
      counterfactuals: { ...section, swaps: [{ axis: "gender", direction: "swap" }] },
    };
    const only = "The counterfactuals swap gender only.";
    expect(summarySentence(report, { metric: "group-loss-gap", axis: "race" })).toContain(only);
    expect(summarySentence(report, gap)).not.toContain(only);
    // Nothing is claimed there.
    expect(summarySentence(report, { metric: "group-loss-gap", axis: "religion" })).not.toContain(only);
  });

  test("turns a comparison that was made the other way round", () => {
    const report: BiasReport = {
      ...fullReport(),
      comparisons: [{ ...comparison(-0.048, -0.036, -0.024), a: "dp", b: "plain" }],
    };
    expect(summarySentence(report, gap)).toBe(
      "Gender, loss gap between groups: dp is 0.036 nats per token higher than plain (95% interval 0.024 to 0.048).",
    );
  });

  /** Arms of three epsilons, with and without counterfactuals; the intervals from ε 3 on. */
  function atThreeEpsilons(
    privacy: readonly (readonly [number, number, number])[],
    counterfactuals: readonly (readonly [number, number, number])[],
  ): BiasReport {
    const place = (index: number): string => `ε${[3, 8, 20][index]}`;
    return {
      ...experimentReport(),
      comparisons: [
        ...privacy.map((figures, index) => ({ ...comparison(...figures), b: `dp ${place(index)}` })),
        ...counterfactuals.map((figures, index) => ({
          ...comparison(...figures),
          a: `dp ${place(index)}`,
          b: `dp+cda ${place(index)}`,
        })),
      ],
    };
  }

  test("names once what arms of several epsilons have in common, and how far their intervals reach together", () => {
    const report = atThreeEpsilons(
      [
        [-0.129, 0.011, 0.16],
        [-0.154, -0.006, 0.148],
        [-0.094, 0.001, 0.094],
      ],
      [
        [-0.039, -0.018, 0.004],
        [-0.017, 0.001, 0.02],
        [-0.024, -0.002, 0.019],
      ],
    );
    expect(summarySentence(report, gap)).toBe(
      `Gender, loss gap between groups: between plain and dp at ε3, ε8 and ε20 ${noDifference} (95% intervals within −0.154 to ` +
        "0.160 nats per token), nor between dp and dp+cda at ε3, ε8 and ε20 (95% intervals within −0.039 to 0.020 nats per token).",
    );
  });

  test("gives every size and interval of differences that have their direction in common", () => {
    const report = atThreeEpsilons(
      [
        [0.281, 0.29, 0.3],
        [0.272, 0.283, 0.293],
        [-0.01, 0.02, 0.05],
      ],
      [
        [-0.3, -0.2, -0.1],
        [-0.4, -0.3, -0.2],
        [-0.02, 0.01, 0.03],
      ],
    );
    expect(summarySentence(report, gap)).toBe(
      "Gender, loss gap between groups: dp at ε3 and ε8 is 0.290 and 0.283 nats per token higher than plain (95% intervals 0.281 " +
        `to 0.300 and 0.272 to 0.293); between plain and dp ε20 ${noDifference} (0.020 nats per token, 95% interval −0.010 to 0.050), ` +
        "nor between dp ε20 and dp+cda ε20 (0.010 nats per token, 95% interval −0.020 to 0.030); dp+cda at ε3 and ε8 is 0.200 and " +
        "0.300 nats per token lower than dp (95% intervals 0.100 to 0.300 and 0.200 to 0.400).",
    );
  });

  test("names arms of no known kind one by one", () => {
    const report: BiasReport = {
      ...fullReport(),
      comparisons: [
        { ...comparison(-0.01, 0.01, 0.02), a: "small", b: "large" },
        { ...comparison(-0.02, 0.01, 0.03), a: "large", b: "larger" },
      ],
    };
    expect(summarySentence(report, gap)).toContain(
      `between small and large ${noDifference} (0.010 nats per token, 95% interval −0.010 to 0.020), nor between large and larger (`,
    );
  });

  test("lists the arms where their names say no more than their kind", () => {
    const report = fullReport();
    const arms = (report.arms ?? []).map((arm) =>
      arm.arm === "base" ? { ...arm, arm: "second", kind: "dp" as const } : arm,
    );
    const comparisons = [comparison(0.01, 0.02, 0.03), { ...comparison(0.02, 0.03, 0.04), b: "second" }];
    expect(summarySentence({ ...report, arms, comparisons }, gap)).toContain(
      "dp and second are 0.020 and 0.030 nats per token higher than plain (95% intervals 0.010 to 0.030 and 0.020 to 0.040).",
    );
  });

  test("states values and claims no difference without comparisons", () => {
    const { comparisons: _comparisons, ...report } = fullReport();
    expect(summarySentence(report, gap)).toMatch(/no difference is claimed\.$/);
  });

  test("says so when nothing was measured", () => {
    expect(summarySentence(scanReport(), gap)).toBe("Gender, loss gap between groups: not measured in this report.");
  });

  test("never says higher or lower unless the whole interval does", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (difference, below, above) => {
          const one = comparison(difference - below, difference, difference + above);
          const words = differenceClause(fullReport(), one);
          expect(words.includes(" higher than ")).toBe(one.interval.low > 0);
          expect(words.includes(" lower than ")).toBe(one.interval.high < 0);
          expect(words.includes(noDifference)).toBe(one.interval.low <= 0 && one.interval.high >= 0);
        },
      ),
    );
  });
});

describe("the sentence about associations", () => {
  test("names the strongest clear word of each group with its interval and sentences", () => {
    expect(associationSentence(scanReport(), "gender")).toMatch(
      /^Gender, the most distinctive company of each group: female with “nurse” \(nPMI 0\.\d\d, 95% interval 0\.\d\d to 0\.\d\d, 160 sentences\); male with “engineer”/,
    );
  });

  test("names no word whose interval reaches zero", () => {
    const report = scanReport();
    if (report.scan === undefined) throw new Error("no scan");
    const associations = report.scan.associations.map((row) => ({ ...row, npmiLow: -0.01 }));
    expect(associationSentence({ ...report, scan: { ...report.scan, associations } }, "race")).toBe(
      "Race: no word reaches the reporting threshold (nPMI interval above 0.1, at least 5 shared sentences, q at most 0.05).",
    );
  });

  test("names the groups in the lexicon's order, as the chart beside it does", () => {
    const report = scanReport();
    if (report.scan === undefined) throw new Error("no scan");
    // Asian has the weakest word of the four: strength must not decide who is named.
    const associations = report.scan.associations.map((row) => (row.group === "race.asian" ? { ...row, z: 3 } : row));
    const sentence = associationSentence({ ...report, scan: { ...report.scan, associations } }, "race");
    const named = [...sentence.matchAll(/(Asian|Black|Latino|white) with/gu)].map(([, label]) => label);
    expect(named).toEqual(["Asian", "Black", "Latino", "white"]);
  });

  test("counts no group that the corpus never mentions", () => {
    const report = scanReport();
    const { scan } = report;
    if (scan === undefined) throw new Error("no scan");
    const groups = scan.groups.map((group) => (group.group === "race.white" ? { ...group, mentions: 0 } : group));
    const associations = scan.associations.filter(({ group }) => group !== "race.white");
    const sentence = associationSentence({ ...report, scan: { ...scan, groups, associations } }, "race");
    expect(sentence).toContain("(1 group not mentioned).");
    expect(sentence).not.toContain("without a word");
  });

  test("states the threshold that the scan applies", () => {
    expect(noAssociation).toContain(`nPMI interval above ${lowestEffect}, `);
    expect(noAssociation).toContain(`at least ${fewestTogether} shared sentences, q at most ${highestQ})`);
  });

  test("says so when an axis was not scanned", () => {
    const { scan: _scan, ...report } = scanReport();
    expect(associationSentence(report, "religion")).toBe("Religion: not scanned.");
  });
});

test("the readings say what is measured, and that a preference for one group is part of the occupation skew", () => {
  expect(metricWords["group-loss-gap"].reading).toContain("texts that mention exactly one group of the axis");
  expect(metricWords["group-loss"].reading).toContain("texts that mention exactly one group of the axis");
  for (const metric of ["occupation-kl", "occupation-hellinger"] as const) {
    expect(metricWords[metric].reading).toContain("a general preference for one group also counts");
  }
});

describe("what a report of arms comes to", () => {
  test("is told by the measures that differ, then those that do not, then what text costs", () => {
    const report = fullReport();
    const religion = (report.comparisons ?? []).filter(
      (one) => one.axis === "religion" && one.metric === "occupation-hellinger" && one.a === "dp",
    );
    const sentences = headlineSentences({
      ...report,
      comparisons: [comparison(0.024, 0.036, 0.048), ...silent("race"), ...religion],
    });
    expect(sentences).toEqual([
      "Gender, loss gap between groups: dp is 0.036 nats per token higher than plain (95% interval 0.024 to 0.048). To compare: base 0.016, plain 0.018.",
      `Race, loss gap between groups; stereotype preference: ${noDifference}.`,
      expect.stringMatching(/^Religion, occupation skew .* dp\+cda is 0\.041 lower than dp/) as string,
      "Perplexity of held-out text, lower is better: base 84.2, plain 52.5, dp 69.9, dp+cda 70.3.",
    ]);
  });

  test("is two measures of an axis in full, and one of two distances between the same", () => {
    const metrics = ["group-loss-gap", "stereotype-preference", "occupation-hellinger", "occupation-kl"] as const;
    const comparisons = metrics.map((metric) => ({ ...comparison(0.024, 0.036, 0.048), metric }));
    const [first, second, third] = headlineSentences({ ...fullReport(), comparisons });
    expect(first).toContain("Gender, loss gap between groups: dp is 0.036");
    expect(second).toContain("Gender, stereotype preference: dp is 3.6");
    expect(third).toBe("Gender, also different between arms: occupation skew (Hellinger distance).");
  });

  test("is each axis' first measure where nothing was compared", () => {
    const { comparisons: _, ...report } = fullReport();
    const [first, ...others] = headlineSentences(report);
    expect(first).toContain("Gender, loss gap between groups: base 0.016");
    expect(first).toContain("no difference is claimed");
    expect(others).toHaveLength(3);
  });
});

function silent(axis: "race") {
  return (["group-loss-gap", "stereotype-preference"] as const).map((metric) => ({
    ...comparison(-0.01, 0.01, 0.03),
    metric,
    axis,
  }));
}
