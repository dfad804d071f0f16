import { createCipheriv, createHash, randomFillSync } from "node:crypto";

/** What a stream is drawn for; streams of different purposes never share a byte. */
export type StreamPurpose = "noise" | "lot" | "bound";

/** Independent streams of uniform bits, one for every purpose, step and piece. */
export interface RandomStreams {
  readonly kind: "operating system" | "seeded, not private";
  /** With it another thread opens the same streams; absent where every stream is new. */
  readonly seed?: number;
  /** @param piece of a step's noise, which several threads draw; 0 when absent */
  open(purpose: StreamPurpose, step: number, piece?: number): RandomStream;
}

/** A stream of uniform bits. */
export interface RandomStream {
  /** Overwrites the array with uniform 32-bit words. */
  draw(words: Uint32Array): void;
}

/**
 * The source for privacy: OpenSSL's generator, which is AES-256 in counter mode, seeded by the operating system and keyed
 * anew after every request. No key is ever stored, shown or used twice, so a resumed run cannot repeat noise.
 *
 * @see NIST SP 800-90A, CTR_DRBG
 */
export function secureStreams(): RandomStreams {
  return {
    kind: "operating system",
    open: () => ({ draw: (words) => void randomFillSync(words) }),
  };
}

/**
 * Reproducible streams: for arms without privacy, and for tests. Whoever knows the seed can subtract the noise, so a
 * run that uses them for noise or for private lots is reported as not private.
 */
export function seededStreams(seed: number): RandomStreams {
  return {
    kind: "seeded, not private",
    seed,
    open(purpose, step, piece = 0) {
      const digest = createHash("sha384")
        .update(JSON.stringify([seed, purpose, step, piece]))
        .digest();
      return cipherStream(new Uint8Array(digest));
    },
  };
}

const keyBytes = 32;
const counterBytes = 16;

function cipherStream(keyAndCounter: Uint8Array): RandomStream {
  const key = keyAndCounter.subarray(0, keyBytes);
  const cipher = createCipheriv("aes-256-ctr", key, keyAndCounter.subarray(keyBytes, keyBytes + counterBytes));
  let zeros = new Uint8Array(0);
  return {
    draw(words) {
      if (zeros.length < words.byteLength) zeros = new Uint8Array(words.byteLength);
      const bytes = cipher.update(zeros.subarray(0, words.byteLength));
      new Uint8Array(words.buffer, words.byteOffset, words.byteLength).set(bytes);
    },
  };
}

/** 53 uniform bits from two words: a multiple of 2^-53 on [0, 1). */
export function uniformFrom(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}
