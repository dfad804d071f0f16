import type { CorpusFormat } from "../../corpus/corpusFormat.ts";
import { isTopLevelField } from "../../corpus/fieldPath.ts";
import type { Candidate, SearchOptions } from "../../corpus/pagedFile.ts";
import type { GroupFinder } from "./groupFinder.ts";
import { holdsText } from "./recordQuery.ts";
import type { RecordQuery } from "./recordQuery.ts";
import type { RecordTerms } from "./recordTerms.ts";
import { textPlaces } from "./textPlaces.ts";

/** How the records of a query are found: first places in the bytes of the file, then a reading of what stands there. */
export interface RecordFinder {
  readonly places: SearchOptions["places"];
  /** Positions of those candidates that are what is looked for. */
  confirmed(candidates: readonly Candidate[]): number[];
}

/** @param terms the lexicon; may be absent where the query names no group */
export async function recordFinder(
  query: RecordQuery,
  { format, field }: { readonly format: CorpusFormat; readonly field: string },
  terms: RecordTerms | undefined,
): Promise<RecordFinder> {
  const groups = query.groups.length === 0 ? undefined : await terms?.finder(query.groups);
  if (groups !== undefined && query.text === "") {
    const isText = format === "text";
    if (isText || (format === "jsonl" && isTopLevelField(field))) {
      return {
        places: (bytes) => groups.places(bytes, isText ? undefined : field),
        // The engine has read the lines itself.
        confirmed: (candidates) => candidates.map(({ start }) => start),
      };
    }
  }
  return {
    places: query.text === "" ? undefined : textPlaces(query.text, format),
    confirmed: (candidates) => readAndLookAt(candidates, query.text, groups),
  };
}

function readAndLookAt(candidates: readonly Candidate[], wanted: string, groups: GroupFinder | undefined): number[] {
  const starts: number[] = [];
  const texts: string[] = [];
  for (const candidate of candidates) {
    const read = candidate.read();
    if (read.kind !== "document" || !holdsText(read.document.text, wanted)) continue;
    starts.push(candidate.start);
    texts.push(read.document.text);
  }
  return groups === undefined ? starts : groups.naming(texts).map((number) => starts[number] as number);
}
