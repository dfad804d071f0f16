import { expect, test } from "vitest";
import { axisOfGroup } from "../../src/evaluation/groupedText.ts";
import { neutralSentences, sentenceOf } from "../../src/evaluation/neutralText.ts";
import { probeGroups } from "../../src/jobs/probeGroups.ts";

test("the groups of an axis have the same sentences in the same order, each once", () => {
  const all = neutralSentences();
  // A token for each sentence and way of naming: its place in the whole list.
  const places = new Map(all.map(({ text }, place) => [text, place]));
  const tokenizer = { startOfTextId: -1, endOfTextId: -2, encode: (text: string) => [places.get(text) as number] };
  const probe = probeGroups(tokenizer, 100).map(({ group, records }) => ({
    axis: axisOfGroup(group),
    sentences: records.map(({ views: [view] }) => sentenceOf(all[view?.tokens[1] as number]?.id as string)),
  }));
  expect(probe.length).toBeGreaterThan(6);
  for (const { axis, sentences } of probe) {
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences).toEqual(probe.find((one) => one.axis === axis)?.sentences);
  }
});
