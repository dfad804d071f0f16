import type { GroupTable, SwapGroup } from "../../lexicon/groupSwaps.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";
import { isFeminine } from "./headNouns.ts";
import { isTitleLine, partOfGroupName } from "./names.ts";
import { headAfter } from "./nounPhrase.ts";
import type { GroupTerm, Reading } from "./readGroupTerms.ts";
import { religionSense } from "./religionSense.ts";
import { colourNounSense, qualitySense, raceSense } from "./raceSense.ts";
import type { Sense } from "./sense.ts";
import { selectReading } from "./selectReading.ts";
import { slotConfidence, slotNames } from "./slotNotes.ts";
import { servesBoth, targetForm, withEnding, writeInCase, writtenForms } from "./writeForm.ts";

/** What every term of one text is decided with. */
export interface GroupContext {
  readonly view: TokenView;
  readonly axis: "race" | "religion";
  readonly table: GroupTable;
  /** By the group whose terms change: the group that they are to name. */
  readonly targets: ReadonlyMap<string, SwapGroup>;
  readonly isTwoWay: boolean;
  readonly isGroupWord: (word: string) => boolean;
  /** Reasons by token, of words inside fixed phrases. */
  readonly fixed: ReadonlyMap<number, string>;
}

export type Outcome =
  | {
      readonly kind: "swap";
      readonly after: string;
      readonly rule: string;
      readonly reason: string;
      readonly confidence: number;
    }
  | { readonly kind: "skip"; readonly rule: string; readonly reason: string; readonly confidence: number };

/** A term with its place, slot and what becomes of it. */
export interface GroupDecision {
  readonly index: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  readonly slot: string;
  /** The form in the lexicon, number left out. */
  readonly stem: string;
  readonly outcome: Outcome;
}

/** Decides what becomes of one term; undefined when no group of the swap reads it here. */
export function decideTerm(context: GroupContext, term: GroupTerm): GroupDecision | undefined {
  const { view, isGroupWord } = context;
  const reading = selectReading(view, term, isGroupWord, (slot, group) => hasWord(context, slot, group));
  if (reading === undefined) return undefined;
  const { index, length } = term;
  const last = index + length - 1;
  const start = (view.at(index) as Token).start;
  const lastToken = view.at(last) as Token;
  const plainEnd = lastToken.start + lastToken.head.length;
  const place = { index, last, start, slot: reading.slot, stem: reading.form.singular };
  const stay = (rule: string, reason: string, confidence: number): GroupDecision => ({
    ...place,
    end: plainEnd,
    outcome: { kind: "skip", rule, reason, confidence },
  });
  const reason = context.fixed.get(index);
  const isPhraseItself = length > 1 && !context.fixed.has(index - 1) && !context.fixed.has(last + 1);
  if (reason !== undefined && !isPhraseItself) return stay("fixed-phrase", reason, 0.95);
  const sense = senseOf(context, term, reading);
  if (sense.other !== undefined) return stay("sense", sense.other, sense.confidence);
  if (!isTitle(reading)) {
    const name = partOfGroupName(view, index, last, isCapitalised(reading.form.singular), isGroupWord);
    if (name !== undefined) return stay("proper-name", name, 0.9);
  }
  const target = context.targets.get(reading.group.id);
  if (target === undefined) return stay("other-side", `already ${reading.group.label}`, 1);
  return write(context, reading, target, sense, place, plainEnd, stay);
}

/**
 * Whether the group that the terms of `group` become has a word for the slot; two ways it must be another word, so that a
 * monk becomes a priest and comes back.
 */
function hasWord({ targets, table, isTwoWay }: GroupContext, slot: string, group: SwapGroup): boolean {
  const target = targets.get(group.id);
  if (target === undefined) return false;
  const own = group.slots.get(slot) ?? [];
  return writtenForms(table, target, slot).some(
    ({ singular }) => !isTwoWay || !own.some((form) => form.singular === singular),
  );
}

function isTitle({ slot }: Reading): boolean {
  return slot === "title" || slot === "highTitle";
}

function senseOf({ view, axis, isGroupWord }: GroupContext, { index, length }: GroupTerm, reading: Reading): Sense {
  const { slot, group, isPlural } = reading;
  const last = index + length - 1;
  if (axis === "religion") return religionSense(view, index, last, slot, group.id, isPlural, isGroupWord);
  const isCapital = isCapitalised(reading.form.singular);
  if (slot === "adjective") return raceSense(view, index, last, group.kind, isGroupWord);
  if (slot === "person" && !isCapital) {
    return isPlural ? colourNounSense(view, index) : raceSense(view, index, last, group.kind, isGroupWord);
  }
  if (slot === "quality") return qualitySense(view, last);
  return { confidence: 0.9 };
}

