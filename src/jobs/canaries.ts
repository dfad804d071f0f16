import { seededRandom } from "../base/random.ts";
import type { Random } from "../base/random.ts";
import type { Document } from "../corpus/document.ts";
import { canaryExposure } from "../evaluation/membership/exposure.ts";
import type { CanaryResult } from "../evaluation/membership/exposure.ts";
import type { PrivacyClaim } from "../evaluation/membership/privacyCeiling.ts";
import { textLosses } from "../evaluation/textLosses.ts";
import type { TokenScorer } from "../lm/tokenScorer.ts";
import type { JobContext } from "./context.ts";

export interface CanarySettings {
  readonly count: number;
  /** Records that each canary is. */
  readonly repeats: number;
}

/** Made-up sentences: those that are planted, and those that they are ranked among. All differ. */
export interface Canaries {
  readonly planted: readonly string[];
  readonly references: readonly string[];
  readonly repeats: number;
}

/** Enough for ten bits. */
const referenceCount = 1023;

/**
 * Draws canaries as the paper does: one format, random digits in it, 10^9 possible texts. They name nobody, so that they have no
 * counterfactual and belong to no group.
 *
 * @see Carlini et al. (2019), "The Secret Sharer"
 */
export function drawCanaries({ count, repeats }: CanarySettings, seed: number): Canaries {
  const random = seededRandom(seed);
  const texts = new Set<string>();
  while (texts.size < count + referenceCount) texts.add(canaryText(random));
  const drawn = [...texts];
  return { planted: drawn.slice(0, count), references: drawn.slice(count), repeats };
}

function canaryText(random: Random): string {
  const digits = (): string => String(random.integer(1000)).padStart(3, "0");
  return `The number of the locker is ${digits()} ${digits()} ${digits()}.`;
}

/** The canaries as units of privacy of their own, which raise N. They are added where training begins: no file and no scan has them. */
export function canaryUnits({ planted, repeats }: Canaries): readonly (readonly Document[])[] {
  return planted.flatMap((text, index) =>
    Array.from({ length: repeats }, (_, repeat): Document[] => [
      {
        id: `canary ${index + 1}${repeats === 1 ? "" : `, ${repeat + 1}`}`,
        text,
        raw: text,
        source: { path: "canaries", record: index, line: index + 1, byteStart: 0 },
      },
    ]),
  );
}

/**
 * What a model remembers of the canaries. It looks at made-up texts alone, so that it costs the corpus's records nothing.
 *
 * @param claim what the training promises about one record
 */
export async function measureCanaries(
  model: string,
  scorer: TokenScorer,
  { planted, references, repeats }: Canaries,
  { claim, seed }: { readonly claim: PrivacyClaim | undefined; readonly seed: number },
  { signal, onProgress }: JobContext,
): Promise<CanaryResult> {
  const texts = [...planted, ...references].map((text, index) => ({ id: String(index), text, groups: [] }));
  const { losses } = await textLosses(scorer, texts, {
    signal,
    onScored: (done, total) => onProgress({ stage: `${model}: canaries`, done, total, unit: "items" }),
  });
  const nats = losses.map(({ nll }) => nll);
  return canaryExposure(nats.slice(0, planted.length), nats.slice(planted.length), {
    repeats,
    random: seededRandom(seed),
    ...(claim === undefined ? {} : { claim }),
  });
}
