/** Collects text and bytes; neighbouring texts are encoded together. */
export class ByteParts {
  #parts: Uint8Array[] = [];
  #text: string[] = [];

  push(...pieces: readonly (string | Uint8Array)[]): void {
    for (const piece of pieces) {
      if (typeof piece === "string") this.#text.push(piece);
      else {
        this.#encode();
        this.#parts.push(piece);
      }
    }
  }

  /** All of it, in memory of its own, so that it can be handed to another thread. */
  take(): Uint8Array {
    this.#encode();
    const bytes = this.#parts.reduce((sum, part) => sum + part.length, 0);
    const whole = new Uint8Array(bytes);
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    this.#parts = [];
    return whole;
  }

  #encode(): void {
    if (this.#text.length === 0) return;
    this.#parts.push(Buffer.from(this.#text.join("")));
    this.#text = [];
  }
}
