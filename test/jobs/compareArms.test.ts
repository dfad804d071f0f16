import { expect, test } from "vitest";
import type { JobContext } from "../../src/jobs/context.ts";
import { compareArms } from "../../src/jobs/compareArms.ts";
import { poolRepeats } from "../../src/jobs/poolRepeats.ts";
import type { MeasuredModel } from "../../src/jobs/armSections.ts";
import type { ArmSection } from "../../src/report/biasReport.ts";

const planned = (["base", "plain", "dp"] as const).map((kind) => ({ id: kind, kind }));
const arms = planned.map(({ id }, place): ArmSection => {
  const items = Array.from({ length: 50 }, (_, index) => ({
    key: `text ${index}`,
    value: Math.sin(index * (place + 1)),
    weight: 3,
  }));
  return {
    arm: id,
    label: id,
    model: { name: id, parameters: 1, sha256: id },
    metrics: [{ metric: "perplexity", value: 1, unit: "perplexity", n: 50, items }],
  };
});
const repeats = arms.flatMap((section) =>
  [1, 2].map((seed): MeasuredModel => ({
    model: { name: `${section.arm} ${seed}`, seed, arm: { id: section.arm, kind: "plain" } },
    section,
  })),
);

test.each([
  ["comparing models", (context: JobContext) => compareArms(arms, planned, 1, context), 2],
  ["pooling repeats", (context: JobContext) => poolRepeats(repeats, 1, context), 3],
] as const)("%s tells how far it is, and lets a cancel in", async (stage, work, total) => {
  const stages: string[] = [];
  const onProgress: JobContext["onProgress"] = (progress) =>
    stages.push(`${progress.stage} ${progress.done}/${progress.total}`);
  expect(await work({ signal: new AbortController().signal, onProgress })).toHaveLength(total);
  expect(stages).toContain(`${stage} 0/${total}`);
  expect(stages.at(-1)).toBe(`${stage} ${total}/${total}`);

  const stop = new AbortController();
  const working = work({ signal: stop.signal, onProgress });
  setImmediate(() => stop.abort());
  await expect(working).rejects.toMatchObject({ code: "cancelled" });
});
