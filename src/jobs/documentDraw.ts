import { hashPlace } from "../base/hashPlace.ts";
import type { Document } from "../corpus/document.ts";
import { formatCount } from "../report/numberFormat.ts";

/** Held-out texts that a model is measured on where nothing else is asked for: more take their time, of each model. */
export const mostMeasured = 2000;

/**
 * Draws documents out of a corpus of any size, which is never all in memory. Which are drawn follows from the seed and a hash
 * of each text, so that a document more or less moves at most one other.
 */
export class DocumentDraw {
  readonly #most: number;
  readonly #purpose: string;
  #candidates: { readonly document: Document; readonly hash: number; readonly place: number }[] = [];
  #offered = 0;

  constructor(most: number, seed: number) {
    this.#most = most;
    this.#purpose = `measured ${seed}`;
  }

  /** How many documents there were. */
  get offered(): number {
    return this.#offered;
  }

  offer(document: Document): void {
    this.#candidates.push({ document, hash: hashPlace(document.text, this.#purpose), place: this.#offered });
    this.#offered += 1;
    if (this.#candidates.length > 2 * this.#most) this.#cut(); // seldom enough that sorting costs next to nothing
  }

  /** In the order in which they were offered. */
  drawn(): Document[] {
    if (this.#candidates.length > this.#most) this.#cut();
    return this.#candidates.toSorted((a, b) => a.place - b.place).map(({ document }) => document);
  }

  #cut(): void {
    this.#candidates.sort((a, b) => a.hash - b.hash || a.place - b.place);
    this.#candidates.length = this.#most;
  }
}

/** Of a list that is in memory. */
export function drawDocuments(documents: readonly Document[], most: number, seed: number): readonly Document[] {
  const draw = new DocumentDraw(most, seed);
  for (const document of documents) draw.offer(document);
  return draw.drawn();
}

/** The same of documents that belong together: of each unit those that were drawn, where some were. */
export function drawFromUnits(
  units: readonly (readonly Document[])[],
  most: number,
  seed: number,
): readonly (readonly Document[])[] {
  const drawn = new Set(drawDocuments(units.flat(), most, seed));
  return units.map((unit) => unit.filter((document) => drawn.has(document))).filter((unit) => unit.length > 0);
}

/** That some were left out, where some were. */
export function drawnWarnings(drawn: number, all: number, what: string, seed: number): string[] {
  if (drawn === all) return [];
  return [`Measured on ${formatCount(drawn)} of the ${formatCount(all)} ${what}, drawn with seed ${seed}.`];
}
