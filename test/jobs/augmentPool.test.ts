import { describe, expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { inlinePool, inOrder } from "../../src/jobs/augment/batchPool.ts";
import type { BatchPool } from "../../src/jobs/augment/batchPool.ts";
import type { BatchResult, BatchSettings, RecordBatch } from "../../src/jobs/augment/recordBatch.ts";
import { threadPool } from "../../src/jobs/augment/threadPool.ts";
import { bundledSwapLexicon } from "../../src/lexicon/swapLexicon.ts";

const settings: BatchSettings = {
  swap: {
    mode: "counterfactual-only",
    swaps: [{ axis: "gender", direction: "swap" }],
    names: "keep",
    sensitive: "keep",
    lexicon: bundledSwapLexicon(),
    decisions: [],
  },
  output: { kind: "jsonl" },
};

function batch(text: string, raw = JSON.stringify({ text })): RecordBatch {
  const source = { path: "a.jsonl", record: 0, line: 1, byteStart: 0 };
  const document: Document = { id: "1", text, raw, field: "text", fields: {}, source };
  return { path: "a.jsonl", source: "a.jsonl", records: [{ document, isChosen: true }] };
}

async function textsOf(results: AsyncIterable<BatchResult>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { lines } of results) {
    texts.push((JSON.parse(Buffer.from(lines).toString()) as { text: string }).text);
  }
  return texts;
}

async function* batches(...all: readonly RecordBatch[]): AsyncGenerator<RecordBatch> {
  for (const one of all) yield await Promise.resolve(one);
}

describe("a pool", () => {
  test("in threads gives what this thread gives", async () => {
    const texts = Array.from({ length: 9 }, (_, index) => batch(`She sat on chair ${index}.`));
    const pool = threadPool(settings, 2);
    try {
      expect(await textsOf(inOrder(batches(...texts), pool))).toEqual(
        await textsOf(inOrder(batches(...texts), inlinePool(settings))),
      );
    } finally {
      await pool.close();
    }
  });

  test("says that a worker failed, and goes on with the next batch", async () => {
    const pool = threadPool(settings, 1);
    try {
      await expect(pool.run(batch("She sat.", "{}"))).rejects.toMatchObject({
        code: "job.crashed",
        message: expect.stringContaining('the record has no text in "text"'),
      });
      expect(Buffer.from((await pool.run(batch("She sat."))).lines).toString()).toContain("He sat.");
    } finally {
      await pool.close();
    }
  });

  test("hands results over in the order of the batches, and never has more under way than it is wide", async () => {
    let underWay = 0;
    let most = 0;
    const order: (() => void)[] = [];
    const make = inlinePool(settings);
    const backwards: BatchPool = {
      width: 3,
      async run(one) {
        underWay += 1;
        most = Math.max(most, underWay);
        // The last of three to begin ends first.
        await new Promise<void>((resolve) => {
          order.unshift(resolve);
          if (order.length === 3) for (const end of order.splice(0)) end();
        });
        underWay -= 1;
        return make.run(one);
      },
      close: () => Promise.resolve(),
    };
    const texts = Array.from({ length: 9 }, (_, index) => batch(`She sat on chair ${index}.`));
    const found = await textsOf(inOrder(batches(...texts), backwards));
    expect(found).toEqual(texts.map((_, index) => `He sat on chair ${index}.`));
    expect(most).toBe(3);
  });
});
