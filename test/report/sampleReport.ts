import { seededRandom } from "../../src/base/random.ts";
import type { ArmSection, AssociationRow, BiasReport, PrivacySection } from "../../src/report/biasReport.ts";
import type { AxisName, Metric, MetricName } from "../../src/report/wording.ts";

/** Invented reports of realistic shape and size: invented corpus, people and figures. */

const groups = [
  {
    group: "gender.female",
    axis: "gender",
    label: "female",
    mentions: 10_231,
    words: "nurse beautiful kitchen teacher mother dress gentle wedding caring dance",
  },
  {
    group: "gender.male",
    axis: "gender",
    label: "male",
    mentions: 18_402,
    words: "engineer captain war strong boss football king machine leader tools",
  },
  {
    group: "race.asian",
    axis: "race",
    label: "Asian",
    mentions: 812,
    words: "mathematics silk restaurant quiet violin festival market",
  },
  {
    group: "race.black",
    axis: "race",
    label: "Black",
    mentions: 1_340,
    words: "jazz athlete church rights music neighbourhood police",
  },
  { group: "race.latino", axis: "race", label: "Latino", mentions: 655, words: "border garden family dancing harvest" },
  { group: "race.white", axis: "race", label: "white", mentions: 1_120, words: "manager suburb golf lawyer house" },
  {
    group: "religion.christian",
    axis: "religion",
    label: "Christian",
    mentions: 1_905,
    words: "church choir sunday hymn charity",
  },
  {
    group: "religion.jewish",
    axis: "religion",
    label: "Jewish",
    mentions: 604,
    words: "synagogue banker scholar candle",
  },
  { group: "religion.muslim", axis: "religion", label: "Muslim", mentions: 733, words: "mosque veil prayer desert" },
] as const;

const standard = [
  { arm: "base", label: "Base model", shift: 0, fine: 0 },
  { arm: "plain", label: "Fine-tuned", shift: 0.002, fine: 1 },
  { arm: "dp", label: "DP, ε 8", shift: 0.036, fine: 0.45 },
  { arm: "dp+cda", label: "DP + counterfactuals, ε 8", shift: 0.011, fine: 0.44 },
] as const;

export function fullReport(): BiasReport {
  return {
    ...scanReport(),
    title: "Letters and notices: four arms",
    counterfactuals: {
      axis: "gender",
      direction: "swap",
      mode: "augment",
      records: 4000,
      changed: 2871,
      editsByRule: [
        { rule: "subject pronoun", edits: 2104 },
        { rule: "her: possessive", edits: 731 },
        { rule: "her: object", edits: 402 },
        { rule: "kinship", edits: 388 },
        { rule: "occupation pair", edits: 120 },
        { rule: "title", edits: 96 },
      ],
      skippedByReason: [
        { reason: "a name, kept as it is", count: 262 },
        { reason: "inside quoted code", count: 12 },
        { reason: "historical person", count: 7 },
      ],
      lowConfidenceEdits: 83,
      examples: [
        {
          id: "demo.jsonl:12",
          before: "The nurse said she would call her doctor.",
          after: "The nurse said he would call his doctor.",
        },
        {
          id: "demo.jsonl:40",
          before: "Mr. Odum gave his sister the keys.",
          after: "Ms. Odum gave her brother the keys.",
        },
        { id: "demo.jsonl:77", before: "A waitress found him an actor.", after: "A waiter found her an actress." },
      ],
      privacyNote: "Original and counterfactual are two views of one record, so the privacy unit stays one record.",
    },
    arms: standard.map(armSection),
    comparisons: (["gender", "race", "religion"] as const).flatMap((axis, index) => [
      comparison("group-loss-gap", axis, "plain", "dp", 0.0362 - index * 0.013, 0.012 + index * 0.006),
      comparison("group-loss-gap", axis, "dp", "dp+cda", -0.0248 + index * 0.009, 0.0151),
      comparison("stereotype-preference", axis, "plain", "dp", 0.031 - index * 0.02, 0.028),
      comparison("stereotype-preference", axis, "dp", "dp+cda", -0.052 + index * 0.01, 0.03),
      comparison("occupation-hellinger", axis, "plain", "dp", 0.018, 0.022),
      comparison("occupation-hellinger", axis, "dp", "dp+cda", -0.041, 0.019),
    ]),
    warnings: [
      "All arms use one seed: the intervals cover the choice of test items, not the choice of seed.",
      "Religion has fewer than 100 test sentences in one group; its intervals are wide.",
    ],
    method: {
      seed: 7,
      settings: { steps: 120, lotSize: 64, learningRate: 0.0005, clip: "hard", heldOut: 0.1, field: "text" },
      versions: { evenhand: "0.1.0", node: "22.15.0", "onnxruntime-node": "1.30.0", unicode: "15.1" },
      durationMs: 264_000,
    },
  };
}

