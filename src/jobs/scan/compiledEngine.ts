import { readFile } from "node:fs/promises";
import { EvenhandError, messageOf } from "../../base/errors.ts";
import { packageFile } from "../packageFiles.ts";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The scan engine, compiled once a process. @throws EvenhandError `runtime.failed` */
export function compiledEngine(): Promise<WebAssembly.Module> {
  compiled ??= readFile(packageFile("dist", "scan-engine.wasm"))
    .then((bytes) => WebAssembly.compile(bytes))
    .catch((cause: unknown) => {
      compiled = undefined;
      throw new EvenhandError("runtime.failed", `The scan engine cannot be loaded: ${messageOf(cause)}`, {
        hint: "Install Evenhand again, or build it with: npm run build.",
        cause,
      });
    });
  return compiled;
}
