import { createHash } from "node:crypto";

/** SHA-256 over the names and bytes of all parameters, in order: equal weights give equal hashes. */
export function parametersHash(parameters: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash("sha256");
  for (const [name, values] of parameters) {
    hash.update(JSON.stringify([name, values.length]));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
