/**
 * The step of the penalty lambda Σ gamma |theta|: every parameter moves towards 0 by `amount` gamma, and stops there. Unlike a
 * step along the penalty's gradient it does not jump over 0, so that parameters become exactly 0.
 *
 * @param parameters changed in place
 * @param weights gamma, same names and lengths
 * @param amount learning rate times lambda
 */
export function softThreshold(
  parameters: ReadonlyMap<string, Float32Array>,
  weights: ReadonlyMap<string, Float32Array>,
  amount: number,
): void {
  for (const [name, values] of parameters) {
    const gamma = weights.get(name);
    if (gamma?.length !== values.length) throw new RangeError(`${name} has no weights in the penalty`);
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] as number;
      const left = Math.abs(value) - amount * (gamma[at] as number);
      values[at] = left > 0 ? Math.sign(value) * left : 0;
    }
  }
}
