import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tfjsNodePackageIn, tfjsNodeStandIn } from "../support/tfjsNodeStandIn.ts";

const root = resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);
let folder: string;
let program: string;

/**
 * A program as users get it, with our tfjs-core inside the bundle, run in a process of its own: it asks for the engine,
 * makes one lot with it and one on the compiled engine, and prints how far they differ.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-tfjs-node-"));
  program = join(folder, "installed", "program.mjs");
  await mkdir(join(folder, "installed/node_modules"), { recursive: true });
  const runtime = join(root, "node_modules/onnxruntime-node");
  await symlink(runtime, join(folder, "installed/node_modules/onnxruntime-node"), "junction");
  const support = join(root, "test/training/support");
  await esbuild.build({
    stdin: {
      contents: `
        import { openEngine } from ${JSON.stringify(join(root, "src/training/runtime/openEngine.ts"))};
        import { createGradientEngine } from ${JSON.stringify(join(root, "src/training/runtime/createGradientEngine.ts"))};
        import { tinyConfig, tinyParameters, tinyRecords } from ${JSON.stringify(join(support, "tinyModel.ts"))};
        import { relativeDistance } from ${JSON.stringify(join(support, "oneAtATime.ts"))};
        import { createRequire } from "node:module";
        const util = createRequire(import.meta.url)("node:util");
        delete util.isNullOrUndefined; // as in Node 23
        delete util.isArray;
        async function lot(options) {
          const config = tinyConfig();
          const engine = await createGradientEngine(config, tinyParameters(config), options);
          engine.beginLot();
          await engine.accumulate(tinyRecords(config, [[9, 4], [5], [12]]), { mode: "hard", clipNorm: 1.5 });
          await engine.dispose();
          return engine.gradientSum;
        }
        try {
          const engine = await openEngine("tfjs-node", { folder: process.argv[2], threads: 2 });
          const expected = await lot({ threads: 1 });
          const sums = await lot({ engine });
          const distances = [...expected].map(([name, sum]) => relativeDistance(sums.get(name), sum));
          const { TF_NUM_INTRAOP_THREADS: threads } = process.env;
          console.log(JSON.stringify({ description: engine.description, worst: Math.max(...distances), threads }));
        } catch ({ code, message, hint }) {
          console.log(JSON.stringify({ code, message, hint }));
        }
        process.exit(0);`,
      resolveDir: root,
    },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["onnxruntime-node"],
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
    logLevel: "error",
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function answerOf(project: string, environment: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, [program, project], {
    env: { ...process.env, NODE_PATH: "", ...environment },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
}

const packageIn = (project: string, main: string): Promise<string> => tfjsNodePackageIn(join(folder, project), main);

describe("the engine tfjs-node", { timeout: 120_000 }, () => {
  test("says how to install the package where there is none", async () => {
    expect(await answerOf(folder)).toEqual({
      code: "runtime.failed",
      message: "The engine tfjs-node needs the package @tensorflow/tfjs-node, which is not installed.",
      hint: "Run: npm install @tensorflow/tfjs-node@4.22.0 (it downloads TensorFlow), or leave --engine away.",
    });
  });

  test("runs the step on the package of the user's project, with what Node 23 took away put back", async () => {
    const answer = await answerOf(await packageIn("project", tfjsNodeStandIn()));
    expect(answer).toMatchObject({ description: "tfjs-node 4.22.0-stand-in", threads: "2" });
    expect(answer["worst"]).toBeGreaterThan(0); // it did not run on the compiled engine after all
    expect(answer["worst"]).toBeLessThan(2e-5);
  });

  test("finds it in a folder of NODE_PATH too", async () => {
    const project = await packageIn("elsewhere", tfjsNodeStandIn());
    const answer = await answerOf(folder, { NODE_PATH: join(project, "node_modules") });
    expect(answer).toMatchObject({ description: "tfjs-node 4.22.0-stand-in" });
  });

  test("says so when its native part is missing", async () => {
    const broken = "throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found')";
    const project = await packageIn("broken", broken);
    expect(await answerOf(project)).toMatchObject({
      code: "runtime.failed",
      message: expect.stringMatching(
        /tfjs-node in .*broken.* does not load: The Node.js native addon module/u,
      ) as string,
      hint: expect.stringContaining("npm rebuild @tensorflow/tfjs-node") as string,
    });
  });

  test("says so when the package brings no TensorFlow", async () => {
    expect(await answerOf(await packageIn("empty", ""))).toMatchObject({
      message: expect.stringContaining("brings no TensorFlow backend") as string,
    });
  });
});
