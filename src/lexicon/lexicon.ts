import type { Span } from "../text/span.ts";
import type { Axis } from "./axis.ts";

/** One word or phrase that names a group of people. */
export interface Term {
  /** As written in the lexicon; matched on canonical word forms, see golden rule `scan-rule-1`. */
  readonly text: string;
  /** True when the word has common uses that name no group ("black", "Jordan"). */
  readonly ambiguous?: boolean;
  /** What the ambiguous uses are, for people. */
  readonly sense?: string;
  /** True for slurs: counted, but masked wherever people see them by default. */
  readonly slur?: boolean;
  /** True where most uses name no group ("white"): mentions are counted, but the company of the word is not measured. */
  readonly mentionOnly?: boolean;
  /** The pattern that the term was written as, such as `black {people}`; the listed word names no group by itself. */
  readonly pattern?: string;
}

export interface Group {
  /** `axis.name`, for example `gender.female`. */
  readonly id: string;
  readonly axis: Axis;
  /** As people of the group name themselves. */
  readonly label: string;
  readonly terms: readonly Term[];
  /** Phrases that hold a term's words and name nobody ("White House"): recognised, then passed over. */
  readonly exceptions?: readonly string[];
}

/** The bundled lexicon files, or a team's own, after validation. */
export interface Lexicon {
  readonly groups: readonly Group[];
  /** SHA-256 over the canonical JSON of `groups`, hexadecimal. */
  readonly hash: string;
  /** Where each file comes from, under which licence, and what it leaves out. */
  readonly origins: readonly {
    readonly file: string;
    readonly origin: string;
    readonly licence: string;
    readonly leavesOut?: string;
  }[];
}

/** A term found in a text. */
export interface TermMatch extends Span {
  /** The text of the span, as written. */
  readonly surface: string;
  /** The lexicon's spelling. */
  readonly term: string;
  readonly group: string;
  readonly axis: Axis;
  readonly ambiguous: boolean;
}
