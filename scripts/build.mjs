// Bundles the shells: the extension, the command line, the job child, the record reader and the pages. `--watch` rebuilds on change.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
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

const entryPoints = {
  extension: "src/extension.ts",
  cli: "src/cli/entry.ts",
  "job-child": "src/jobs/child.ts",
  "scan-worker": "src/jobs/scan/scanWorker.ts",
  "augment-worker": "src/jobs/augment/augmentWorker.ts",
  "noise-worker": "src/jobs/update/noiseWorker.ts",
  "records-child": "src/jobs/records/recordsChild.ts",
};

/** @type {import("esbuild").BuildOptions[]} */
const builds = [
  {
    ...node,
    entryPoints,
    outdir: "dist",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    plugins: [chunkOfEach(await loadedByActivation(Object.values(entryPoints)))],
  },
  {
    absWorkingDir: root,
    bundle: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    entryPoints: { page: "src/webview/app/main.ts", records: "src/webview/app/records/main.ts" },
    outdir: "dist",
    minify: !watch,
    legalComments: "none",
    logLevel: "warning",
  },
  {
    absWorkingDir: root,
    bundle: true,
    entryPoints: { page: "media/page/page.css", records: "media/records.css" },
    outdir: "dist",
    minify: !watch,
    logLevel: "warning",
  },
];

const engines = {
  "scan-engine.wasm": await compileEngine("src/audit/engine/assembly/index.ts", { pages: 256, mostPages: 65536 }),
  "update-engine.wasm": await compileEngine("src/training/update/assembly/index.ts", { pages: 16, mostPages: 16 }),
};
rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist"));
for (const [name, engine] of Object.entries(engines)) writeFileSync(join(root, "dist", name), engine);
if (watch) {
  for (const options of builds) await (await context(options)).watch();
} else {
  const results = await Promise.all(builds.map((options) => build({ ...options, metafile: true })));
  for (const path of Object.keys(results[0].metafile.outputs)) dropUnusedBanner(join(root, path));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(root, "dist", "THIRD_PARTY_NOTICES.txt"), thirdPartyNotices(inputs));
}

/**
 * The modules that the extension imports before its first use, in sets: those that only it imports so early and that need the
 * editor, those that need none, and those that other entry points import as early.
 *
 * @param entryPoints the extension's first
 * @returns paths from the root; what a set imports is in it or in sets of more entry points
 */
async function loadedByActivation(entryPoints) {
  const startsOf = await Promise.all(entryPoints.map(importedAtOnce));
  const [[entry], [ofExtension]] = [entryPoints, startsOf];
  const sets = new Map();
  for (const path of ofExtension.keys()) {
    if (path === entry || path === "vscode") continue;
    const needsEditor = reached(path, ofExtension).has("vscode");
    const key = [needsEditor, ...startsOf.map((start) => start.has(path))].join();
    sets.set(key, [...(sets.get(key) ?? []), path]);
  }
  return [...sets.values()];
}

/** What each module imports that an entry point loads before it does anything. */
async function importedAtOnce(entry) {
  const leaveDynamic = ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : undefined);
  const plugin = { name: "at-once", setup: (it) => it.onResolve({ filter: /./ }, leaveDynamic) };
  const options = { ...node, sourcemap: false, entryPoints: [entry], outdir: "dist", write: false, metafile: true };
  const { metafile } = await build({ ...options, plugins: [plugin] });
  const imported = ({ imports }) => imports.filter(({ kind }) => kind !== "dynamic-import").map(({ path }) => path);
  return new Map(Object.entries(metafile.inputs).map(([path, input]) => [path, imported(input)]));
}

function reached(path, graph, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const imported of graph.get(path) ?? []) reached(imported, graph, seen);
  return seen;
}

/**
 * Keeps each set of modules in one chunk, where splitting alone makes dozens of tiny ones, which cost more time to find and link
 * than to run. Modules are in one chunk when the same entry points reach them: so whatever imports one of a set is made to
 * import all of it.
 *
 * @returns {import("esbuild").Plugin}
 */
function chunkOfEach(sets) {
  const setOf = new Map(sets.flatMap((members, set) => members.map((path) => [path, set])));
  const importsOf = (source, folder) =>
    [...source.matchAll(/^(?:import|export) (?!type )[^;"]*"(\.[^"]+)";$/gm)].map(([, path]) => resolve(folder, path));
  const named = (path) => relative(root, path).split(sep).join("/");
  return {
    name: "chunk-of-each",
    setup(it) {
      it.onResolve({ filter: /^evenhand-set:/ }, ({ path }) => ({ path, namespace: "evenhand-set" }));
      it.onLoad({ filter: /./, namespace: "evenhand-set" }, ({ path }) => ({
        contents: sets[path.split(":")[1]].map((member) => `import ${JSON.stringify(`./${member}`)};\n`).join(""),
        resolveDir: root,
      }));
      it.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        const own = setOf.get(named(path));
        const imported = importsOf(source, dirname(path)).map((it) => setOf.get(named(it)));
        const whole = sets.map((_, set) => set).filter((set) => set !== own && imported.includes(set));
        const added = whole.map((set) => `import "evenhand-set:${set}";\n`).join("");
        return { contents: source + added, loader: "ts" };
      });
    },
  };
}

/** Most chunks need no `require`, and making one takes time in each. */
function dropUnusedBanner(path) {
  if (!path.endsWith(".mjs")) return;
  const [banner, ...rest] = readFileSync(path, "utf8").split("\n");
  const code = rest.join("\n");
  if (banner !== node.banner.js || /\brequire\b/.test(code)) return;
  writeFileSync(path, `\n${code}`); // the empty line keeps the source map true
}

/** An engine, compiled from AssemblyScript; done before anything is removed, so that an error leaves the last build. */
async function compileEngine(path, { pages, mostPages }) {
  let engine;
  const source = [path, "--baseDir", root, "--outFile", "engine.wasm"];
  const code = [
    "--disableWarning",
    "112",
    "-O3",
    "--noAssert",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "--enable",
    "bulk-memory",
  ];
  const memory = ["--importMemory", "--zeroFilledMemory", "--initialMemory", `${pages}`];
  memory.push("--maximumMemory", `${mostPages}`);
  const writeFile = (_name, contents) => void (engine = contents);
  const { error } = await asc.main([...source, ...code, ...memory], { writeFile, stderr: process.stderr });
  if (error === null) return engine;
  process.exit(3);
}

/**
 * The licences of every package whose code is in the bundles, of the runtime beside them, of the word list we made a table from,
 * and of the word lists that are part of the lexicon.
 */
function thirdPartyNotices(inputs) {
  const besideTheBundle = ["onnxruntime-node", "onnxruntime-common", "compromise"];
  const names = new Set(besideTheBundle);
  for (const input of inputs) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
    if (name !== undefined) names.add(name);
  }
  const sections = [...names].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text =
      file === undefined ? "(the package carries no licence file)" : readFileSync(join(folder, file), "utf8").trim();
    return `${name} ${manifest.version}, ${manifest.license ?? "see below"}\n\n${text}`;
  });
  // Alike texts are of like length: side by side they compress to two thirds.
  sections.sort((a, b) => a.length - b.length);
  const wordLists = readFileSync(join(root, "src/lexicon/data/attributes/NOTICES.md"), "utf8").trim();
  const rule = `\n\n${"=".repeat(80)}\n\n`;
  return (
    ["Evenhand contains, or was made with, the following packages and word lists.", ...sections, wordLists].join(rule) +
    "\n"
  );
}
