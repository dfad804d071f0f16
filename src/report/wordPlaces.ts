import type { BiasReport, KeywordInContext } from "./biasReport.ts";

/** The places that the report keeps of a word beside a group. */
export function placesOfWord({ scan }: BiasReport, group: string, word: string): readonly KeywordInContext[] {
  const isIt = (one: { readonly group: string; readonly word: string }): boolean =>
    one.group === group && one.word === word;
  return scan?.associations.find(isIt)?.places ?? scan?.wordPlaces?.find(isIt)?.places ?? [];
}

/** All places where the group is named that the report keeps, whatever the word they are kept for; each once, as in the corpus. */
export function placesOfGroup({ scan }: BiasReport, group: string): readonly KeywordInContext[] {
  const found = new Map<string, Map<number, KeywordInContext>>();
  for (const pair of [...(scan?.associations ?? []), ...(scan?.wordPlaces ?? [])]) {
    if (pair.group !== group) continue;
    for (const place of pair.places) {
      const ofFile = found.get(place.file) ?? new Map<number, KeywordInContext>();
      found.set(place.file, ofFile.set(place.byte, place));
    }
  }
  return [...found.values()].flatMap((places) => [...places.values()].sort((a, b) => a.byte - b.byte));
}
