// Runs one TypeScript file of scripts/ or bench/: `node scripts/run.mjs scripts/pretrain.ts ARGUMENTS`.
import { spawnSync } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error("usage: node scripts/run.mjs FILE.ts [ARGUMENTS]");
  process.exit(2);
}
const outfile = join(root, "dist", "scripts", `${basename(entry, ".ts")}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  mainFields: ["module", "main"],
  external: ["onnxruntime-node", "esbuild", "oxc-parser", "@playwright/test"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  sourcemap: "inline",
  logLevel: "warning",
});
const result = spawnSync(process.execPath, ["--enable-source-maps", "--expose-gc", outfile, ...args], {
  stdio: "inherit",
  env: { ...process.env, EVENHAND_ROOT: root },
});
process.exit(result.status ?? 3);