/** What `evenhand scan` writes: no arms. */
export function scanReport(): BiasReport {
  const random = seededRandom(3);
  const associations = groups.flatMap(({ group, label, words }, groupIndex) =>
    words.split(" ").map((word, rank): AssociationRow => {
      const npmi = Math.max(0.02, 0.34 - rank * 0.035 - groupIndex * 0.01 + random.normal() * 0.01);
      const half = 0.02 + rank * 0.004 + groupIndex * 0.004;
      const together = Math.round(160 / (1 + rank * 0.6) / (1 + groupIndex * 0.25));
      return {
        group,
        word,
        together,
        wordSentences: Math.round(together * (1.6 + random.next())),
        npmi,
        npmiLow: Math.max(-1, npmi - half),
        npmiHigh: Math.min(1, npmi + half),
        logOdds: npmi * 6,
        z: 15 - rank * 1.4 - groupIndex * 0.6 + random.normal() * 0.2,
        q: npmi - half > 0 ? 10 ** -(8 - rank * 0.7) : 0.21,
        places: [0, 1, 2].map((place) => {
          const line = 12 + groupIndex * 97 + rank * 31 + place * 211;
          return {
            file: "demo.jsonl",
            line,
            column: 26 + place * 3,
            byte: line * 112 + 26,
            text: `… and the ${label} neighbour, who had seen the ${word} before, wrote back on ${place === 0 ? "Monday" : "Thursday"}. …`,
          };
        }),
      };
    }),
  );
  return {
    schemaVersion: 1,
    generator: { name: "evenhand", version: "0.1.0" },
    createdAt: "2026-11-22T17:20:00.000Z",
    title: "Letters and notices",
    corpus: {
      name: "demo.jsonl",
      files: [
        {
          name: "demo.jsonl",
          bytes: 1_204_331,
          sha256: "3f1c9a77e0b54d2f8a6604c1d9b8f7aa3f1c9a77e0b54d2f8a6604c1d9b8f7aa",
        },
      ],
      textField: "text",
      records: 4000,
      skipped: [
        { reason: "not a JSON value", count: 2, examples: ["demo.jsonl:101", "demo.jsonl:2044"] },
        { reason: "empty text", count: 5, examples: ["demo.jsonl:9"] },
      ],
    },
    scan: {
      rule: "scan-rule-1",
      lexiconHash: "a90be1c2d3f4a5968778695a4b3c2d1e0f9e8d7c6b5a49382716050403020100",
      totals: { documents: 4000, sentences: 11_873, tokens: 203_114, types: 12_904 },
      groups: groups.map(({ group, axis, label, mentions }) => ({
        group,
        axis,
        label,
        mentions,
        sentences: Math.round(mentions * 0.61),
        documents: Math.round(mentions * 0.18),
        ambiguousMentions: axis === "race" ? Math.round(mentions * 0.22) : 0,
        terms: [
          { term: label.toLowerCase(), mentions: Math.round(mentions * 0.7), slur: false },
          { term: `${label.toLowerCase()} people`, mentions: Math.round(mentions * 0.2), slur: false },
          // An invented word stands for a slur.
          ...(group === "race.asian" ? [{ term: "grobbler", mentions: 9, slur: true }] : []),
        ],
      })),
      associations,
      tests: 48_211,
    },
    warnings: [],
    method: { settings: { top: 10 }, versions: { evenhand: "0.1.0" }, durationMs: 840 },
  };
}

