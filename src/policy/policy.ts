import type { Gate } from "./gate.ts";
import type { Silence } from "./silence.ts";

/** The name of the committed file. */
export const policyFileName = "evenhand.json";

/** Something with its place in evenhand.json: lines from 1, UTF-16 offsets. */
export interface Placed {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A silence as it is written there. */
export type PlacedSilence = Silence & { readonly place: Placed };

/** What a team has agreed on, and committed as evenhand.json. Paths start in the folder of that file. */
export interface Policy {
  /** Files, folders or patterns. */
  readonly corpus: readonly string[];
  readonly textField?: string;
  readonly lexicon?: string;
  readonly silenced: readonly PlacedSilence[];
  readonly gates: readonly (Gate & { readonly place: Placed })[];
}
