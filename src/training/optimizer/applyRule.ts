import type { UpdateRule } from "./updateRule.ts";

/**
 * Applies a rule in place, value by value. Every operation rounds to single precision, as a SIMD register does, so that
 * the WebAssembly twin (`src/training/update/assembly`) gives the same bits.
 *
 * @param theta [n]
 * @param gradient [n] mean gradient
 * @param running [n] each: the rule's running arrays
 */
export function applyRule(
  rule: UpdateRule,
  theta: Float32Array,
  gradient: Float32Array,
  running: readonly Float32Array[],
): void {
  switch (rule.kind) {
    case "adam":
      return adam(rule, theta, gradient, running as [Float32Array, Float32Array]);
    case "sgd":
      return sgd(rule, theta, gradient, running as [Float32Array]);
  }
}

const { fround } = Math;

function adam(
  rule: Extract<UpdateRule, { kind: "adam" }>,
  theta: Float32Array,
  gradient: Float32Array,
  [means, squares]: [Float32Array, Float32Array],
): void {
  const [b1, c1, b2, c2] = [fround(rule.b1), fround(rule.c1), fround(rule.b2), fround(rule.c2)];
  const [decay, stepSize, root, epsilon] = [
    fround(rule.decay),
    fround(rule.stepSize),
    fround(rule.root),
    fround(rule.epsilon),
  ];
  for (let at = 0; at < theta.length; at += 1) {
    const g = gradient[at] as number;
    const mean = fround(fround(b1 * (means[at] as number)) + fround(c1 * g));
    const square = fround(fround(b2 * (squares[at] as number)) + fround(fround(c2 * g) * g));
    means[at] = mean;
    squares[at] = square;
    const divisor = fround(fround(fround(Math.sqrt(square)) * root) + epsilon);
    const before = theta[at] as number;
    const change = fround(fround(decay * before) + fround(fround(stepSize * mean) / divisor));
    theta[at] = fround(before - change);
  }
}

function sgd(
  rule: Extract<UpdateRule, { kind: "sgd" }>,
  theta: Float32Array,
  gradient: Float32Array,
  [buffer]: [Float32Array],
): void {
  const [momentum, rate] = [fround(rule.momentum), fround(rule.rate)];
  for (let at = 0; at < theta.length; at += 1) {
    const change = fround(fround(momentum * (buffer[at] as number)) + (gradient[at] as number));
    buffer[at] = change;
    theta[at] = fround((theta[at] as number) - fround(rate * change));
  }
}
