import { describe, expect, test } from "vitest";
import type { ArmSection, BiasReport, CorpusSummary } from "../../../src/report/biasReport.ts";
import { compareReports } from "../../../src/report/comparison/compareReports.ts";
import { hasChanged } from "../../../src/report/comparison/comparisonWords.ts";
import { renderComparisonMarkdown } from "../../../src/report/comparison/markdownComparison.ts";
import { withoutText } from "../../../src/report/withoutText.ts";
import { membershipReport } from "../membershipReport.ts";
import { fullReport, scanReport } from "../sampleReport.ts";
import { robustnessReport, tradeOffReport } from "../studyReport.ts";
import { twoReports } from "./twoReports.ts";

const made = { version: "0.1.0", createdAt: "2026-11-25T10:00:00.000Z" };

function compared({ a, b }: { readonly a: BiasReport; readonly b: BiasReport }) {
  return compareReports({ file: "a.json", report: a }, { file: "b.json", report: b }, made);
}

function preference(reports: { readonly a: BiasReport; readonly b: BiasReport }) {
  const row = compared(reports).measures.find(
    ({ arm, measure, axis }) => arm === "dp" && measure === "stereotype-preference" && axis === "gender",
  );
  if (row === undefined) throw new Error("the preference was not compared");
  return row;
}

function withArms(report: BiasReport, change: (arm: ArmSection) => ArmSection): BiasReport {
  return { ...report, arms: (report.arms ?? []).map(change) };
}

test("parts that are compared with nothing are named, those of studies too", () => {
  const named = compared({ a: tradeOffReport(), b: robustnessReport() }).notCompared;
  expect(named).toContainEqual({ what: "What constraints keep and cost", why: "only in A" });
  expect(named).toContainEqual({ what: "Private against robust", why: "only in B" });
  const attacked = compared({ a: membershipReport(), b: membershipReport() }).notCompared;
  for (const what of ["Tuning against membership inference", "Planted texts"]) {
    expect(attacked).toContainEqual({ what, why: "read them in the two reports" });
  }
});

describe("what differs about two reports", () => {
  test("is listed in the order in which a reader asks, and the rest stands under the same", () => {
    const { differing, same } = compared(twoReports()).identity;
    expect(differing).toEqual([
      { name: "dp: epsilon", a: "8", b: "3" },
      { name: "dp: noise multiplier", a: "0.612", b: "1.1" },
      { name: "dp+cda: epsilon", a: "8", b: "3" },
      { name: "dp+cda: noise multiplier", a: "0.612", b: "1.1" },
      { name: "seed", a: "7", b: "8" },
      { name: "setting learningRate", a: "0.0005", b: "0.001" },
    ]);
    expect(same.slice(0, 3).map(({ name }) => name)).toEqual(["corpus", "corpus, sha256", "records"]);
    expect(same).toContainEqual({ name: "plain: privacy", a: "none", b: "none" });
  });

  test("says nothing of the text where reports name no files, as those of merges do", () => {
    const scanned = scanReport();
    const report = { ...scanned, corpus: { ...(scanned.corpus as CorpusSummary), files: [] } };
    const { differing, same } = compared({ a: report, b: report }).identity;
    expect([...differing, ...same].map(({ name }) => name)).not.toContain("corpus, sha256");
  });

  test("is nothing for a report against itself", () => {
    const report = fullReport();
    const { identity, measures } = compared({ a: report, b: report });
    expect(identity.differing).toEqual([]);
    expect(measures.every(({ difference }) => difference.value === 0)).toBe(true);
    // Pairs that are all alike do not show how far others would lie apart.
    expect(measures.filter(({ difference }) => difference.isPaired && difference.interval !== undefined)).toEqual([]);
  });
});

