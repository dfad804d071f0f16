import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { FileHash } from "../../../src/jobs/scan/fileHash.ts";

const folder = mkdtempSync(join(tmpdir(), "evenhand-hash-"));
afterAll(() => rmSync(folder, { recursive: true }));

const never = (): boolean => false;

test("is the hash of the whole file, whatever parts of it were passed on", () => {
  const path = join(folder, "file.bin");
  const part = fc.tuple(fc.nat(40), fc.nat(20));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.array(part, { maxLength: 6 }), (bytes, parts) => {
      writeFileSync(path, bytes);
      const hash = new FileHash(path);
      const descriptor = openSync(path, "r");
      // In order, as ranges are taken; with gaps, and with beginnings that were read already.
      for (const [from, length] of parts.toSorted(([a], [b]) => a - b)) {
        if (from <= bytes.length) hash.add(descriptor, bytes.subarray(from, from + length), from);
      }
      closeSync(descriptor);
      expect(hash.finish(never)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("is not given when the scan stops meanwhile", () => {
  const path = join(folder, "file.txt");
  writeFileSync(path, "She left.");
  expect(new FileHash(path).finish(() => true)).toBeUndefined();
});
