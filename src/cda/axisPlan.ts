import type { Axis } from "../lexicon/axis.ts";
import type { SkippedTerm, SwapEdit } from "./swapPlan.ts";
import type { TokenView } from "./tokens.ts";

/** An edit with the token that it begins at, which the agreement of articles asks for. */
export interface PlacedEdit extends SwapEdit {
  readonly token: number;
}

/** What one axis would change in a text and what it passes over; articles are agreed later, over all axes. */
export interface AxisPlan {
  readonly edits: readonly PlacedEdit[];
  readonly skipped: readonly SkippedTerm[];
  /** Why the whole record is left when the policy for sensitive records is `skip`. */
  readonly skippedRecord?: string;
}

/** Plans one axis under fixed options; built once for them, and used for any number of texts. */
export interface AxisPlanner {
  readonly axis: Axis;
  /** Lower-case words; a text that holds none of them needs no plan of this axis. */
  readonly triggers: ReadonlySet<string>;
  plan(view: TokenView): AxisPlan;
}
