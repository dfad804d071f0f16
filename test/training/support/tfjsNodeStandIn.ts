import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Makes `node_modules/@tensorflow/tfjs-node` in a project, with the given program as its main file; gives the project. */
export async function tfjsNodePackageIn(project: string, main: string): Promise<string> {
  const place = join(project, "node_modules/@tensorflow/tfjs-node");
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, "package.json"),
    '{"name":"@tensorflow/tfjs-node","version":"4.22.0","main":"index.cjs"}',
  );
  await writeFile(join(place, "index.cjs"), main);
  return project;
}

/**
 * Stands in for the real package, whose install step fetches TensorFlow: it has a tfjs-core of its own, calls the functions
 * that Node 23 took out of `util`, and registers a backend by the same name, tfjs's own for the CPU behind it.
 */
export function tfjsNodeStandIn(): string {
  const require = createRequire(import.meta.url);
  return `
    const util = require("util");
    if (util.isNullOrUndefined(0) || !util.isNullOrUndefined(undefined) || !util.isArray([])) throw new Error("no shim");
    const tf = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-core"))});
    const { MathBackendCPU } = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-backend-cpu"))});
    for (const kernel of tf.getKernelsForBackend("cpu")) tf.registerKernel({ ...kernel, backendName: "tensorflow" });
    tf.registerBackend("tensorflow", () => new MathBackendCPU(), 3);
    exports.version = { "tfjs-node": "4.22.0-stand-in" };`;
}
