import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import type { Document } from "../../src/corpus/document.ts";
import { attackArm, membershipTexts, scoreForAttack } from "../../src/jobs/membership.ts";
import type { TrainingCorpus } from "../../src/jobs/trainingCorpus.ts";
import type { TokenScorer } from "../../src/lm/tokenScorer.ts";
import { fakeScorer } from "../evaluation/fakeScorer.ts";

type Split = Pick<TrainingCorpus, "training" | "heldOut">;

const context = { signal: new AbortController().signal, onProgress: () => {} };

const record = (text: string): Document => ({
  id: text,
  text,
  raw: text,
  source: { path: "notes.txt", record: 0, line: 1, byteStart: 0 },
});

const unit = (...texts: readonly string[]): Document[] => texts.map(record);

/** One record a unit; members and others are alike. */
const records = (kind: "seen" | "new", count: number): Document[][] =>
  Array.from({ length: count }, (_, index) => unit(`line ${(kind === "seen" ? 10_000 : 20_000) + index}`));

/** A model that gives each text of two words a chance of its own, and knows `easy` by heart. It was trained on nothing. */
function untrained(easy: string): TokenScorer {
  const random = seededRandom(4);
  const chances = new Map<string, number>();
  const scorer = fakeScorer((before, next) => {
    if ([...before, next].join(" ").startsWith(easy)) return 0.999;
    const key = [...before, next].join(" ");
    const chance = chances.get(key) ?? 0.01 + 0.8 * random.next();
    chances.set(key, chance);
    return chance;
  });
  return {
    ...scorer,
    logProbabilitiesAndTop: async (sequences, options) =>
      (await scorer.logProbabilities(sequences, options)).map((logProbabilities) => ({
        logProbabilities,
        isTop: [...logProbabilities].map(() => false),
      })),
  };
}

/** The attacks on a model that has seen none of the texts, which keeps every promise. */
async function attacksOn(split: Split, easy: string) {
  const scorer = untrained(easy);
  const texts = membershipTexts(split, 16);
  const base = await scoreForAttack("base", scorer, texts, context);
  const claim = { epsilon: 1, delta: 1e-5 };
  return (await attackArm("dp", scorer, base, texts, { claim, audits: 1 }, context))?.result;
}

/** How many texts of either kind are attacked, and how many of them the promise is held against. */
function counts({ texts }: ReturnType<typeof membershipTexts>) {
  const ofKind = (isMember: boolean) => texts.filter((text) => text.isMember === isMember);
  const alone = (isMember: boolean) => ofKind(isMember).filter(({ isOfOneUnit }) => isOfOneUnit);
  return {
    attacked: [ofKind(true).length, ofKind(false).length],
    held: [alone(true).length, alone(false).length],
  };
}

describe("copies of one text", () => {
  const copied: Split = {
    training: [...records("seen", 950), ...Array.from({ length: 50 }, () => unit("amen amen"))],
    heldOut: records("new", 1000),
  };

  test("are no independent members: a model that was trained on nothing breaks no promise", async () => {
    const result = await attacksOn(copied, "amen");
    expect(result?.privacy?.isContradicted).toBe(false);
    expect(result?.attacks[0]).toMatchObject({ members: 951, nonMembers: 1000 });
    expect(result?.privacy?.held).toEqual({ members: 950, nonMembers: 1000 });
    expect(result?.skipped).toEqual([{ reason: "copy of another text", count: 49 }]);
  });

  test("are attacked once, and are no part of what is promised about one record, on either side", () => {
    const split = { training: copied.training, heldOut: [...records("new", 30), ...records("new", 10)] };
    // Of the 30 texts held out, 10 stand in two records.
    expect(counts(membershipTexts(split, 16))).toEqual({ attacked: [951, 30], held: [950, 20] });
    expect(membershipTexts(split, 16).skipped).toEqual([{ reason: "copy of another text", count: 49 + 10 }]);
  });
});

describe("a unit of many records", () => {
  const authors = (name: string, count: number, each: number): Document[][] =>
    Array.from({ length: count }, (_, author) =>
      unit(...Array.from({ length: each }, (_one, index) => `${name} ${author}-${index}`)),
    );

  test("is attacked by one of its texts, always the same", () => {
    const split = { training: authors("seen", 40, 25), heldOut: authors("new", 30, 5) };
    const texts = membershipTexts(split, 16);
    expect(counts(texts)).toEqual({ attacked: [40, 30], held: [40, 30] });
    expect(texts.skipped).toEqual([
      { reason: "further record of a unit, which is attacked by one", count: 40 * 24 + 30 * 4 },
    ]);
    const turned = { training: split.training.map((own) => own.toReversed()), heldOut: split.heldOut };
    expect(membershipTexts(turned, 16).texts.map(({ text }) => text)).toEqual(texts.texts.map(({ text }) => text));
  });

  test("that holds a text of others is attacked by one of its own", () => {
    const shared = authors("seen", 40, 2).map((own, author) =>
      unit(`mine ${author}`, ...(own.length > 0 ? ["amen"] : [])),
    );
    const split = { training: shared, heldOut: authors("new", 30, 1) };
    expect(membershipTexts(split, 16).texts.map(({ text }) => text)).not.toContain("amen");
    expect(counts(membershipTexts(split, 16)).held).toEqual([40, 30]);
  });

  test("that was held out is not attacked by a text that was trained on", () => {
    const split = {
      training: [...authors("seen", 30, 1), unit("amen", "amen amen")],
      heldOut: [...authors("new", 30, 1), unit("amen")],
    };
    const texts = membershipTexts(split, 16);
    // The unit of two texts is attacked by the one that is its own.
    expect(counts(texts)).toEqual({ attacked: [31, 30], held: [31, 30] });
    expect(texts.skipped).toEqual([
      { reason: "copy of another text", count: 1 },
      { reason: "further record of a unit, which is attacked by one", count: 1 },
    ]);
  });

  test("makes few independent texts: below 20 of either kind the promise is not held against anything", async () => {
    const [few, many] = [authors("seen", 30, 1), authors("new", 30, 1)];
    const copies = Array.from({ length: 15 }, (_, index) => unit(`seen ${index}-0`));
    const result = await attacksOn({ training: [...few, ...copies], heldOut: many }, "none");
    expect(result?.privacy).toEqual({
      claim: { epsilon: 1, delta: 1e-5 },
      largestAdvantage: expect.any(Number) as number,
      held: { members: 15, nonMembers: 30 },
      isContradicted: false,
    });
  });
});
