import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Uri as editorUri, window } from "vscode";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import {
  addException,
  holdsMore,
  labelMention,
  labelMentions,
  suggestedPhrase,
  switchTerm,
} from "../../src/editor/lexiconFlow.ts";
import type { LexiconNode, TermNode } from "../../src/editor/lexiconItems.ts";
import { LexiconWorkbench } from "../../src/editor/lexiconWorkbench.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import type { ScanStore } from "../../src/editor/scanStore.ts";
import type { FoundMention } from "../../src/jobs/findMentions.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fake } from "../fakes/vscode.ts";
import { FakeClient } from "./fakeClient.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
let folder = "";

const report: BiasReport = {
  ...scanReport,
  method: { ...scanReport.method, settings: { scanIndex: "scan-1" } },
  scan: {
    ...(scanReport.scan as NonNullable<BiasReport["scan"]>),
    groups: [
      {
        group: "race.black",
        axis: "race",
        label: "Black people",
        mentions: 70,
        sentences: 60,
        documents: 60,
        ambiguousMentions: 50,
        terms: [
          { term: "black", mentions: 50, slur: false, sense: "Also a colour." },
          { term: "blacks", mentions: 20, slur: false },
        ],
      },
    ],
    termPrecision: [
      {
        group: "race.black",
        term: "black",
        mentions: 50,
        decided: 40,
        undecided: 10,
        precision: 0.25,
        precisionLow: 0.14,
        precisionHigh: 0.4,
        senses: [
          { sense: "colour", mentions: 30 },
          { sense: "people", mentions: 10 },
        ],
      },
    ],
  },
};

function mention(number: number): FoundMention {
  const text = `Number ${number}: the black ink.`;
  const start = text.indexOf("black");
  return {
    file: "a.txt",
    line: number + 1,
    column: start,
    byte: 100 * number,
    record: `${number}`.padStart(16, "0"),
    start,
    text,
    span: { start, end: start + 5 },
  };
}

const mentions = (count: number) => ({
  mentions: Array.from({ length: count }, (_, number) => mention(number)),
  changed: [],
});

function workbenchOf(client: FakeClient): LexiconWorkbench {
  const scans = {
    report,
    load: () => Promise.resolve(),
    partsFolder: () => Promise.resolve("/parts"),
  } as unknown as ScanStore;
  const policies = new PolicyStore(log, localCopies());
  return new LexiconWorkbench({
    jobs: new JobRunner(client),
    scans,
    policies,
    folder: new DataFolder(editorUri.file(folder)),
    log,
  });
}

async function blackOf(workbench: LexiconWorkbench): Promise<TermNode> {
  const [group] = await workbench.roots();
  const [black] = await workbench.below(group as LexiconNode);
  if (black?.kind !== "term") throw new Error("no term");
  return black;
}

const labels = (): string[] => readFileSync(join(folder, "labels.jsonl"), "utf8").trim().split("\n");
const nothing = (): void => {};