describe("a measure of both", () => {
  test("is compared item by item where both were measured on the same items", () => {
    const { difference } = preference(twoReports());
    expect(difference.isPaired).toBe(true);
    // Every item is higher by 0.01 or by 0.03: the standard error of their mean is 0.01 / √200.
    expect(difference.value).toBeCloseTo(0.02, 12);
    expect(difference.interval?.low).toBeCloseTo(0.02 - (1.96 * 0.01) / Math.sqrt(200), 3);
    expect(difference.interval?.high).toBeCloseTo(0.02 + (1.96 * 0.01) / Math.sqrt(200), 3);
  });

  test("is compared by its intervals where values of items are not kept, and says so", () => {
    const { a, b } = twoReports();
    const without = (report: BiasReport): BiasReport =>
      withArms(report, (arm) => ({ ...arm, metrics: arm.metrics.map(({ items: _items, ...metric }) => metric) }));
    const { difference } = preference({ a: without(a), b: without(b) });
    expect(difference).toMatchObject({ isPaired: false, reason: "no values of single items in A and B" });
    // The sample's interval is centred on another value than the items' mean; both ends are at least one arm away.
    expect((difference.interval?.high ?? 0) - (difference.interval?.low ?? 0)).toBeGreaterThan(0.056);
    expect(preference({ a, b: without(b) }).difference.reason).toBe("no values of single items in B");
  });

  test("is not paired over other items, other versions or two items of one key", () => {
    const { a, b } = twoReports();
    const renamed = (key: (index: number) => string): BiasReport =>
      withArms(b, (arm) => ({
        ...arm,
        metrics: arm.metrics.map((metric) =>
          metric.items === undefined
            ? metric
            : { ...metric, items: metric.items.map((item, index) => ({ ...item, key: key(index) })) },
        ),
      }));
    expect(preference({ a, b: renamed((index) => `other-${index}`) }).difference.reason).toBe(
      "measured on different items",
    );
    expect(preference({ a, b: renamed(() => "pair-0") }).difference.isPaired).toBe(false);
    const newer = { ...b, generator: { ...b.generator, version: "0.2.0" } };
    expect(preference({ a, b: newer }).difference.reason).toMatch(/different versions of Evenhand/);
  });

  test("of the corpus's texts is paired on the same corpus only, because items are named by their place", () => {
    const a = withPerplexity(fullReport(), 10);
    const elsewhere = { ...a, corpus: { ...a.corpus, files: [{ name: "x", bytes: 1, sha256: "0".repeat(64) }] } };
    const perplexity = (b: BiasReport) => compared({ a, b }).measures.find(({ measure }) => measure === "perplexity");
    expect(perplexity(a)?.difference.isPaired).toBe(true);
    expect(perplexity(elsewhere as BiasReport)?.difference).toMatchObject({
      isPaired: false,
      reason: "the corpora differ",
    });
  });

  test("of the corpus's texts is not paired where its files were read in another order, which gives other texts the same names", () => {
    const files = ["1", "2"].map((digit) => ({ name: digit, bytes: 1, sha256: digit.repeat(64) }));
    const report = withPerplexity(fullReport(), 10);
    const reading = (order: typeof files) => ({ ...report, corpus: { ...report.corpus, files: order } }) as BiasReport;
    const [a, b] = [reading(files), reading(files.toReversed())];
    const perplexity = compared({ a, b }).measures.find(({ measure }) => measure === "perplexity");
    expect(perplexity?.difference).toMatchObject({ isPaired: false, reason: "the corpora differ" });
  });

  test("per token is compared between corpora, whose texts of one name have other lengths because they are other texts", () => {
    const [a, other] = [withPerplexity(fullReport(), 10), withPerplexity(fullReport(), 12)];
    const files = [{ name: "x", bytes: 1, sha256: "0".repeat(64) }];
    const b = { ...other, corpus: { ...other.corpus, files } } as BiasReport;
    const { measures, notCompared } = compared({ a, b });
    expect(measures.find(({ measure }) => measure === "perplexity")?.difference.isPaired).toBe(false);
    expect(notCompared.filter(({ why }) => why.includes("tokens"))).toEqual([]);
  });

  test("by two scorers, or by one with two thresholds, is not compared", () => {
    const scored = (scorer: string | undefined) =>
      withArms(fullReport(), (arm) => ({
        ...arm,
        metrics: [
          {
            metric: "toxicity-gap" as const,
            axis: "gender" as const,
            value: 0.1,
            ideal: 0,
            unit: "score" as const,
            n: 20,
            ...(scorer === undefined ? {} : { scorer }),
          },
        ],
      }));
    const toxicity = (a: string | undefined, b: string | undefined) => compared({ a: scored(a), b: scored(b) });
    expect(toxicity("list 1", "list 1").measures.some(({ measure }) => measure === "toxicity-gap")).toBe(true);
    const { measures, notCompared } = toxicity("list 1", "classifier 2");
    expect(measures.some(({ measure }) => measure === "toxicity-gap")).toBe(false);
    expect(notCompared.some(({ why }) => why === "scored by list 1 in A, by classifier 2 in B")).toBe(true);
    expect(toxicity("list 1", undefined).measures.some(({ measure }) => measure === "toxicity-gap")).toBe(false);
  });

  test("per token is not compared between models that cut text into other tokens", () => {
    const [a, b] = [withPerplexity(fullReport(), 10), withPerplexity(fullReport(), 12)];
    const { measures, notCompared } = compared({ a, b });
    expect(measures.some(({ measure }) => measure === "perplexity" || measure === "group-loss-gap")).toBe(false);
    expect(measures.some(({ measure }) => measure === "stereotype-preference")).toBe(true);
    expect(notCompared).toContainEqual({
      what: "dp, gender: loss gap between groups",
      why: "the two models cut the same texts into different tokens",
    });
  });

  test("has a difference without an interval where one of both has none", () => {
    const { a, b } = twoReports();
    const bare = withArms(b, (arm) => ({
      ...arm,
      metrics: arm.metrics.map(({ items: _items, interval: _interval, ...metric }) => metric),
    }));
    const { difference } = preference({ a, b: bare });
    expect(difference.interval).toBeUndefined();
    expect(renderComparisonMarkdown(compared({ a, b: bare }))).toContain("no interval, so no difference is claimed");
  });

  test("that one report lacks is named", () => {
    const { a, b } = twoReports();
    const short = withArms(b, (arm) => ({ ...arm, metrics: arm.metrics.filter(({ axis }) => axis !== "race") }));
    expect(compared({ a, b: short }).notCompared).toContainEqual({
      what: "dp, race: stereotype preference",
      why: "only in A",
    });
  });
});

