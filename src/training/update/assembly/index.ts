// What follows the sums of a step, a piece at a time: rounded Gaussian noise, the noisy mean, the optimizer's rule.
// The plain twin is ../plainUpdateEngine.ts, with ../../optimizer/applyRule.ts and ../../privacy/standardNormal.ts.

/** Asks for fresh uniform words; writes them to WORDS. */
@external("env", "refill")
declare function refill(words: i32): void;

const wordsAtOnce = 8192;

/** 16,384 values each, and three places more, because four are worked on at a time. */
const THETA = memory.data(65600, 16);
const SUM = memory.data(65600, 16);
const FIRST = memory.data(65600, 16);
const SECOND = memory.data(65600, 16);
/** 65,536 values, and three places more. */
const NOISE = memory.data(262208, 16);
const WORDS = memory.data(65536, 16);
/** f64[257] each, from ../../privacy/standardNormal.ts. */
const EDGES = memory.data(2064, 16);
const SCALES = memory.data(2064, 16);
const HEIGHTS = memory.data(2064, 16);

export function thetaPlace(): usize { return THETA; }
export function sumPlace(): usize { return SUM; }
export function runningPlace(index: i32): usize { return index === 0 ? FIRST : SECOND; }
export function noisePlace(): usize { return NOISE; }
export function wordsPlace(): usize { return WORDS; }
export function edgesPlace(): usize { return EDGES; }
export function scalesPlace(): usize { return SCALES; }
export function heightsPlace(): usize { return HEIGHTS; }

let nextWord: usize = 0;
let endOfWords: usize = 0;

function fill(words: i32): void {
  const count = min<i32>(wordsAtOnce, max<i32>(words, 16));
  refill(count);
  nextWord = WORDS;
  endOfWords = WORDS + (<usize>count << 3);
}

@inline
function word(): u64 {
  if (nextWord === endOfWords) fill(16);
  const value = load<u64>(nextWord);
  nextWord += 8;
  return value;
}

/** Adding and subtracting it rounds to a whole number, halves to the even one. */
const roundingShift: f64 = 6755399441055744.0;

/** Writes `count` Gaussian numbers, rounded, to NOISE; begins with fresh words. */
export function drawNoise(count: i32, deviation: f64): void {
  let out = NOISE;
  const end = out + (<usize>count << 2);
  nextWord = endOfWords;
  while (out < end) {
    if (nextWord === endOfWords) fill(<i32>((end - out) >> 2));
    const at = nextWord;
    const bits = load<u64>(at);
    const layer = (<usize>bits & 0xff) << 3;
    const place = <f64><i64>(bits >>> 11) * load<f64>(SCALES + layer);
    nextWord = at + 8;
    let x = place;
    if (!(place < load<f64>(EDGES + layer, 8))) {
      if (layer === 0) x = tail();
      else if (!isBelowDensity(layer, place)) continue;
    }
    const signed = reinterpret<f64>(reinterpret<u64>(x) | ((bits & 0x100) << 55));
    store<i32>(out, <i32>reinterpret<i64>(signed * deviation + roundingShift));
    out += 4;
  }
}

/** For the few places of a layer that the density cuts through. */
function isBelowDensity(layer: usize, x: f64): bool {
  const uniform = <f64><i64>(word() >>> 11) / 9007199254740992.0;
  const bottom = load<f64>(HEIGHTS + layer);
  return bottom + uniform * (load<f64>(HEIGHTS + layer, 8) - bottom) < Math.exp(-0.5 * x * x);
}

/** A normal number given that it lies beyond the first edge. */
function tail(): f64 {
  const start = load<f64>(EDGES, 8);
  while (true) {
    const x = exponential() / start;
    const y = exponential();
    if (2 * y > x * x) return start + x;
  }
}