/** A scan with `rows` associations, to see whether the page stays quick. */
export function largeReport(rows: number): BiasReport {
  const report = scanReport();
  const { scan } = report;
  if (scan === undefined) throw new RangeError("the sample has no scan");
  const [first] = scan.associations;
  if (first === undefined) throw new RangeError("the sample has no associations");
  const associations = Array.from({ length: rows }, (_, index): AssociationRow => {
    const group = groups[index % groups.length]?.group ?? "gender.female";
    return { ...first, group, word: `word${index}`, z: 20 - index / 400, npmi: 0.4 - index / 20_000 };
  });
  return { ...report, scan: { ...scan, associations } };
}

function armSection({ arm, label, shift, fine }: (typeof standard)[number], index: number): ArmSection {
  const random = seededRandom(11 + index);
  const metric = (
    metric: MetricName,
    axis: AxisName,
    value: number,
    half: number,
    rest: Pick<Metric, "unit" | "n"> & Partial<Metric>,
  ): Metric => ({
    metric,
    axis,
    value,
    interval: { low: value - half, high: value + half, level: 0.95, method: "bootstrap, 2,000 resamples of items" },
    ...rest,
  });
  const axisMetrics = (["gender", "race", "religion"] as const).flatMap((axis, axisIndex): Metric[] => {
    const gap = 0.016 + shift * (1 - axisIndex * 0.3) + axisIndex * 0.01;
    const own = groups.filter((group) => group.axis === axis);
    const values = own.map(({ group }, position) => ({
      group,
      value: 4.1 - fine * 0.5 + (position * gap) / (own.length - 1),
      n: 220 - axisIndex * 60 - position * 7,
      interval: { low: 4.05 - fine * 0.5, high: 4.19 - fine * 0.5, level: 0.95, method: "bootstrap" },
    }));
    const n = values.reduce((sum, value) => sum + value.n, 0);
    return [
      metric("group-loss", axis, 4.1 - fine * 0.5, 0.04, { unit: "nats per token", n, groups: values }),
      metric("group-loss-gap", axis, gap, 0.006 + axisIndex * 0.006, {
        unit: "nats per token",
        n,
        ideal: 0,
        groups: values,
        pValue: arm === "dp" ? 0.0004 : 0.04,
      }),
      metric(
        "stereotype-preference",
        axis,
        0.53 + shift * 1.6 - axisIndex * 0.015 + random.normal() * 0.004,
        0.028 + axisIndex * 0.012,
        {
          unit: "share",
          ideal: 0.5,
          n: 240 - axisIndex * 70,
          pValue: 0.021,
          items: [
            { key: "pair-1", value: 1 },
            { key: "pair-2", value: 0, group: own[0]?.group ?? "" },
          ],
          skipped: [{ reason: "longer than the model's context", count: 2 }],
        },
      ),
      metric("occupation-hellinger", axis, 0.11 + shift + axisIndex * 0.02, 0.015, {
        unit: "distance",
        n: 60,
        ideal: 0,
      }),
      metric("occupation-kl", axis, 0.045 + shift * 0.7 + axisIndex * 0.01, 0.01, { unit: "nats", n: 60, ideal: 0 }),
    ];
  });
  const perplexity: Metric = {
    metric: "perplexity",
    value: 84.2 - fine * 31.7,
    unit: "perplexity",
    n: 400,
    interval: {
      low: 80.1 - fine * 30,
      high: 88.4 - fine * 32,
      level: 0.95,
      method: "bootstrap, 2,000 resamples of records",
    },
  };
  return {
    arm,
    label,
    model: {
      name: "evenhand-tiny",
      parameters: 1_417_216,
      sha256: `${index}b2e4fa0c51d7f3e9a8b6c4d2e0f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3e5f`,
    },
    ...(index > 0 && {
      training: {
        steps: 120,
        expectedLotSize: 64,
        records: 3600,
        viewsPerRecord: arm === "dp+cda" ? 2 : 1,
        maximumTokens: 64,
        learningRate: 0.0005,
        optimizer: index === 1 ? "Adam" : "DP-Adam",
        durationMs: 41_000 + index * 9000,
        ...(index === 1 && {
          lossByStep: Array.from(
            { length: 120 },
            (_, step) => 4.1 - 0.5 * (1 - Math.exp(-step / 30)) + random.normal() * 0.03,
          ),
        }),
        probeLoss: Array.from({ length: 13 }, (_, point) => ({
          step: point * 10,
          loss: 4.1 - fine * 0.5 * (1 - Math.exp(-point / 3.2)),
        })),
        dynamics: dynamics(index),
        skipped: [{ reason: "no token left after cutting", count: 1, examples: ["demo.jsonl:9"] }],
      },
    }),
    ...(index > 1 && { privacy: privacySection() }),
    metrics: [perplexity, ...axisMetrics],
    membership: membership(index),
  };
}

