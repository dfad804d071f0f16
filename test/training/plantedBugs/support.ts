import { AssertionError } from "node:assert";
import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../../src/base/errors.ts";
import type { TrainingRecord } from "../../../src/training/gradientEngine.ts";
import type { LoopOptions, LoopState, Protection, trainLoop } from "../../../src/training/loop.ts";
import { sgd } from "../../../src/training/optimizer/sgd.ts";
import { seededStreams } from "../../../src/training/privacy/randomStream.ts";
import { toyRecords } from "../toyEngine.ts";
import type { ToyEngine } from "../toyEngine.ts";

/**
 * A check of something that private training must get right, shown to work: it passes on what we have and fails on each
 * planted bug. A bug counts as noticed when an expectation failed or the product itself refused to go on, not when the bug
 * broke something else.
 */
export function plantedBugs<Subject>(
  name: string,
  check: (subject: Subject) => void | Promise<void>,
  subjects: { readonly right: Subject; readonly bugs: Readonly<Record<string, Subject>> },
): void {
  describe(name, () => {
    test("holds", async () => check(subjects.right));
    test.each(Object.entries(subjects.bugs))("is noticed when broken: %s", async (_, bug) => {
      const failure = await Promise.resolve()
        .then(() => check(bug))
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(failure, "the planted bug passed the check").toBeDefined();
      expect(failure).toSatisfy(
        (error) => error instanceof EvenhandError || (error instanceof Error && error.name === AssertionError.name),
      );
    });
  });
}

/** Our loop, or one with a bug: a bug changes what the loop is given, or what it hands out. */
export type Trainer = typeof trainLoop;

/** What a bug may change about the engine before a trainer gets it. */
export type EngineBug = (engine: ToyEngine) => Partial<ToyEngine>;

/** A trainer whose engine has a bug. */
export function withEngineBug(trainer: Trainer, bug: EngineBug): Trainer {
  return (options) => {
    const engine = options.engine as ToyEngine;
    return trainer({ ...options, engine: { ...engine, ...bug(engine) } });
  };
}

export function withProtection(trainer: Trainer, change: (protection: Protection) => Partial<Protection>): Trainer {
  return (options) => {
    const { protection } = options;
    return trainer(
      protection === undefined ? options : { ...options, protection: { ...protection, ...change(protection) } },
    );
  };
}

export const protection = (changes: Partial<Protection> = {}): Protection => ({
  clip: { mode: "hard", clipNorm: 1 },
  noiseMultiplier: 1,
  delta: 1e-3,
  accountant: "rdp",
  charge: async () => {},
  ...changes,
});

/** Forty points on a circle. */
export const points = Array.from({ length: 40 }, (_, index) => [Math.sin(index), Math.cos(index)]);

/** SGD of rate 1 without momentum, so that the parameters show the gradient itself. */
export function runToy(trainer: Trainer, engine: ToyEngine, changes: Partial<LoopOptions> = {}): Promise<LoopState> {
  return trainer({
    engine,
    optimizer: sgd(engine.trainable),
    records: toyRecords(points),
    expectedLotSize: 10,
    steps: 1,
    learningRate: { peak: 1 },
    streams: seededStreams(1),
    ...changes,
  });
}

export const valuesOf = (engine: ToyEngine): number[] =>
  [...engine.trainable.values()].flatMap((values) => [...values]);

/** Known noise that is none. */
export const silent: NonNullable<LoopOptions["noiseOfStep"]> = () => ({ draw: (target) => void target.fill(0) });

/** Adds to the toy's sum, coordinate by coordinate. */
export function addToSum(engine: ToyEngine, change: (value: number, at: number) => number): void {
  let at = 0;
  for (const values of engine.gradientSum.values()) {
    for (let index = 0; index < values.length; index += 1) {
      values[index] = change(values[index] as number, at);
      at += 1;
    }
  }
}

export const renumbered = (records: readonly TrainingRecord[]): TrainingRecord[] =>
  records.map((record, index) => ({ ...record, index }));
