import { createHash } from "node:crypto";

/** In [0, 1): where a text stands in an order that its content and `purpose` alone decide. */
export function hashPlace(text: string, purpose: string): number {
  return createHash("sha256").update(`${purpose}\n${text}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