beforeEach(() => {
  fake.reset();
  useSettings();
  folder = mkdtempSync(join(tmpdir(), "evenhand-lexicon-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("the lexicon workbench", () => {
  test("shows the terms that matched, with their other uses and what rules say of them", async () => {
    const workbench = workbenchOf(new FakeClient());
    const black = await blackOf(workbench);
    const item = workbench.item(black);
    expect(item).toMatchObject({
      label: "black",
      description: "50 · estimated 25% (14% to 40%)",
      contextValue: "term",
    });
    expect(item.tooltip).toContain("Also a colour.");
    expect(item.tooltip).toContain("What they meant: colour 30, people 10");
  });

  test("lists a sample of twenty, with what was left out, and marks the term in its words", async () => {
    const client = new FakeClient(mentions(20));
    const workbench = workbenchOf(client);
    const nodes = await workbench.below(await blackOf(workbench));
    expect(client.asked).toEqual([
      {
        name: "mentions",
        options: { partsFolder: "/parts", scanId: "scan-1", group: "race.black", term: "black", limit: 20 },
      },
    ]);
    expect(nodes).toHaveLength(21);
    const first = workbench.item(nodes[0] as LexiconNode);
    expect(first.label).toEqual({ label: "Number 0: the black ink.", highlights: [[14, 19]] });
    expect(first.accessibilityInformation?.label).toContain("Not labelled");
    expect(nodes.at(-1)).toEqual({ kind: "note", text: "20 of 50 mentions, chosen at random" });
  });

  test("says why there is no sample", async () => {
    const workbench = workbenchOf(new FakeClient(new Error("The places of the scan are gone.")));
    expect(await workbench.below(await blackOf(workbench))).toEqual([
      { kind: "note", text: "The places of the scan are gone." },
    ]);
  });
});

describe("labelling", () => {
  const people = "Names Black people";
  const other = "Names something else";

  test("goes from mention to mention, back as well, stores each answer at once, and tells the exact interval", async () => {
    const workbench = workbenchOf(new FakeClient(mentions(20)));
    const black = await blackOf(workbench);
    // The first is corrected: people, back, something else. Then eighteen of people, and one unsure.
    fake.answers.push(people, "back", other, ...Array.from({ length: 18 }, () => people), "Unsure");
    await labelMentions(workbench, report, black, nothing);
    expect(labels()).toHaveLength(21);
    // 18 of 19: Clopper-Pearson 0.7397 to 0.9987.
    expect(fake.messages.at(-1)?.text).toBe(
      "“black”: 18 of 19 labelled mentions, chosen at random, name Black people: 95% (exact 95% interval 74% to 100%). Unsure, and left out: 1.",
    );
    expect(workbench.item(await blackOf(workbench)).description).toBe("50 · labelled 95% (74% to 100%)");
  });

  test("that is left goes on where it stopped, in another session too; twenty more lengthen the sample", async () => {
    const first = workbenchOf(new FakeClient(mentions(20)));
    fake.answers.push(people, people, "leave");
    await labelMentions(first, report, await blackOf(first), nothing);
    expect(labels()).toHaveLength(2);
    const client = new FakeClient(mentions(20), mentions(40));
    const second = workbenchOf(client);
    fake.answers.push(...Array.from({ length: 18 }, () => other), "Twenty More", "leave");
    await labelMentions(second, report, await blackOf(second), nothing);
    expect(labels()).toHaveLength(20);
    expect(client.asked.map(({ options }) => (options as { limit: number }).limit)).toEqual([20, 40]);
    const steps = fake.messages.filter(({ text }) => text.includes("What does “black” name here?"));
    expect(steps).toHaveLength(3 + 18 + 1);
  });

  test("asks for the term where none is chosen, ambiguous ones first", async () => {
    const workbench = workbenchOf(new FakeClient(mentions(1)));
    fake.answers.push("black", people);
    await labelMentions(workbench, report, undefined, nothing);
    expect(fake.messages[0]).toMatchObject({ text: "Label mentions of which term?" });
    expect(labels()).toHaveLength(1);
    await expect(labelMentions(workbench, undefined, undefined, nothing)).rejects.toThrow("No term was found");
  });

  test("works on one mention of the tree as well", async () => {
    const workbench = workbenchOf(new FakeClient(mentions(2)));
    const [one] = await workbench.below(await blackOf(workbench));
    let drawn = 0;
    await labelMention(workbench, one, "other", () => (drawn += 1));
    expect(drawn).toBe(1);
    expect(JSON.parse(labels()[0] ?? "")).toEqual({
      group: "race.black",
      term: "black",
      record: "0000000000000000",
      start: 14,
      label: "other",
    });
    await expect(labelMention(workbench, undefined, "other", nothing)).rejects.toThrow("No term or mention");
  });
});

describe("the team's lexicon", () => {
  const textOf = (name: string): unknown => JSON.parse(new TextDecoder().decode(fake.files.get(join(folder, name))));

  beforeEach(() => {
    fake.folder = folder;
  });

  test("is made and named in evenhand.json with the first change; the term is off until it is switched on", async () => {
    const workbench = workbenchOf(new FakeClient(mentions(2)));
    await switchTerm(workbench, await blackOf(workbench), false, nothing);
    expect(textOf("evenhand.lexicon.json")).toEqual({ extends: "bundled", remove: { "race.black": ["black"] } });
    expect(textOf("evenhand.json")).toEqual({ lexicon: "evenhand.lexicon.json" });
    const off = await blackOf(workbench);
    expect(workbench.item(off)).toMatchObject({
      description: expect.stringMatching(/^off · 50/) as unknown,
      contextValue: "offTerm",
    });
  });

  test("gets an exception that holds the term and more", async () => {
    const workbench = workbenchOf(new FakeClient(mentions(2)));
    const [one] = await workbench.below(await blackOf(workbench));
    fake.answers.push("black ink");
    await addException(workbench, one, nothing);
    expect(textOf("evenhand.lexicon.json")).toEqual({
      extends: "bundled",
      exceptions: { "race.black": ["black ink"] },
    });
    fake.answers.push("ink");
    await addException(workbench, one, nothing);
    expect(textOf("evenhand.lexicon.json")).toEqual({
      extends: "bundled",
      exceptions: { "race.black": ["black ink"] },
    });
  });

  test("is suggested the word behind the mention; a phrase must hold the whole term and more", () => {
    expect(suggestedPhrase("In Black Friday sales", 8, "Black")).toBe("black friday");
    expect(suggestedPhrase("It is black.", 11, "black")).toBe("black");
    expect(holdsMore("black friday", "black")).toBe(true);
    expect(holdsMore("black", "black")).toBe(false);
    expect(holdsMore("blackboard friday", "black")).toBe(false);
    expect(holdsMore("the old lady", "old lady")).toBe(true);
  });
});
