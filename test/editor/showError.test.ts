import { window } from "vscode";
import { beforeEach, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { showError } from "../../src/editor/showError.ts";
import { fake } from "../fakes/vscode.ts";

beforeEach(() => {
  fake.reset();
});

function show(error: unknown): Promise<void> {
  return showError(window.createOutputChannel("Evenhand", { log: true }), error);
}

test("shows message and hint, and logs the chain of causes", async () => {
  const cause = new Error("EACCES: permission denied");
  await show(new EvenhandError("corpus.unreadable", "a.txt cannot be read", { hint: "Check its permissions.", cause }));
  expect(fake.messages).toEqual([
    { kind: "error", text: "a.txt cannot be read. Check its permissions.", buttons: ["Show Log"] },
  ]);
  expect(fake.log[0]).toMatch(/^\[corpus\.unreadable\].*\n[^]*caused by: Error: EACCES/);
});

test("opens the log when it is asked for", async () => {
  fake.answers.push("Show Log");
  await show(new Error("broken"));
  expect(fake.log.at(-1)).toBe("<shown>");
});

test("says nothing about what the user cancelled", async () => {
  await show(new EvenhandError("cancelled", "Cancelled.", { hint: "" }));
  expect(fake.messages).toEqual([]);
  expect(fake.log).toEqual([]);
});