function withPerplexity(report: BiasReport, weight: number): BiasReport {
  const items = [1, 2, 3, 4].map((line) => ({ key: `demo.jsonl:${line}`, value: 3 + line / 10, weight }));
  return withArms(report, (arm) => ({
    ...arm,
    metrics: arm.metrics.map((metric) => (metric.metric === "perplexity" ? { ...metric, items } : metric)),
  }));
}

describe("arms", () => {
  const named = (report: BiasReport, names: Readonly<Record<string, string>>): BiasReport =>
    withArms(report, (arm) => ({ ...arm, kind: arm.arm as "dp", arm: names[arm.arm] ?? arm.arm }));

  test("of one name are compared, one without a counterpart is named", () => {
    const { measures, notCompared } = compared(twoReports());
    expect([...new Set(measures.map(({ arm }) => arm))]).toEqual(["plain", "dp", "dp+cda"]);
    expect(notCompared).toContainEqual({ what: "Arm base", why: "only in A" });
  });

  test("of one kind are compared by another name, unless there are several", () => {
    const report = fullReport();
    const a = named(report, {});
    expect(compared({ a, b: named(report, { dp: "dp ε3" }) }).measures).toContainEqual(
      expect.objectContaining({ arm: "dp", armB: "dp ε3" }),
    );
    const twice = named(report, { dp: "dp ε3" });
    const [, , dp] = twice.arms ?? [];
    const several = { ...twice, arms: [...(twice.arms ?? []), { ...(dp as ArmSection), arm: "dp ε20" }] };
    const { notCompared } = compared({ a, b: several });
    expect(notCompared.filter(({ what }) => what.startsWith("Arm")).map(({ what }) => what)).toEqual([
      "Arm dp",
      "Arm dp ε3",
      "Arm dp ε20",
    ]);
  });

  test("of two reports on one checkpoint each are compared, whatever they are called", () => {
    const one = (name: string): BiasReport => {
      const report = fullReport();
      const { kind: _kind, ...arm } = (report.arms ?? [])[0] as ArmSection;
      return { ...report, arms: [{ ...arm, arm: name }] };
    };
    expect(compared({ a: one("gpt2"), b: one("distilgpt2") }).measures[0]).toMatchObject({
      arm: "gpt2",
      armB: "distilgpt2",
    });
  });
});