function write(
  context: GroupContext,
  reading: Reading,
  target: SwapGroup,
  sense: Sense,
  place: Pick<GroupDecision, "index" | "last" | "start" | "slot" | "stem">,
  plainEnd: number,
  stay: (rule: string, reason: string, confidence: number) => GroupDecision,
): GroupDecision {
  const { view, table, axis, isTwoWay } = context;
  const { index, last, start, slot } = place;
  const surface = view.text.slice(start, plainEnd);
  const form = chooseForm(context, reading, target, surface, last, isTwoWay);
  if (form === undefined) {
    return servesBoth(table, target, slot, surface)
      ? stay("serves-both", `${surface.toLowerCase()} serves both groups`, 0.8)
      : stay("no-counterpart", `${target.label} has no word for this (${slotNames[slot] ?? slot})`, 0.8);
  }
  const dictionary = reading.isPlural ? reading.form.plural : reading.form.singular;
  const written = writeInCase(view, index, surface, dictionary, form, isTitleLine(view, index));
  const hyphenated = surface.includes("-") && /^\p{Lu}\S* \p{Lu}\S*$/u.test(form) && !dictionary.includes("-");
  const after = hyphenated ? written.replace(" ", "-") : written;
  const dot = isTitle(reading) && view.text.charAt(plainEnd) === "." && !/^(?:Rev|Fr)$/.test(form) ? 1 : 0;
  const ending = dot > 0 ? { after, end: plainEnd + dot } : withEnding(view, last, after);
  return {
    ...place,
    end: ending.end,
    outcome: {
      kind: "swap",
      after: ending.after,
      rule: `${axis}.${slot}`,
      reason: `${slotNames[slot] ?? slot}: ${reading.group.label} to ${target.label}`,
      confidence: Math.min(sense.confidence, slotConfidence[slot] ?? 0.95),
    },
  };
}

/** The target's word for the slot, chosen by neighbours where it has several. */
function chooseForm(
  { view, table, isGroupWord }: GroupContext,
  reading: Reading,
  target: SwapGroup,
  surface: string,
  last: number,
  isTwoWay: boolean,
): string | undefined {
  const { slot, group, isPlural } = reading;
  const own = new Set(
    isTwoWay
      ? (group.slots.get(slot) ?? []).flatMap(({ singular, plural }) =>
          [singular, plural].map((form) => form.toLowerCase()),
        )
      : [],
  );
  const plain = targetForm(table, target, reading, surface, own);
  if (slot === "adjective") {
    const doctrine = target.slots.get("doctrine")?.find(({ isWritten }) => isWritten);
    const feminine = target.slots.get("feminine")?.find(({ isWritten }) => isWritten);
    const head = doctrine === undefined && feminine === undefined ? "" : headAfter(view, last, isGroupWord).word;
    if (doctrine !== undefined && doctrineHeads.test(view.following(last) ?? "")) return doctrine.singular;
    if (feminine !== undefined && isFeminine(head)) return feminine.singular;
  }
  // "one white and one Hispanic": the noun is left out, and colours both can be.
  if (slot === "person" && !isPlural && group.kind === "colour" && target.kind === "colour") {
    return target.slots.get("adjective")?.find(({ isWritten }) => isWritten)?.singular;
  }
  if (slot === "feminine" && target.slots.get("feminine") === undefined) {
    const adjective = target.slots.get("adjective")?.find(({ isWritten }) => isWritten)?.singular;
    return adjective && `${adjective} ${isPlural ? "women" : "woman"}`;
  }
  return plain !== undefined && slot.startsWith("american")
    ? withHyphen(table, target, reading, plain, surface)
    : plain;
}

/** "African-American" keeps its hyphen, in a name that is usual with one: European-American, not white-American. */
function withHyphen(
  table: GroupTable,
  target: SwapGroup,
  { slot, isPlural }: Reading,
  plain: string,
  surface: string,
): string {
  const hyphen = /\p{L}([-\u2010\u2011])\p{L}/u.exec(surface)?.[1];
  if (hyphen === undefined || !plain.includes(" ")) return plain;
  const forms = target.slots.get(slot) ?? writtenForms(table, target, slot);
  const usual = forms
    .map(({ singular, plural }) => (isPlural ? plural : singular))
    .find((form) => /^\p{Lu}\p{L}* Americans?$/u.test(form));
  return (usual ?? plain).replace(" ", hyphen);
}

/** What is Islamic rather than Muslim. */
const doctrineHeads =
  /^(?:law|laws|art|arts|theology|theologian|theologians|scripture|scriptures|calendar|architecture|philosophy|doctrine|doctrines|studies|teaching|teachings|tradition|traditions|ethics|mysticism|iconography|calligraphy)$/;
