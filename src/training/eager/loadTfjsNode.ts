import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { EvenhandError, messageOf } from "../../base/errors.ts";

export const tfjsNodePackage = "@tensorflow/tfjs-node";
/** The version that the install command names; it brings the same tfjs as ours. */
const version = "4.22.0";
/** What the package calls its backend. */
const backendName = "tensorflow";

export interface TfjsNode {
  readonly backend: string;
  /** As the package states it. */
  readonly version: string;
}

/**
 * Loads the user's own copy of tfjs-node. It brings a copy of tfjs-core, but all copies in a process share one engine and
 * one table of kernels, so that its backend is then ours to choose.
 *
 * @param folder where the search starts, as `require` searches; the folders of `NODE_PATH` and Evenhand's own come next
 * @param options.threads for TensorFlow's operators; its choice when absent
 * @throws EvenhandError `runtime.failed` with the install command when it is not there or does not load
 */
export function loadTfjsNode(folder: string, options: { readonly threads?: number } = {}): TfjsNode {
  const place = findPackage([folder, import.meta.dirname]);
  restoreTypeChecks();
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "1"; // notes on the processor are not for the terminal
  if (options.threads !== undefined) process.env["TF_NUM_INTRAOP_THREADS"] = String(options.threads);
  let loaded: { readonly version?: Readonly<Record<string, string>> };
  try {
    loaded = createRequire(place)(place) as typeof loaded;
  } catch (cause) {
    const reason = messageOf(cause).split("\n", 1)[0] ?? "";
    throw new EvenhandError("runtime.failed", `${tfjsNodePackage} in ${dirname(place)} does not load: ${reason}`, {
      hint: `Its install step may have failed to fetch TensorFlow: run npm rebuild ${tfjsNodePackage}, or leave --engine away.`,
      cause,
    });
  }
  if (tf.engine().registryFactory[backendName] === undefined) {
    throw new EvenhandError("runtime.failed", `${tfjsNodePackage} in ${dirname(place)} brings no TensorFlow backend.`, {
      hint: `Install version ${version}: npm install ${tfjsNodePackage}@${version}`,
    });
  }
  return { backend: backendName, version: loaded.version?.["tfjs-node"] ?? "of unknown version" };
}

function findPackage(folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      return createRequire(join(folder, "from-here.js")).resolve(tfjsNodePackage);
    } catch {
      // Not there: the next folder may have it.
    }
  }
  throw new EvenhandError(
    "runtime.failed",
    `The engine tfjs-node needs the package ${tfjsNodePackage}, which is not installed.`,
    {
      hint: `Run: npm install ${tfjsNodePackage}@${version} (it downloads TensorFlow), or leave --engine away.`,
    },
  );
}

/** tfjs-node 4.22 calls two functions of Node's `util` that Node 23 took out. */
function restoreTypeChecks(): void {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  util["isArray"] ??= Array.isArray;
}
