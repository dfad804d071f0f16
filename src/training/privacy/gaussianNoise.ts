import { StandardNormal } from "./standardNormal.ts";
import type { RandomStream } from "./randomStream.ts";

/** Overwrites the arrays that it is given, one after the other, with independent standard normal numbers. */
export interface StandardNoise {
  draw(target: Float64Array): void;
}

/**
 * Standard normal noise that does not give itself away in its last bits: one number is discarded, then each value is
 * (n1 + n2 + n3 + n4) / 2. A single draw could be recognised by which doubles the sampler can reach.
 *
 * @see Holohan and Braghin (2021), "Secure Random Sampling in Differential Privacy", with n = 2; as Opacus does
 * @see Mironov (2012), "On Significance of the Least Significant Bits for Differential Privacy"
 */
export function gaussianNoise(stream: RandomStream): StandardNoise {
  const normal = new StandardNormal(stream);
  normal.next();
  return {
    draw(target) {
      for (let index = 0; index < target.length; index += 1) {
        target[index] = (normal.next() + normal.next() + normal.next() + normal.next()) / 2;
      }
    },
  };
}
