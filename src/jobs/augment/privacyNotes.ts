import type { AugmentMode } from "./swapSettings.ts";

/** What each mode means for the unit of privacy of a training that follows. */
export const privacyNotes: Readonly<Record<AugmentMode, string>> = {
  augment:
    "Each changed record stands here twice. Trained as independent records they are a group of 2: (epsilon, delta) for " +
    "one record becomes (2 epsilon, (1 + e^epsilon) delta) for the source record. `evenhand train` therefore takes the " +
    "source, not this file: its arm dp+cda makes both views itself, as one unit, clipped once, and keeps epsilon.",
  substitute:
    "One record in, one record out: the unit of privacy stays the source record, and epsilon needs no correction unless " +
    "the source is trained on as well. `evenhand train` takes this file too, and its ledger charges the source.",
  "counterfactual-only":
    "One record for each changed source record: the unit of privacy stays the source record. Trained together with the " +
    "source, the two are a group of 2. `evenhand train` takes this file alone, and its ledger charges the source.",
  neutralise:
    "One record in, one record out: the unit of privacy stays the source record, and epsilon needs no correction unless " +
    "the source is trained on as well; then the two are a group of 2. Neutral words hide a person's gender from a reader, " +
    "not from an attack: names, places and style stay, so this is no anonymisation.",
};
