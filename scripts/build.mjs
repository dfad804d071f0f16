// Bundles the shells: the extension, the command line, the job child and the report page. `--watch` rebuilds on change.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const watch = process.argv.includes("--watch");

/** @type {import("esbuild").BuildOptions} */
const node = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  // tfjs-core's ES modules import each other without file extensions: bundle them, preferring ES modules.
  mainFields: ["module", "main"],
  external: ["onnxruntime-node", "vscode"],
  outExtension: { ".js": ".mjs" },
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  sourcemap: "linked",
  legalComments: "none",
  minify: !watch,
  keepNames: true,
  logLevel: "warning",
};

/** @type {import("esbuild").BuildOptions[]} */
const builds = [
  {
    ...node,
    entryPoints: { cli: "src/cli/entry.ts", "job-child": "src/jobs/child.ts" },
    outdir: "dist",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  },
  {
    ...node,
    entryPoints: { extension: "src/extension.ts" },
    outdir: "dist",
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    banner: {},
    mainFields: ["module", "main"],
  },
  {
    absWorkingDir: root,
    bundle: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    entryPoints: { page: "src/webview/app/main.ts" },
    outdir: "dist",
    minify: !watch,
    legalComments: "none",
    logLevel: "warning",
  },
];

rmSync(join(root, "dist"), { recursive: true, force: true });
if (watch) {
  for (const options of builds) await (await context(options)).watch();
} else {
  await Promise.all(builds.map((options) => build(options)));
}
