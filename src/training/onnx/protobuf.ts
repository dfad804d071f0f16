/** Writes Protocol Buffers messages, as far as ONNX needs them: https://protobuf.dev/programming-guides/encoding. */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** A whole number, negative ones as 64-bit two's complement. */
  integer(field: number, value: number | bigint): this {
    this.#variableLength(BigInt(field << 3));
    this.#variableLength(BigInt(value));
    return this;
  }

  float(field: number, value: number): this {
    this.#variableLength(BigInt((field << 3) | 5));
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#append(bytes);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Raw bytes, or a message that another writer finished. */
  bytes(field: number, value: Uint8Array): this {
    this.#variableLength(BigInt((field << 3) | 2));
    this.#variableLength(BigInt(value.length));
    this.#append(value);
    return this;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#length);
    let position = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, position);
      position += chunk.length;
    }
    return result;
  }

  #variableLength(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    const bytes: number[] = [];
    do {
      const more = rest > 127n ? 0x80 : 0;
      bytes.push(Number(rest & 127n) | more);
      rest >>= 7n;
    } while (rest > 0n);
    this.#append(Uint8Array.from(bytes));
  }

  #append(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }
}
