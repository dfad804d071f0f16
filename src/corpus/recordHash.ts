import { createHash } from "node:crypto";

/** Hexadecimal digits of a record's hash: among a billion records, two alike by chance in one of 37 corpora. */
export const recordHashDigits = 16;

/** By which evenhand.json and labels of mentions name a record: of its text, so that it is known again wherever the record is moved to. */
export function recordHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, recordHashDigits);
}