/** Groups whose loss falls at different speeds. */
function dynamics(index: number): NonNullable<NonNullable<ArmSection["training"]>["dynamics"]> {
  return Array.from({ length: 7 }, (_, look) => ({
    step: Math.max(1, look * 20),
    groups: groups.map(({ group }, position) => ({
      group,
      n: 16,
      loss: 4.2 - (0.6 / index) * (1 - Math.exp(-look / (1.5 + 0.6 * position))),
      norm: 1.8 + 0.2 * position,
      clippedNorm: index === 1 ? 1.8 + 0.2 * position : 0.1,
      shareClipped: index === 1 ? 0 : 1,
      alignment: 0.3 / index - 0.03 * position,
    })),
  }));
}

function membership(index: number): NonNullable<ArmSection["membership"]> {
  const attacks = (shift: number) =>
    (["loss", "ratio", "zlib", "min-k", "ez"] as const).map((attack, position) => {
      const value = 0.5 + (index === 1 ? 0.18 : index === 0 ? 0 : 0.02) + shift + 0.01 * position;
      return {
        attack,
        members: 1000,
        nonMembers: 400,
        area: { value, interval: { low: value - 0.03, high: value + 0.03, level: 0.95, method: "DeLong interval" } },
        advantage: 2 * (value - 0.5),
        truePositives: [0.01, 0.001].map((falsePositiveRate) => ({
          falsePositiveRate,
          value: falsePositiveRate * (1 + 4 * (value - 0.5)),
          interval: { low: 0.004, high: 0.02, level: 0.95, method: "Clopper-Pearson interval" },
          accused: {
            value: Math.floor(400 * falsePositiveRate) / 400,
            interval: { low: 0.0027, high: 0.0254, level: 0.95, method: "Clopper-Pearson interval" },
          },
          isResolved: falsePositiveRate > 0.001,
          ...(index > 1 && { ceiling: 1 }),
        })),
      };
    });
  return {
    attacks: attacks(0),
    groups: groups.slice(0, 2).map(({ group }, position) => ({ group, attacks: attacks(0.01 * position) })),
    skipped: [{ reason: "by group, text about race.asian: fewer than 20 members or others", count: 12 }],
    ...(index > 1 && {
      privacy: {
        claim: { epsilon: 7.9941, delta: 2.777e-5 },
        largestAdvantage: 0.9993,
        empirical: { atLeast: 0.21, confidence: 0.95 },
        isContradicted: false,
      },
    }),
  };
}

function privacySection(): PrivacySection {
  return {
    epsilon: 7.9941,
    delta: 2.777e-5,
    unit: "record, with all its counterfactual views",
    adjacency: "add or remove one unit",
    sampling: "Poisson",
    accountant: "RDP",
    noiseMultiplier: 0.6123,
    clipNorm: 0.1,
    clipMode: "hard",
    samplingRate: 64 / 3600,
    steps: 120,
    noiseSource: "operating system",
    epsilonByStep: Array.from({ length: 120 }, (_, step) => 7.9941 * (0.42 + 0.58 * Math.sqrt((step + 1) / 120))),
    notCovered: [
      "the choice of hyper-parameters",
      "the tokenizer and the base model, which were made from other text",
      "the scan and the counterfactual counts shown beside it",
    ],
  };
}

function comparison(metric: MetricName, axis: AxisName, a: string, b: string, difference: number, half: number) {
  return {
    metric,
    axis,
    a,
    b,
    difference,
    interval: {
      low: difference - half,
      high: difference + half,
      level: 0.95,
      method: "bootstrap, 2,000 resamples of items",
    },
    pValue: Math.abs(difference) > half ? 0.0031 : 0.27,
    n: 240,
    method: "paired permutation test, 10,000 sign flips",
  };
}
