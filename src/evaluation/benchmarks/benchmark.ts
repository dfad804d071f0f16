import { EvenhandError } from "../../base/errors.ts";

/** A public benchmark that Evenhand scores from the user's own copy; none is bundled. */
export interface BenchmarkInfo {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  /** For a reader who wonders how far to trust it. */
  readonly caveat: string;
}

export const benchmarkInfos = {
  stereoset: {
    name: "stereoset",
    title: "StereoSet (intrasentence)",
    licence: "CC BY-SA 4.0",
    caveat: "Many items mix several stereotypes or none; Blodgett et al. (2021) list the pitfalls.",
  },
  "crows-pairs": {
    name: "crows-pairs",
    title: "CrowS-Pairs",
    licence: "CC BY-SA 4.0",
    caveat: "Its own authors warn of unreliable items; Blodgett et al. (2021) list the pitfalls.",
  },
  winobias: {
    name: "winobias",
    title: "WinoBias",
    licence: "MIT",
    caveat:
      "Made for coreference; for a language model only the choice of pronoun is scored. US occupations, two genders.",
  },
  winogender: {
    name: "winogender",
    title: "Winogender",
    licence: "MIT",
    caveat:
      "Made for coreference; for a language model only the choice of pronoun is scored. US labour figures of 2015 and 2016.",
  },
  bold: {
    name: "bold",
    title: "BOLD",
    licence: "CC BY-SA 4.0",
    caveat: "Prompts from Wikipedia in English; some groups have a dozen prompts only.",
  },
} as const satisfies Readonly<Record<string, BenchmarkInfo>>;

export type BenchmarkName = keyof typeof benchmarkInfos;

export const benchmarkNames = Object.keys(benchmarkInfos) as readonly BenchmarkName[];

/** What a reader of a benchmark file found, with what it passed over. */
export interface BenchmarkItems<Item> {
  readonly items: readonly Item[];
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
}

/** Counts what is passed over, by reason. */
export class Skips {
  readonly #counts = new Map<string, number>();

  add(reason: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  get counts(): { reason: string; count: number }[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }));
  }
}

/** The sentence for a file that is not what its name says, or is of a version that is laid out otherwise. */
export function unlike(name: BenchmarkName, source: string, problem: string): EvenhandError {
  const { title } = benchmarkInfos[name];
  return new EvenhandError("evaluation.invalid", `${source} is not ${title} as published: ${problem}.`, {
    hint: "Give the file from the benchmark's own repository, unchanged.",
  });
}