function exponential(): f64 {
  let zeros: u64 = 0;
  while (true) {
    const leading = clz(word());
    zeros += leading;
    if (leading < 64) break;
  }
  const mantissa = <f64><i64>(word() >>> 12);
  return <f64>(zeros + 1) * Math.LN2 - Math.log(1 + mantissa / 4503599627370496.0);
}

/** SUM / L, in place. */
export function mean(count: i32, expectedLotSize: f64): void {
  const divisor = f64x2.splat(expectedLotSize);
  for (let at = SUM, end = SUM + (<usize>count << 2); at < end; at += 16) {
    const low = f64x2.div(f64x2.promote_low_f32x4(v128.load64_zero(at)), divisor);
    const high = f64x2.div(f64x2.promote_low_f32x4(v128.load64_zero(at, 8)), divisor);
    v128.store(at, bothHalves(low, high));
  }
}

/** (SUM on the grid + NOISE) * rate, in place. */
export function noisyMean(count: i32, scale: f64, rate: f64): void {
  let noise = NOISE;
  for (let at = SUM, end = SUM + (<usize>count << 2); at < end; at += 16) {
    v128.store(at, bothHalves(noisy(at, noise, scale, rate), noisy(at + 8, noise + 8, scale, rate)));
    noise += 16;
  }
}

@inline
function noisy(sum: usize, noise: usize, scale: f64, rate: f64): v128 {
  const most = f64x2.splat(1125899906842624.0);
  const shift = f64x2.splat(roundingShift);
  const units = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(sum)), f64x2.splat(scale));
  const bounded = f64x2.pmax(f64x2.pmin(units, most), f64x2.neg(most));
  const whole = f64x2.sub(f64x2.add(bounded, shift), shift);
  return f64x2.mul(f64x2.add(whole, f64x2.convert_low_i32x4_s(v128.load64_zero(noise))), f64x2.splat(rate));
}

@inline
function bothHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** Adam on THETA with the mean in SUM, m in FIRST and v in SECOND; false when a value is not finite. */
export function adam(
  count: i32,
  b1: f32,
  c1: f32,
  b2: f32,
  c2: f32,
  decay: f32,
  stepSize: f32,
  root: f32,
  epsilon: f32,
): bool {
  let finite = f32x4.splat(0);
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16) {
    const g = v128.load(SUM + at);
    const m = f32x4.add(f32x4.mul(f32x4.splat(b1), v128.load(FIRST + at)), f32x4.mul(f32x4.splat(c1), g));
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(b2), v128.load(SECOND + at)),
      f32x4.mul(f32x4.mul(f32x4.splat(c2), g), g),
    );
    v128.store(FIRST + at, m);
    v128.store(SECOND + at, v);
    const divisor = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(root)), f32x4.splat(epsilon));
    const before = v128.load(THETA + at);
    const change = f32x4.add(
      f32x4.mul(f32x4.splat(decay), before),
      f32x4.div(f32x4.mul(f32x4.splat(stepSize), m), divisor),
    );
    const theta = f32x4.sub(before, change);
    v128.store(THETA + at, theta);
    finite = f32x4.add(finite, f32x4.sub(theta, theta));
  }
  return isZero(finite);
}

/** SGD with momentum on THETA with the mean in SUM and the buffer in FIRST; false when a value is not finite. */
export function sgd(count: i32, momentum: f32, rate: f32): bool {
  let finite = f32x4.splat(0);
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16) {
    const change = f32x4.add(f32x4.mul(f32x4.splat(momentum), v128.load(FIRST + at)), v128.load(SUM + at));
    v128.store(FIRST + at, change);
    const theta = f32x4.sub(v128.load(THETA + at), f32x4.mul(f32x4.splat(rate), change));
    v128.store(THETA + at, theta);
    finite = f32x4.add(finite, f32x4.sub(theta, theta));
  }
  return isZero(finite);
}

/** What is not finite leaves NaN behind when it is taken from itself. */
@inline
function isZero(sums: v128): bool {
  return i32x4.all_true(f32x4.eq(sums, f32x4.splat(0)));
}
