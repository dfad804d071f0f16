import stored from "../data/herModel.json";
import type { TokenView } from "../tokens.ts";
import { herFeatures } from "./herFeatures.ts";
import { object, possessive } from "./role.ts";
import type { Role } from "./role.ts";
import { namesWoman, subjectBefore } from "./subject.ts";
import type { SubjectSign } from "./subject.ts";

/**
 * The reading of `her`: by the rules where they are sure, else by the trained disambiguator, which knows what they say.
 *
 * @see data/herModel.md for data, training and measured error
 */
export function readingOfHer(view: TokenView, index: number, byRules: Role): Role {
  if (isCertain(byRules)) return byRules;
  const subject = subjectBefore(view, index, namesWoman);
  if (!asksModel(byRules, subject)) return byRules;
  slots ??= load();
  let sum = 0;
  for (const feature of herFeatures(view, index, byRules, subject)) sum += weightOf(slots, feature);
  return roleOfLogOdds(sum * stored.unit);
}

/**
 * Rules that find an object have a reason for it and decide alone, but for the weakest; those that find a possessive
 * mostly have found no reason against it. A woman as the subject is a reason against an object, which would be herself.
 * Measured, see the model's card.
 */
export function asksModel(byRules: Role, subject: SubjectSign): boolean {
  if (isCertain(byRules)) return false;
  return byRules.possessive || byRules.confidence < (subject === "same" ? 0.9 : 0.58);
}

function isCertain({ confidence }: Role): boolean {
  return confidence >= 0.965;
}

/** @param logOdds of a possessive in the training text, where half of all labels are; more than half of all `her` are */
export function roleOfLogOdds(logOdds: number): Role {
  const probability = 1 / (1 + Math.exp(-logOdds - priorShift));
  return probability >= 0.5 ? possessive(probability) : object(1 - probability);
}

const priorShift = 0.3;

/** Weights by feature: open addressing over words that hold a feature and, in the low byte, its weight. */
let slots: Int32Array | undefined;

function weightOf(table: Int32Array, feature: number): number {
  const mask = table.length - 1;
  for (let slot = feature & mask; ; slot = (slot + 1) & mask) {
    const entry = table[slot] as number;
    if (entry === 0) return 0;
    if (entry >>> 8 === feature) return ((entry & 0xff) << 24) >> 24;
  }
}

/** The stored form: entries of four bytes, little endian, feature · 256 + weight as a signed byte, never 0. */
function load(): Int32Array {
  const bytes = Buffer.from(stored.weights, "base64");
  let size = 1 << 10;
  while (size < bytes.length / 2) size *= 2; // at most half full
  const table = new Int32Array(size);
  for (let at = 0; at < bytes.length; at += 4) {
    const entry = bytes.readInt32LE(at);
    let slot = (entry >>> 8) & (size - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (size - 1);
    table[slot] = entry;
  }
  return table;
}
