import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const readBytes = 1 << 20;

/**
 * SHA-256 of a file whose parts are read anyhow, so that it need not be read twice: what others read is hashed on the way,
 * and only what nobody passed on is read for the hash. Parts come in the order of their positions.
 */
export class FileHash {
  readonly #path: string;
  readonly #hash = createHash("sha256");
  #position = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @param bytes what stands at `position` of the open file; may begin before what was hashed last */
  add(descriptor: number, bytes: Uint8Array, position: number): void {
    if (position > this.#position) this.#readTo(descriptor, position);
    const known = this.#position - position;
    if (known >= bytes.length || known < 0) return;
    this.#hash.update(bytes.subarray(known));
    this.#position = position + bytes.length;
  }

  /** Reads on to the end; hexadecimal. */
  finish(isStopped: () => boolean): string | undefined {
    const descriptor = openSync(this.#path, "r");
    try {
      this.#readTo(descriptor, Number.POSITIVE_INFINITY, isStopped);
    } finally {
      closeSync(descriptor);
    }
    return isStopped() ? undefined : this.#hash.digest("hex");
  }

  #readTo(descriptor: number, end: number, isStopped?: () => boolean): void {
    const buffer = Buffer.allocUnsafe(readBytes);
    while (this.#position < end) {
      if (isStopped?.() === true) return;
      const wanted = Math.min(readBytes, end - this.#position);
      const read = readSync(descriptor, buffer, 0, wanted, this.#position);
      if (read === 0) return;
      this.#hash.update(buffer.subarray(0, read));
      this.#position += read;
    }
  }
}
