import { basename } from "node:path";
import { hashPlace } from "../../base/hashPlace.ts";
import { neutralSentences, sentenceOf } from "../../evaluation/neutralText.ts";
import type { TextUnits } from "../../evaluation/unitLosses.ts";
import type { JobContext } from "../context.ts";
import { passedOverIn, readTexts } from "./readTexts.ts";
import { drawnTexts, invalidStudy } from "./study.ts";
import type { StudyOptions } from "./studyOptions.ts";

/** Texts that fine-tuning should leave alone, in two halves that share no unit. */
export interface GuardSet {
  readonly name: string;
  readonly isBundled: boolean;
  /** What a constraint may use. */
  readonly training: readonly string[];
  /** What only the measurement sees. */
  readonly heldOut: TextUnits;
  /** Text -> the sentence that it is a variant of; absent where every text stands for itself. */
  readonly sentences?: ReadonlyMap<string, string>;
  /** What of the file was passed over, for the report. */
  readonly warnings: readonly string[];
}

/** The bundled neutral sentences: the same statement about every group, every second one held out with all its variants. */
export function bundledGuard(): GuardSet {
  const sentences = neutralSentences().map(({ id, text }) => ({ sentence: sentenceOf(id), text }));
  const names = [...new Set(sentences.map(({ sentence }) => sentence))];
  const heldOutNames = names.filter((_, place) => place % 2 === 1);
  const heldOut = sentences.filter(({ sentence }) => heldOutNames.includes(sentence));
  return {
    name: "bundled neutral sentences",
    isBundled: true,
    training: sentences.filter(({ sentence }) => !heldOutNames.includes(sentence)).map(({ text }) => text),
    heldOut: {
      texts: heldOut.map(({ text }) => text),
      unitOf: heldOut.map(({ sentence }) => heldOutNames.indexOf(sentence)),
      unit: "sentences, each with its variants",
    },
    sentences: new Map(sentences.map(({ sentence, text }) => [text, sentence])),
    warnings: [],
  };
}

/** Fewest texts of a guard set, half of which are measured. */
const fewestTexts = 20;

/**
 * A user's own texts; a hash of each says which half it is in, so that no text is in both.
 *
 * @param options.maximum of each half
 * @throws EvenhandError `training.invalid` for too few texts; what reading throws
 */
export async function readGuard(
  path: string,
  { maximum, ...reading }: { readonly maximum: number } & Pick<StudyOptions, "field" | "strict">,
  context: JobContext,
): Promise<GuardSet> {
  const { texts, skipped } = await readTexts(path, "read guard texts", reading, context);
  const half = (isHeldOut: boolean): string[] =>
    drawnTexts(
      texts.filter((text) => hashPlace(text, "guard") < 0.5 === isHeldOut),
      maximum,
    );
  const [training, heldOut] = [half(false), half(true)];
  if (Math.min(training.length, heldOut.length) * 2 < fewestTexts) {
    throw invalidStudy(
      `${basename(path)} has ${texts.length} different texts; a guard set needs at least ${fewestTexts}.`,
      "Half of them are measured and never trained on; give more texts.",
    );
  }
  return {
    name: basename(path),
    isBundled: false,
    training,
    heldOut: { texts: heldOut, unitOf: heldOut.map((_, index) => index), unit: "texts" },
    warnings: passedOverIn(path, skipped),
  };
}
