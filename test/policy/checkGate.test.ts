import { describe, expect, test } from "vitest";
import { checkGate } from "../../src/policy/checkGate.ts";
import type { Gate } from "../../src/policy/gate.ts";
import { numberWords } from "../../src/policy/gateWords.ts";
import { withSilenced } from "../../src/policy/silencedFindings.ts";
import { readPolicy } from "../../src/policy/readPolicy.ts";
import type {
  ArmSection,
  AssociationRow,
  BiasReport,
  PrivacySection,
  ScanSection,
} from "../../src/report/biasReport.ts";
import type { SilencedFinding } from "../../src/report/scanFindings.ts";

/** As evenhand.json would have it. */
function gate(fields: object): Gate {
  const { gates } = readPolicy(JSON.stringify({ gates: [fields] }), "evenhand.json");
  return gates[0] as Gate;
}

const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: "bootstrap" });

const arm = (name: string, value: number, low: number, high: number): ArmSection => ({
  arm: name,
  label: name,
  model: { name: "m", parameters: 1, sha256: "00" },
  metrics: [
    {
      metric: "group-loss-gap",
      axis: "gender",
      value,
      unit: "nats per token",
      n: 240,
      interval: interval(low, high),
      groups: [{ group: "gender.female", value: 3.1, n: 12 }],
    },
    { metric: "perplexity", value: 31.5, unit: "perplexity", n: 400 },
  ],
});

const base: BiasReport = {
  schemaVersion: 1,
  generator: { name: "evenhand", version: "0.1.0" },
  createdAt: "2026-11-22T17:20:00.000Z",
  title: "t",
  warnings: [],
  method: { settings: {}, versions: {} },
};

const trained: BiasReport = {
  ...base,
  arms: [
    arm("plain", 0.016, 0.004, 0.028),
    {
      ...arm("dp", 0.047, 0.031, 0.063),
      privacy: {
        epsilon: 7.9,
        delta: 1e-5,
        unit: "record",
        adjacency: "add or remove one unit",
        sampling: "Poisson",
        accountant: "pld",
        noiseMultiplier: 1,
        clipNorm: 1,
        clipMode: "hard",
        samplingRate: 0.01,
        steps: 10,
        noiseSource: "operating system",
        notCovered: [],
      },
    },
  ],
  comparisons: [
    {
      metric: "group-loss-gap",
      axis: "gender",
      a: "plain",
      b: "dp",
      difference: 0.031,
      interval: interval(0.012, 0.05),
      pValue: 0.004,
      n: 240,
      method: "paired",
    },
  ],
};

const row = (group: string, word: string, z: number, npmi: number): AssociationRow => ({
  group,
  word,
  together: 9,
  wordSentences: 20,
  npmi,
  npmiLow: npmi - 0.1,
  npmiHigh: npmi + 0.1,
  logOdds: 1,
  z,
  q: 0.001,
  places: [],
});

const group = (id: string, axis: "gender" | "race", documents: number, sentences: number) => ({
  group: id,
  axis,
  label: id.slice(id.indexOf(".") + 1),
  mentions: sentences,
  sentences,
  documents,
  ambiguousMentions: 0,
  terms: [],
});

function scanned(silenced: readonly SilencedFinding[] = []): BiasReport {
  return {
    ...base,
    scan: {
      rule: "scan-rule-1",
      lexiconHash: "00",
      totals: { documents: 200, sentences: 400, tokens: 4000, types: 900 },
      groups: [
        group("gender.female", "gender", 30, 60),
        group("gender.male", "gender", 90, 140),
        group("race.black", "race", 4, 5),
      ],
      axes: [
        { axis: "gender", mentions: 200, ambiguousMentions: 0, sentences: 180, documents: 100 },
        { axis: "race", mentions: 5, ambiguousMentions: 5, sentences: 5, documents: 4 },
      ],
      associations: [
        row("gender.female", "nurse", 14.2, 0.31),
        row("gender.female", "gentle", 9.5, 0.4),
        row("gender.male", "captain", 11, 0.2),
        row("gender.male", "the", 3, 0.05), // its interval reaches below 0: not strong
      ],
      tests: 100,
      dataProblems: [
        { kind: "duplicates", sentence: "", figures: [], examples: [], hint: "" },
        { kind: "languages", sentence: "", figures: [], examples: [], hint: "" },
      ],
      ...(silenced.length > 0 && { silenced }),
    },
  };
}

