import { describe, expect, test } from "vitest";
import { isHostMessage, isPageMessage } from "../../src/webview/protocol.ts";
import { scanReport } from "../report/sampleReport.ts";

describe("messages from the page", () => {
  test("of every kind are known", () => {
    for (const message of [
      { kind: "ready" },
      { kind: "saveHtml" },
      { kind: "copy", text: "a" },
      { kind: "openPlace", file: "a.jsonl", line: 1, column: 0, byte: 0 },
    ]) {
      expect(isPageMessage(message), message.kind).toBe(true);
    }
  });

  test("of another shape are dropped", () => {
    for (const message of [
      undefined,
      null,
      "ready",
      [],
      { kind: "copy" },
      { kind: "copy", text: 3 },
      { kind: "run", command: "rm" },
      { kind: "openPlace", file: "a.jsonl", line: 0, column: 0, byte: 0 },
      { kind: "openPlace", file: "a.jsonl", line: 1.5, column: 0, byte: 0 },
      { kind: "openPlace", file: "a.jsonl", line: 1, column: -1, byte: 0 },
      { kind: "openPlace", file: ["a"], line: 1, column: 0, byte: 0 },
    ]) {
      expect(isPageMessage(message), JSON.stringify(message)).toBe(false);
    }
  });
});

test("the page takes a report of its own schema version only", () => {
  expect(isHostMessage({ kind: "report", report: scanReport() })).toBe(true);
  expect(isHostMessage({ kind: "report", report: { ...scanReport(), schemaVersion: 2 } })).toBe(false);
  expect(isHostMessage({ kind: "report" })).toBe(false);
  expect(isHostMessage("report")).toBe(false);
});
