import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BenchRow } from "./benchRow.ts";

const root = process.env["EVENHAND_ROOT"] ?? process.cwd();

/**
 * What Evenhand costs the editor, seen from inside its extension host: the extension is packaged, installed in a real
 * editor beside a probe, and driven in a browser.
 */
export function benchEditor(): readonly BenchRow[] {
  const figures = join(root, "test-results", "editor-figures.jsonl");
  mkdirSync(join(root, "test-results"), { recursive: true });
  rmSync(figures, { force: true });
  const config = join("bench", "editor", "playwright.config.ts");
  const { status } = spawnSync(process.execPath, [join("scripts", "e2e.mjs"), "--config", config], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("the editor could not be measured; see above");
  const lines = readFileSync(figures, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as BenchRow);
}
