import { describe, expect, test } from "vitest";
import {
  decodeValues,
  encodeSafetensorsHeader,
  encodeValues,
  parseSafetensorsHeader,
} from "../../src/lm/safetensors.ts";

const bytes = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe("values become float32", () => {
  test("from F32 and F64", () => {
    expect([...decodeValues("F32", bytes(Float32Array.of(1.5, -2)))]).toEqual([1.5, -2]);
    expect([...decodeValues("F64", bytes(Float64Array.of(0.5, 1e300)))]).toEqual([0.5, Number.POSITIVE_INFINITY]);
  });

  test("from F32 without a copy: weights are never held twice", () => {
    const values = Float32Array.of(1.5, -2);
    expect(decodeValues("F32", bytes(values)).buffer).toBe(values.buffer);
  });

  test("from BF16, the upper half of a float32", () => {
    // 1 = 0x3f800000, -2.5 = 0xc0200000
    expect([...decodeValues("BF16", bytes(Uint16Array.of(0x3f80, 0xc020)))]).toEqual([1, -2.5]);
  });

  test("from F16: normal, subnormal, signed zero, infinite and not a number", () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x03ff, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x7bff);
    expect([...decodeValues("F16", bytes(halves))]).toEqual([
      1,
      -2,
      0.333251953125, // 1 + 341/1024, times 2^-2
      2 ** -24,
      Math.fround(1023 * 2 ** -24),
      -0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      65504,
    ]);
  });

  test("from bytes that start anywhere", () => {
    const shifted = new Uint8Array(9);
    shifted.set(bytes(Float32Array.of(3, 4)), 1);
    expect([...decodeValues("F32", shifted.subarray(1))]).toEqual([3, 4]);
  });
});

describe("values become half precision", () => {
  const finite = Uint16Array.from({ length: 0x7c00 }, (_, half) => half);
  const magnitudes = decodeValues("F16", bytes(finite));

  test("every half-precision number comes back as it was, with either sign", () => {
    const all = Uint16Array.from({ length: 0x1_0000 }, (_, half) => half).filter((half) => (half & 0x7c00) !== 0x7c00);
    expect(encodeValues("F16", decodeValues("F16", bytes(all)))).toEqual(bytes(all));
  });

  test("between two of them the nearer one is taken, half-way the even one", () => {
    for (let half = 0; half + 1 < finite.length; half += 1) {
      const [low, high] = [magnitudes[half] as number, magnitudes[half + 1] as number];
      const middle = (low + high) / 2;
      const even = half % 2 === 0 ? half : half + 1;
      const nudge = (high - low) / 8;
      const encoded = encodeValues("F16", Float32Array.of(middle - nudge, middle, middle + nudge));
      expect([...new Uint16Array(encoded.buffer)]).toEqual([half, even, half + 1]);
    }
  });

  test("what is too large becomes infinite, and what is no number stays none", () => {
    const encoded = encodeValues("F16", Float32Array.of(65_519, 65_520, -1e9, Number.NaN, 2 ** -26));
    expect([...new Uint16Array(encoded.buffer)]).toEqual([0x7bff, 0x7c00, 0xfc00, 0x7e00, 0]);
  });
});

describe("a header", () => {
  test("that we write is one that we read, its data on a multiple of eight", () => {
    const header = encodeSafetensorsHeader([
      { name: "a", shape: [2, 3] },
      { name: "b", shape: [1] },
    ]);
    expect(header.length % 8).toBe(0);
    const text = new TextDecoder().decode(header.subarray(8));
    expect(Number(new DataView(header.buffer).getBigUint64(0, true))).toBe(header.length - 8);
    expect(parseSafetensorsHeader(text, 28, "file")).toEqual([
      { name: "a", valueType: "F32", shape: [2, 3], start: 0, end: 24 },
      { name: "b", valueType: "F32", shape: [1], start: 24, end: 28 },
    ]);
  });

  const parse = (header: unknown, dataBytes = 8): unknown =>
    parseSafetensorsHeader(
      typeof header === "string" ? header : JSON.stringify(header),
      dataBytes,
      "model.safetensors",
    );

  test("may hold tensors of types we do not read, such as masks", () => {
    expect(parse({ mask: { dtype: "BOOL", shape: [8], data_offsets: [0, 8] } })).toEqual([]);
  });

  test("is refused when it is damaged, with the tensor's name", () => {
    expect(() => parse("{")).toThrow("model.safetensors: its header is not JSON");
    expect(() => parse([])).toThrow("not a JSON object");
    expect(() => parse({ w: { dtype: "F32", shape: [-1], data_offsets: [0, 4] } })).toThrow("tensor w has no readable");
    expect(() => parse({ w: { dtype: "F32", shape: [2], data_offsets: [4, 12] } })).toThrow("cut short");
    expect(() => parse({ w: { dtype: "F32", shape: [1], data_offsets: [0, 8] } })).toThrow(
      "tensor w [1] needs 4 bytes and has 8",
    );
    expect(() => parse({ w: null })).toThrow("tensor w");
  });
});