/** Verdict and sentence. */
function check(fields: object, report: BiasReport | undefined): [string, string] {
  const { verdict, reason } = checkGate(gate(fields), report);
  return [verdict, reason];
}

describe("a gate on a trained arm", () => {
  const gap = { measure: "group-loss-gap", axis: "gender", arm: "dp" };

  test("compares the figure, strictly", () => {
    expect(check({ ...gap, below: 0.05 }, trained)).toEqual([
      "passed",
      "0.047 (0.031 to 0.063, n = 240) is below 0.05",
    ]);
    expect(check({ ...gap, below: 0.047 }, trained)).toEqual([
      "failed",
      "0.047 (0.031 to 0.063, n = 240) is not below 0.047",
    ]);
  });

  test("or its whole interval", () => {
    // The figure 0.047 is below 0.05; the upper end, 0.063, is not.
    expect(check({ ...gap, below: 0.05, bound: "interval" }, trained)).toEqual([
      "failed",
      "0.047 (0.031 to 0.063, n = 240) is not below 0.05 with its whole interval",
    ]);
    expect(check({ ...gap, below: 0.07, above: 0.03, bound: "interval" }, trained)[0]).toBe("passed");
    expect(check({ ...gap, below: 0.07, above: 0.04, bound: "interval" }, trained)[0]).toBe("failed"); // 0.031 < 0.04
  });

  test("or the difference to another arm, whichever way the report has it", () => {
    expect(check({ ...gap, against: "plain", below: 0.04 }, trained)).toEqual([
      "passed",
      "0.031 (0.012 to 0.05, n = 240) is below 0.04",
    ]);
    const turned = { measure: "group-loss-gap", axis: "gender", arm: "plain", against: "dp", below: 0 };
    expect(check({ ...turned, bound: "interval" }, trained)).toEqual([
      "passed",
      "\u22120.031 (\u22120.05 to \u22120.012, n = 240) is below 0 with its whole interval",
    ]);
  });

  test("or a difference without an interval, which is not measurable with its whole interval", () => {
    const comparisons = (trained.comparisons ?? []).map(({ interval: _interval, ...rest }) => rest);
    const turned = { measure: "group-loss-gap", axis: "gender", arm: "plain", against: "dp", below: 0 };
    expect(check(turned, { ...trained, comparisons })[0]).toBe("passed");
    expect(check({ ...turned, bound: "interval" }, { ...trained, comparisons })[0]).toBe("not measurable");
  });

  test("is not measurable where arm, measure, axis, group or comparison is missing, and says what there is", () => {
    const cases: readonly (readonly [fields: object, reason: string])[] = [
      [{ ...gap, arm: "dp+cda", below: 1 }, "not measurable: no arm is named dp+cda; there are plain, dp"],
      [{ measure: "perplexity", below: 1 }, "not measurable: no arm is named, and there are plain, dp"],
      [{ ...gap, axis: "race", below: 1 }, "not measurable: dp has no group-loss-gap on this axis, only on gender"],
      [{ ...gap, measure: "winobias", below: 1 }, "not measurable: dp has no winobias"],
      [{ ...gap, group: "gender.male", below: 1 }, "not measurable: group-loss-gap of dp has no group gender.male"],
      [
        { ...gap, against: "base", below: 1 },
        "not measurable: the report does not compare group-loss-gap of dp and base",
      ],
      [
        { measure: "perplexity", arm: "dp", below: 99, bound: "interval" },
        "not measurable: the figure has no interval",
      ],
      [{ measure: "epsilon", arm: "plain", below: 8 }, "not measurable: plain was trained without privacy"],
    ];
    for (const [fields, reason] of cases) expect(check(fields, trained)).toEqual(["not measurable", reason]);
    expect(check({ ...gap, below: 1 }, base)[1]).toBe("not measurable: the report has no trained or evaluated model");
    expect(check({ ...gap, below: 1 }, undefined)[1]).toBe("not measurable: there is no report with it yet");
  });

  test("needs enough items, as many as the gate says", () => {
    const female = { ...gap, group: "gender.female", below: 4 };
    expect(check(female, trained)).toEqual(["not measurable", "not measurable: n = 12 is less than 30"]);
    expect(check({ ...female, minimumN: 12 }, trained)).toEqual(["passed", "3.1 (n = 12) is below 4"]);
  });

  test("looks at epsilon, which has no n; noise that was seeded protects nothing", () => {
    expect(check({ measure: "epsilon", arm: "dp", below: 8 }, trained)).toEqual(["passed", "7.9 is below 8"]);
    const [plain, dp] = trained.arms as readonly [ArmSection, ArmSection];
    const privacy = { ...(dp.privacy as PrivacySection), noiseSource: "seeded, not private" } as const;
    const seeded = { ...trained, arms: [plain, { ...dp, privacy }] };
    expect(check({ measure: "epsilon", arm: "dp", below: 1000 }, seeded)).toEqual([
      "failed",
      "infinite is not below 1000",
    ]);
  });

  test("an optional gate lets pass what is not measurable, never what failed", () => {
    expect(checkGate(gate({ ...gap, below: 0.05 }), undefined).letsPass).toBe(false);
    expect(checkGate(gate({ ...gap, below: 0.05, optional: true }), undefined).letsPass).toBe(true);
    expect(checkGate(gate({ ...gap, below: 0.01, optional: true }), trained).letsPass).toBe(false);
  });
});

