import type { Axis } from "../lexicon/axis.ts";

/** What a counterfactual corpus holds and how far it can be trusted. */
export interface CounterfactualSection {
  /** The first of the axes that were swapped. */
  readonly axis: Axis;
  /** The first axis's direction; of several axes all, as `gender:swap, religion:muslim->christian`. */
  readonly direction: string;
  readonly mode: string;
  readonly records: number;
  readonly changed: number;
  readonly editsByRule: readonly { readonly rule: string; readonly edits: number }[];
  readonly skippedByReason: readonly { readonly reason: string; readonly count: number }[];
  readonly lowConfidenceEdits: number;
  readonly examples?: readonly { readonly id: string; readonly before: string; readonly after: string }[];
  /** What the mode means for the unit of privacy. */
  readonly privacyNote: string;
  /** All axes that were swapped, each with its direction. */
  readonly swaps?: readonly { readonly axis: Axis; readonly direction: string }[];
  /** First names: kept or swapped. */
  readonly names?: string;
  /** Sentences of biology and named public figures: record left, term kept, or swapped. */
  readonly sensitive?: string;
  /** Records in the output, and those with a changed text. */
  readonly written?: number;
  readonly counterfactuals?: number;
  /** The least sure edits, for a person to look at; not all of those counted in `lowConfidenceEdits`. */
  readonly review?: readonly ReviewedEdit[];
  /** Of the changed records, how many come back exactly when they are swapped again; absent where no way leads back. */
  readonly roundTrip?: RoundTripSection;
  /** How the strongest associations of the swapped groups moved from the source to the output. */
  readonly associations?: readonly AssociationShift[];
}

/** An edit that the planner is not sure of, with its place. */
export interface ReviewedEdit {
  /** `FILE:LINE`. */
  readonly place: string;
  readonly before: string;
  readonly after: string;
  readonly rule: string;
  readonly reason: string;
  readonly confidence: number;
  /** The words around it; absent in a report made without text. */
  readonly text?: string;
}

export interface RoundTripSection {
  readonly restored: number;
  readonly measured: number;
  /** Why the others did not come back, most frequent first. */
  readonly failures: readonly RoundTripRow[];
}

/** Records that do not come back for one reason; the first word that went wrong in each. */
export interface RoundTripRow {
  readonly word: string;
  /** What it became, and what that became. */
  readonly there: string;
  readonly back: string;
  readonly reason: string;
  readonly count: number;
  /** `FILE:LINE` of the first. */
  readonly example: string;
}

/** One word of one group, in the source and in the output; nPMI is absent where the two never meet. */
export interface AssociationShift {
  readonly group: string;
  readonly word: string;
  readonly before: AssociationMeasure;
  readonly after: AssociationMeasure;
}

export interface AssociationMeasure {
  /** Sentences with both. */
  readonly together: number;
  readonly npmi?: number;
  readonly npmiLow?: number;
  readonly npmiHigh?: number;
}
