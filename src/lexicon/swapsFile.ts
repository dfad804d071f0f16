import { createHash } from "node:crypto";
import { invalid } from "./lexiconFile.ts";

/** A list of strings with something in them, empty when the file has none. */
export function wordList(value: unknown, fileName: string, place: string): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    throw invalid(fileName, place, "must be a list of strings", "Write one string for each word or pair.");
  }
  return value.map((word: unknown, index) => {
    if (typeof word === "string" && word.trim() !== "") return word.trim();
    throw invalid(
      fileName,
      `${place}[${index}]`,
      "must be a string with a word",
      "Write one string for each word or pair.",
    );
  });
}

export function rejectUnknownKeys(
  object: Readonly<Record<string, unknown>>,
  known: readonly string[],
  fileName: string,
  place: string,
): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw invalid(fileName, `${place}.${unknown}`, `unknown key "${unknown}"`, `It may have ${known.join(", ")}.`);
}

/** The hash of a table that was made from another by a team's changes. */
export function hashOfChange(hash: string, change: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([hash, change]))
    .digest("hex");
}
