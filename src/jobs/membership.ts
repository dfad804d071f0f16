import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { Document } from "../corpus/document.ts";
import type { GroupedText } from "../evaluation/groupedText.ts";
import type { AttackedText } from "../evaluation/membership/attackScores.ts";
import type { AttackedModel } from "../evaluation/membership/compareMembership.ts";
import { attackedModel, membershipInference } from "../evaluation/membership/membershipInference.ts";
import type { MembershipResult } from "../evaluation/membership/membershipInference.ts";
import type { PrivacyClaim } from "../evaluation/membership/privacyCeiling.ts";
import type { TargetScores, TokenScorer } from "../lm/tokenScorer.ts";
import { groupedTexts } from "./groupedTexts.ts";
import type { JobContext } from "./context.ts";
import type { TrainingCorpus } from "./trainingCorpus.ts";

/** The texts that attacks are tried on: records that were trained on and records that were held out. */
export interface MembershipTexts {
  readonly texts: readonly (GroupedText & Pick<AttackedText, "isMember" | "isOfOneUnit" | "zlibBytes">)[];
  readonly skipped: MembershipResult["skipped"];
  /** Records are cut here, as in training. */
  readonly maximumTokens: number;
}

/** What the attacks found in one model, and what they are compared with other models by. */
export interface AttackedArm {
  readonly result: MembershipResult;
  readonly scores: AttackedModel;
}

/** At most this many of either kind: enough for a rate of 0.1%. */
const mostTexts = 1000;

/**
 * One text of each unit of privacy, no text twice, and none that was trained on among the others: attacks take texts for
 * independent, which records of one unit and copies are not. They are chosen by hashes of their content, so that every arm, and a
 * resumed run, attacks the same.
 */
export function membershipTexts(
  { training, heldOut }: Pick<TrainingCorpus, "training" | "heldOut">,
  maximumTokens: number,
): MembershipTexts {
  const holders = new Map<string, number>();
  for (const unit of [...training, ...heldOut]) {
    for (const text of new Set(unit.map((document) => document.text))) holders.set(text, (holders.get(text) ?? 0) + 1);
  }
  const members = onePerUnit(training, holders, new Set());
  const others = onePerUnit(heldOut, holders, new Set(training.flat().map(({ text }) => text)));
  const ofKind = (documents: readonly Document[], isMember: boolean): MembershipTexts["texts"] =>
    groupedTexts(drawn(documents)).map((text) => ({
      ...text,
      isMember,
      isOfOneUnit: holders.get(text.text) === 1,
      zlibBytes: deflateSync(Buffer.from(text.text)).length,
    }));
  const skipped = [
    { reason: "copy of another text", count: members.copies + others.copies },
    { reason: "further record of a unit, which is attacked by one", count: members.further + others.further },
  ];
  return {
    texts: [...ofKind(members.chosen, true), ...ofKind(others.chosen, false)],
    skipped: skipped.filter(({ count }) => count > 0),
    maximumTokens,
  };
}

/**
 * A text that stands in one unit alone comes first: only about such a text does the promise for one unit say anything.
 *
 * @param holders text -> units that have it
 * @param taken texts that are not chosen any more; chosen ones are added
 */
function onePerUnit(
  units: readonly (readonly Document[])[],
  holders: ReadonlyMap<string, number>,
  taken: Set<string>,
): { readonly chosen: readonly Document[]; readonly copies: number; readonly further: number } {
  const chosen: Document[] = [];
  let [copies, further] = [0, 0];
  for (const unit of units) {
    const free = unit.filter(({ text }) => !taken.has(text));
    const own = free.filter(({ text }) => holders.get(text) === 1);
    // Another hash than that of `drawn`, by which a unit of many texts would be drawn before others.
    const [first] = byHash(own.length > 0 ? own : free, "of its unit");
    if (first === undefined) {
      copies += unit.length;
      continue;
    }
    chosen.push(first);
    taken.add(first.text);
    further += unit.length - 1;
  }
  return { chosen, copies, further };
}

/**
 * Attacks one arm's model, with the base model as the attacker's reference.
 *
 * @param base the base model's scores of the same texts, from `scoreForAttack`
 * @param held.audits private models of the run, all held against their promise
 * @returns undefined with too few texts of either kind
 */
export async function attackArm(
  arm: string,
  scorer: TokenScorer,
  base: readonly (TargetScores | undefined)[],
  asked: MembershipTexts,
  held: { readonly claim: PrivacyClaim | undefined; readonly audits: number },
  context: JobContext,
): Promise<AttackedArm | undefined> {
  const { claim, audits } = held;
  const scores = await scoreForAttack(arm, scorer, asked, context);
  const attacked = asked.texts.flatMap(({ groups, isMember, isOfOneUnit, zlibBytes }, index): AttackedText[] => {
    const [tuned, reference] = [scores[index], base[index]];
    if (tuned === undefined || reference === undefined) return [];
    return [
      {
        groups,
        isMember,
        isOfOneUnit,
        zlibBytes,
        tuned: tuned.logProbabilities,
        base: reference.logProbabilities,
        isTop: tuned.isTop,
      },
    ];
  });
  const { skipped } = asked;
  const result = membershipInference(attacked, { audits, skipped, ...(claim === undefined ? {} : { claim }) });
  return result === undefined ? undefined : { result, scores: attackedModel(attacked) };
}

/** One model's scores of the texts; undefined for a text without tokens. */
export async function scoreForAttack(
  arm: string,
  scorer: TokenScorer,
  { texts, maximumTokens }: MembershipTexts,
  { signal, onProgress }: JobContext,
): Promise<(TargetScores | undefined)[]> {
  const longest = Math.min(maximumTokens, scorer.maximumLength);
  const sequences = texts.map(({ text }) => [scorer.startOfTextId, ...scorer.encode(text)].slice(0, longest));
  const readable = [...sequences.keys()].filter((index) => (sequences[index] as number[]).length >= 2);
  const scored = await scorer.logProbabilitiesAndTop(
    readable.map((index) => sequences[index] as number[]),
    {
      signal,
      onScored: (done, total) => onProgress({ stage: `${arm}: membership inference`, done, total, unit: "items" }),
    },
  );
  const scores: (TargetScores | undefined)[] = texts.map(() => undefined);
  readable.forEach((index, place) => {
    scores[index] = scored[place];
  });
  return scores;
}

function drawn(documents: readonly Document[]): readonly Document[] {
  return documents.length <= mostTexts ? documents : byHash(documents, "membership").slice(0, mostTexts);
}

function byHash(documents: readonly Document[], purpose: string): readonly Document[] {
  if (documents.length < 2) return documents;
  const hashed = documents.map((document) => ({
    document,
    hash: createHash("sha256").update(`${purpose}\n${document.text}`).digest("hex"),
  }));
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).map(({ document }) => document);
}
