import { basename } from "node:path";
import type { CorpusCounter } from "../audit/corpusCounter.ts";
import type { Association } from "../audit/associations.ts";
import type { MentionPlace } from "../audit/placeTable.ts";
import { throwIfCancelled } from "../base/errors.ts";
import { textAround } from "../corpus/keywordInContext.ts";
import { positionInFile } from "../corpus/offsets.ts";
import { readRecordsAt } from "../corpus/readRecordAt.ts";
import type { RecordFile } from "../corpus/readRecordAt.ts";
import type { AssociationRow, KeywordInContext } from "../report/biasReport.ts";

/**
 * Associations with the places where word and group meet. Counting keeps only where a record begins; the few records
 * that are shown are read again here, for their columns, bytes and text.
 *
 * @param files by the numbers that the counter was given
 */
export async function withPlaces(
  associations: readonly Association[],
  counter: CorpusCounter,
  files: readonly RecordFile[],
  options: { readonly withText: boolean; readonly signal: AbortSignal },
): Promise<AssociationRow[]> {
  const wanted = associations.map(({ group, word }) => counter.placesOf(group, word));
  const found = new Map<MentionPlace, KeywordInContext>();
  for (const [number, file] of files.entries()) {
    throwIfCancelled(options.signal);
    const places = wanted.flat().filter((place) => place.file === number);
    if (places.length === 0) continue;
    const documents = await readRecordsAt(file, places);
    for (const [index, place] of places.entries()) {
      const document = documents[index];
      if (document === undefined || place.end > document.text.length) continue; // changed meanwhile
      const { line, column, byte } = positionInFile(document, place.start);
      const text = options.withText ? { text: textAround(document.text, place) } : {};
      found.set(place, { file: basename(file.name), line, column, byte, ...text });
    }
  }
  return associations.map((association, index) => ({
    ...association,
    places: (wanted[index] ?? []).flatMap((place) => found.get(place) ?? []),
  }));
}
