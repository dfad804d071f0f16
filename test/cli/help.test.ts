import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";

const commands = [
  "scan",
  "augment",
  "train",
  "study",
  "merge-adapter",
  "evaluate",
  "generate",
  "mcp",
  "report",
  "gate",
  "demo",
  "counts",
  "counterfactual",
];

test.each(commands)("the help of %s fits 100 columns and names the exit codes", async (command) => {
  let text = "";
  const code = await main([command, "--help"], {
    out: (piece) => {
      text += piece;
    },
    error: () => undefined,
    interactive: false,
    signal: new AbortController().signal,
  });
  expect(code).toBe(0);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  expect(text).toContain("Exit codes:");
});
