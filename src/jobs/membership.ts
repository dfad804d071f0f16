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
  readonly texts: readonly (GroupedText & { readonly isMember: boolean; readonly zlibBytes: number })[];
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

/** Chooses the texts by a hash of their content, so that every arm, and a resumed run, attacks the same. */
export function membershipTexts({ training, heldOut }: TrainingCorpus, maximumTokens: number): MembershipTexts {
  const ofKind = (documents: readonly Document[], isMember: boolean): MembershipTexts["texts"] =>
    groupedTexts(drawn(documents)).map((text) => ({
      ...text,
      isMember,
      zlibBytes: deflateSync(Buffer.from(text.text)).length,
    }));
  return { texts: [...ofKind(training.flat(), true), ...ofKind(heldOut, false)], maximumTokens };
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
  const attacked = asked.texts.flatMap(({ groups, isMember, zlibBytes }, index): AttackedText[] => {
    const [tuned, reference] = [scores[index], base[index]];
    if (tuned === undefined || reference === undefined) return [];
    return [
      {
        groups,
        isMember,
        zlibBytes,
        tuned: tuned.logProbabilities,
        base: reference.logProbabilities,
        isTop: tuned.isTop,
      },
    ];
  });
  const result = membershipInference(attacked, { audits, ...(claim === undefined ? {} : { claim }) });
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
  if (documents.length <= mostTexts) return documents;
  const hashed = documents.map((document) => ({
    document,
    hash: createHash("sha256").update(`membership\n${document.text}`).digest("hex"),
  }));
  return hashed
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
    .slice(0, mostTexts)
    .map(({ document }) => document);
}