describe("associations", () => {
  test("whose intervals have no width have not changed for sure: q is not 0", () => {
    const { a, b } = twoReports();
    const narrow = (report: BiasReport): BiasReport => ({
      ...report,
      scan: {
        ...(report.scan as NonNullable<BiasReport["scan"]>),
        associations: (report.scan?.associations ?? []).map((row) => ({
          ...row,
          npmiLow: row.npmi,
          npmiHigh: row.npmi,
        })),
      },
    });
    const { scans } = compared({ a: narrow(a), b: narrow(b) });
    expect(scans?.inBoth.find(({ word }) => word === "engineer")?.difference).toBeCloseTo(0.2, 12);
    expect(scans?.inBoth.map(({ q }) => q)).not.toContain(0);
  });

  test("appear, vanish and change", () => {
    const { scans } = compared(twoReports());
    expect(scans?.onlyA.map(({ word }) => word)).toEqual(["nurse"]);
    expect(scans?.onlyB.map(({ word }) => word)).toEqual(["grobbler"]);
    const [first, ...rest] = scans?.inBoth ?? [];
    expect(first).toMatchObject({ word: "engineer", group: "gender.male" });
    expect(first?.difference).toBeCloseTo(0.2, 12);
    expect(first === undefined ? undefined : hasChanged(first)).toBe(true);
    expect(rest.some(hasChanged)).toBe(false);
  });

  test("are not compared over another lexicon or rule, or with a report without a scan", () => {
    const a = scanReport();
    const other = (change: object): BiasReport => ({ ...a, scan: { ...a.scan, ...change } }) as BiasReport;
    for (const [change, why] of [
      [{ lexiconHash: "b".repeat(64) }, /lexicons differ/],
      [{ rule: "scan-rule-2" }, /different rules/],
    ] as const) {
      const { scans, notCompared } = compared({ a, b: other(change) });
      expect(scans).toBeUndefined();
      expect(notCompared[0]?.why).toMatch(why);
    }
    const { scan: _scan, ...without } = fullReport();
    expect(compared({ a, b: without }).notCompared).toContainEqual({ what: "Scan", why: "only A has one" });
  });

  test("of an axis that one scan lacks are named", () => {
    const a = scanReport();
    const { scan } = a;
    if (scan === undefined) throw new Error("no scan");
    const b = { ...a, scan: { ...scan, groups: scan.groups.filter(({ axis }) => axis !== "race") } };
    const { scans, notCompared } = compared({ a, b });
    expect(scans?.axes).toEqual(["gender", "religion"]);
    expect(scans?.inBoth.some(({ axis }) => axis === "race")).toBe(false);
    expect(notCompared).toContainEqual({ what: "Race in the scan", why: "only A was scanned for it" });
  });
});

test("the comparison as Markdown says the same in words, with slurs masked", async () => {
  const markdown = renderComparisonMarkdown(compared(twoReports()));
  expect(markdown).not.toContain("grobbler");
  await expect(markdown).toMatchFileSnapshot("../../golden/comparison.md");
});

test("a comparison holds no text of either corpus", () => {
  const { a, b } = twoReports();
  const texts = compared({ a: withoutText(a), b: withoutText(b) });
  expect(compared({ a, b })).toEqual(texts);
});
