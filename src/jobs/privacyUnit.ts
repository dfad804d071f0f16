import { EvenhandError } from "../base/errors.ts";
import type { RecordName } from "./trainingCorpus.ts";

/** What one unit of privacy is: what is drawn, clipped and protected as one, and what epsilon counts. */
export type PrivacyUnit =
  | { readonly kind: "record" }
  /** A piece of a record of at most as many tokens as the model is given at once. */
  | { readonly kind: "block" }
  /** All records with the same value of a field, such as `author`. */
  | { readonly kind: "field"; readonly field: string };

/**
 * Blocks of text that a unit takes part with, when nothing is said: more of a long record or a busy author costs no
 * privacy, because a unit is clipped as one, but time.
 */
export const defaultBlocksPerUnit: Readonly<Record<PrivacyUnit["kind"], number>> = { record: 1, block: 1, field: 16 };

/** Reads `record`, `block` or `field:NAME`. */
export function readPrivacyUnit(text = "record"): PrivacyUnit {
  if (text === "record" || text === "block") return { kind: text };
  const field = text.startsWith("field:") ? text.slice("field:".length) : "";
  if (field !== "") return { kind: "field", field };
  throw new EvenhandError("training.invalid", `Training cannot start: there is no unit of privacy "${text}".`, {
    hint: "Choose --unit record, --unit block, or --unit field:NAME with a field that says whose a record is.",
  });
}

/** The unit in words, as every epsilon is told with it. */
export function unitWords(unit: PrivacyUnit, name: RecordName, maximumTokens: number): string {
  switch (unit.kind) {
    case "record":
      return `${name}, with all its counterfactual views`;
    case "block":
      return `block of at most ${maximumTokens} tokens of a ${name}, with its counterfactual view; not a whole ${name}`;
    case "field":
      return `all ${plural(name)} with one value of "${unit.field}", with all their counterfactual views`;
  }
}

/**
 * A warning where runs that are told one total protect different units. Each run's epsilon is that of adding or removing a whole
 * unit of its own: a part of it changes it, which is two such steps, and of several of them each pays.
 *
 * @param units in the words of `unitWords`
 */
export function mixedUnits(units: readonly string[]): string[] {
  const different = new Map(units.map((unit) => [withoutName(unit), unit]));
  if (different.size < 2) return [];
  return [
    `Private trainings on this corpus protect different units (${[...different.values()].join("; ")}): their total holds ` +
      "only for text that is one whole unit of each of them.",
  ];
}

/** Two corpora that share a file may call the same unit a line and a record; a field's name stays. */
function withoutName(unit: string): string {
  return unit.replaceAll(/"[^"]*"|\b(?:records?(?: or lines?)?|lines?)\b/gu, (found) =>
    found.startsWith('"') ? found : "record",
  );
}

/** A unit and several, in a word or two. */
export function unitName(unit: PrivacyUnit, name: RecordName): { readonly one: string; readonly many: string } {
  switch (unit.kind) {
    case "record":
      return { one: name, many: plural(name) };
    case "block":
      return { one: "block", many: "blocks" };
    case "field":
      return { one: `value of "${unit.field}"`, many: `values of "${unit.field}"` };
  }
}

export function plural(name: RecordName): string {
  return name === "record or line" ? "records or lines" : `${name}s`;
}
