import { EvenhandError } from "../base/errors.ts";

/** Where one tensor lies in a safetensors file. */
export interface TensorEntry {
  readonly name: string;
  readonly valueType: ValueType;
  readonly shape: readonly number[];
  /** Bytes from the start of the data section, half open. */
  readonly start: number;
  readonly end: number;
}

/** The value types we read. */
export type ValueType = "F64" | "F32" | "F16" | "BF16";

/** The value types we write. */
export type WrittenType = "F32" | "F16";

export const bytesPerValue: Readonly<Record<ValueType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Bytes before the header's text: its length, as a little-endian 64-bit number. */
export const headerLengthBytes = 8;

/** The longest header that the format allows. */
export const maximumHeaderBytes = 100_000_000;

/**
 * Reads a header and checks it against the file: every tensor lies inside the data and is as long as its shape says.
 *
 * @param headerText the JSON after the length
 * @param dataBytes length of what follows the header
 * @param source the file's name, for messages
 * @returns the tensors whose values are numbers we read, in file order; masks and other types are left out
 * @throws EvenhandError `checkpoint.invalid`
 */
export function parseSafetensorsHeader(headerText: string, dataBytes: number, source: string): TensorEntry[] {
  let header: unknown;
  try {
    header = JSON.parse(headerText);
  } catch (cause) {
    throw damaged(source, "its header is not JSON", cause);
  }
  if (!isRecord(header)) throw damaged(source, "its header is not a JSON object");
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const entry = isRecord(value) ? value : {};
    const { dtype, shape, data_offsets: offsets } = entry;
    if (typeof dtype !== "string" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
      throw damaged(source, `tensor ${name} has no readable dtype, shape and data_offsets`);
    }
    const [start, end] = offsets as [number, number];
    if (start > end || end > dataBytes) {
      throw damaged(source, `tensor ${name} lies at bytes ${start} to ${end} of ${dataBytes}; the file is cut short`);
    }
    if (!(dtype in bytesPerValue)) continue;
    const valueType = dtype as ValueType;
    const expected = shape.reduce((product, size) => product * size, bytesPerValue[valueType]);
    if (end - start !== expected) {
      throw damaged(source, `tensor ${name} [${shape.join(", ")}] needs ${expected} bytes and has ${end - start}`);
    }
    entries.push({ name, valueType, shape, start, end });
  }
  return entries;
}

/** The values of one tensor as float32, row-major; `bytes` is little-endian and as long as the entry says. */
export function decodeValues(valueType: ValueType, bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % bytesPerValue[valueType] === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  const decoders: Readonly<Record<ValueType, () => Float32Array>> = {
    F64: () => Float32Array.from(new Float64Array(buffer, byteOffset, byteLength / 8)),
    F32: () => new Float32Array(buffer, byteOffset, byteLength / 4),
    BF16: () => fromBfloat16(new Uint16Array(buffer, byteOffset, byteLength / 2)),
    F16: () => fromFloat16(new Uint16Array(buffer, byteOffset, byteLength / 2)),
  };
  return decoders[valueType]();
}

/** The length field and the header of a file that holds these tensors one after the other. */
export function encodeSafetensorsHeader(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
  valueType: WrittenType = "F32",
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let position = 0;
  for (const { name, shape } of tensors) {
    const end = position + shape.reduce((product, size) => product * size, bytesPerValue[valueType]);
    header[name] = { dtype: valueType, shape, data_offsets: [position, end] };
    position = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8; // the data starts on a multiple of eight, filled with spaces
  const bytes = new Uint8Array(headerLengthBytes + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, headerLengthBytes);
  return bytes;
}

/** The bytes of one tensor's values, little-endian; as F16 each is the nearest half-precision number, ties to even. */
export function encodeValues(valueType: WrittenType, values: Float32Array): Uint8Array {
  if (valueType === "F32") return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Uint16Array.from(values, toFloat16).buffer);
}

const bitsOf = new Uint32Array(1);
const valueOf = new Float32Array(bitsOf.buffer);

/** Beyond the half-way point above 65,504 a number becomes infinite, as IEEE 754 has it. */
function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (magnitude >= 65_520) return sign | 0x7c00;
  // Below the normal range the bits are the number itself, in units of 2^-24.
  if (magnitude < 2 ** -14) return sign | nearestEven(magnitude * 2 ** 24);
  valueOf[0] = magnitude * 2 ** -112; // the exponent as half precision counts it
  return sign | nearestEven((bitsOf[0] as number) / 2 ** 13);
}

function nearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** The upper half of a float32. */
function fromBfloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < bits.length; index += 1) bits[index] = (halves[index] as number) << 16;
  return new Float32Array(bits.buffer);
}

/**
 * Five bits of exponent and ten of fraction, put where float32 has the lowest of its eight and the highest of its 23, are
 * 2^(15 - 127) times what they should be, below the normal range too; only the exponent of infinity must be all ones.
 */
function fromFloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < bits.length; index += 1) {
    const half = halves[index] as number;
    const isFinite = (half & 0x7c00) !== 0x7c00;
    bits[index] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13) | (isFinite ? 0 : 0x7f800000);
  }
  const values = new Float32Array(bits.buffer);
  for (let index = 0; index < values.length; index += 1) values[index] = (values[index] as number) * 2 ** 112;
  return values;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function damaged(source: string, problem: string, cause?: unknown): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `${source}: ${problem}.`, {
    hint: "Download or save the model again; the file is damaged.",
    cause,
  });
}