describe("a gate on a scan", () => {
  test("looks at the strongest association, of an axis or a group", () => {
    expect(check({ measure: "association-z", below: 15 }, scanned())).toEqual([
      "passed",
      "14.2 (n = 205, nurse with female) is below 15", // 60 + 140 + 5 sentences
    ]);
    expect(check({ measure: "association-z", group: "gender.male", below: 11 }, scanned())).toEqual([
      "failed",
      "11 (n = 140, captain with male) is not below 11",
    ]);
    expect(check({ measure: "association-npmi", axis: "gender", below: 0.45, bound: "interval" }, scanned())).toEqual([
      "failed",
      "0.4 (0.3 to 0.5, n = 200, gentle with female) is not below 0.45 with its whole interval",
    ]);
  });

  test("leaves out what is silenced, and counts it", () => {
    const report = scanned([{ rule: "association", group: "gender.female", word: "nurse" }, { rule: "languages" }]);
    expect(check({ measure: "association-z", below: 12 }, report)).toEqual([
      "passed",
      "11 (n = 205, captain with male, 1 silenced) is below 12",
    ]);
    expect(check({ measure: "strong-associations", axis: "gender", below: 3 }, report)).toEqual([
      "passed",
      "2 (n = 200, 1 silenced) is below 3", // gentle, captain; "the" is not strong
    ]);
    expect(check({ measure: "data-problems", below: 1 }, report)[1]).toBe("1 (n = 200, 1 silenced) is not below 1");
    expect(check({ measure: "data-problems", problem: "languages", below: 1 }, report)[0]).toBe("passed");
  });

  test("counts ranked words that the report does not list, and looks at the largest of them", () => {
    const short = (silenced: readonly SilencedFinding[] = []): BiasReport => {
      const { scan, ...report } = scanned(silenced) as BiasReport & { scan: ScanSection };
      const further = { words: 372, z: 18.5, npmi: 0.35, npmiLow: 0.12, npmiHigh: 0.6 };
      const groups = scan.groups.map((one) => (one.group === "gender.female" ? { ...one, further } : one));
      return { ...report, scan: { ...scan, groups } };
    };
    expect(check({ measure: "strong-associations", group: "gender.female", below: 300 }, short())).toEqual([
      "failed",
      "374 (n = 60) is not below 300", // nurse, gentle and 372
    ]);
    expect(check({ measure: "association-z", axis: "gender", below: 15 }, short())).toEqual([
      "failed",
      "18.5 (n = 200, a further word with female) is not below 15",
    ]);
    expect(check({ measure: "association-npmi", axis: "gender", below: 0.45 }, short())[0]).toBe("passed"); // gentle, 0.4
    expect(check({ measure: "association-z", group: "gender.male", below: 15 }, short())[0]).toBe("passed");
    const all = withSilenced(short(), [{ rule: "association", group: "gender.female" }]);
    expect(check({ measure: "strong-associations", axis: "gender", below: 2 }, all)).toEqual([
      "passed",
      "1 (n = 200, 374 silenced) is below 2", // captain
    ]);
    expect(check({ measure: "association-z", axis: "gender", below: 15 }, all)[1]).toContain("captain with male");
    const one = withSilenced(short(), [{ rule: "association", group: "gender.female", word: "nurse" }]);
    expect(check({ measure: "strong-associations", axis: "gender", below: 2 }, one)[1]).toContain(
      "374 (n = 200, 1 silenced)",
    );
  });

  test("takes no association for 0, but not in a group with too few sentences", () => {
    expect(check({ measure: "association-z", group: "race.black", below: 5 }, scanned())[1]).toBe(
      "not measurable: n = 5 is less than 30",
    );
    expect(check({ measure: "association-z", group: "race.black", below: 5, minimumN: 5 }, scanned())).toEqual([
      "passed",
      "0 (n = 5) is below 5",
    ]);
  });

  test("looks at shares of records, with Wilson's interval", () => {
    // 100 of 200 records do not mention gender; Wilson: 0.5 ± 0.0686 (z²/n = 0.0192, half = 1.96·√(0.00125 + 0.000024)/1.0192)
    const without = checkGate(gate({ measure: "without-mention-share", axis: "gender", above: 0.4 }), scanned());
    expect(without.verdict).toBe("passed");
    expect(without.figure?.value).toBe(0.5);
    expect(without.figure?.interval?.low).toBeCloseTo(0.4314, 4);
    // 30 of the 100 records that mention gender mention women.
    const female = checkGate(gate({ measure: "group-share", group: "gender.female", above: 0.3 }), scanned());
    expect([female.verdict, female.figure?.value, female.figure?.n]).toEqual(["failed", 0.3, 100]);
  });

  test("is not measurable without a scan, an axis or a group of that name", () => {
    expect(check({ measure: "association-z", below: 1 }, trained)[1]).toBe("not measurable: the report has no scan");
    expect(check({ measure: "without-mention-share", axis: "religion", below: 1 }, scanned())[1]).toBe(
      "not measurable: the scan has no axis religion",
    );
    for (const measure of ["association-z", "strong-associations"]) {
      expect(check({ measure, axis: "religion", below: 1, minimumN: 0 }, scanned())).toEqual([
        "not measurable",
        "not measurable: the scan has no axis religion",
      ]);
    }
    expect(check({ measure: "group-share", group: "gender.femal", below: 1 }, scanned())[1]).toBe(
      "not measurable: the scan has no group gender.femal",
    );
  });
});

test("a figure never looks like the limit that it is not", () => {
  expect(numberWords(0.0499999, { below: 0.05 })).toBe("0.0499999");
  expect(numberWords(0.0512345, { below: 0.05 })).toBe("0.05123");
  expect(numberWords(0.05, { below: 0.05 })).toBe("0.05");
  expect(numberWords(-0.25)).toBe("\u22120.25");
  expect(numberWords(Number.POSITIVE_INFINITY)).toBe("infinite");
});
