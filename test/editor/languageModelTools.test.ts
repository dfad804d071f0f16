import { tmpdir } from "node:os";
import type * as vscode from "vscode";
import { beforeEach, expect, test } from "vitest";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { LanguageModelTools } from "../../src/editor/languageModelTools.ts";
import { toolNames } from "../../src/jobs/tools/definitions.ts";
import type { JobClient } from "../../src/jobs/client.ts";
import { EventEmitter, fake } from "../fakes/vscode.ts";
import type { LanguageModelToolResult } from "../fakes/vscode.ts";
import { useSettings } from "./defaultSettings.ts";

interface Tool {
  prepareInvocation(options: { input: unknown }): vscode.PreparedToolInvocation;
  invoke(options: { input: unknown }, token: unknown): Promise<LanguageModelToolResult>;
}

beforeEach(() => {
  fake.reset();
  useSettings();
  fake.folder = tmpdir();
});

function tools(run: JobClient["run"] = () => Promise.reject(new Error("no job"))): LanguageModelTools {
  return new LanguageModelTools(new JobRunner({ run, dispose: () => {} } as unknown as JobClient));
}

function tool(name: string): Tool {
  return fake.tools.get(`evenhand_${name}`) as Tool;
}

const token = { onCancellationRequested: new EventEmitter<void>().event };

test("every tool is registered, and released again", () => {
  const registered = tools();
  expect([...fake.tools.keys()]).toEqual(toolNames.map((name) => `evenhand_${name}`));
  registered.dispose();
  expect(fake.tools.size).toBe(0);
});

test("sentences of the corpus are asked for each time, figures are not", () => {
  tools();
  const explain = tool("explain_finding");
  const figures = explain.prepareInvocation({ input: { group: "gender.female", word: "nurse" } });
  expect(figures.confirmationMessages).toBeUndefined();
  const text = explain.prepareInvocation({ input: { group: "gender.female", word: "nurse", includeText: true } });
  expect(text.confirmationMessages?.title).toContain("sentences of the corpus");
});

test("a tool answers with text, and its errors say what to do", async () => {
  tools();
  const answer = await tool("preview_counterfactual").invoke({ input: { text: "She left." } }, token);
  expect(answer.content[0]?.value).toContain("He left.");
  await expect(tool("get_report").invoke({ input: {} }, token)).rejects.toThrow("Scan a corpus first");
});

test("a cancelled tool stops its job", async () => {
  const cancel = new EventEmitter<void>();
  tools((_name, _options, { signal }) => {
    cancel.fire();
    return Promise.reject(signal.aborted ? new Error("stopped") : new Error("went on"));
  });
  const asked = tool("scan_corpus").invoke({ input: { paths: ["."] } }, { onCancellationRequested: cancel.event });
  await expect(asked).rejects.toThrow("stopped");
});
