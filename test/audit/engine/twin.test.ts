import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPlainEngine } from "../../../src/audit/engine/plainEngine.ts";
import { createWasmEngine } from "../../../src/audit/engine/wasmEngine.ts";
import type { Axis } from "../../../src/lexicon/axis.ts";
import type { HyphenMode } from "../../../src/text/words.ts";
import { jsonLine, textField } from "./awkwardJson.ts";
import { awkwardLexicon } from "./awkwardLexicon.ts";
import { textLine } from "./awkwardText.ts";
import { describeInput, resultOf } from "./sameResult.ts";
import type { EngineInput } from "./sameResult.ts";

interface Settings {
  readonly hyphens: HyphenMode;
  readonly axes?: readonly Axis[];
  readonly wordsAtOnce?: number;
}

// With few words at once, company is worked off in the middle of documents and windows.
const settings: readonly Settings[] = [
  { hyphens: "split" },
  { hyphens: "split", wordsAtOnce: 4 },
  { hyphens: "join", wordsAtOnce: 1 },
  { hyphens: "split", axes: ["race"] },
];

/** Lines in one call or several; the last may be without its LF. */
function inCalls(line: fc.Arbitrary<Buffer>): fc.Arbitrary<Uint8Array[]> {
  const call = fc.array(line, { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.array(call, { minLength: 1, maxLength: 2 }), fc.boolean()).map(([calls, endsOpen]) =>
    calls.map((lines, index) => {
      const text = lines.flatMap((bytes) => [bytes, Buffer.from("\n")]);
      return Buffer.concat(endsOpen && index === calls.length - 1 ? text.slice(0, -1) : text);
    }),
  );
}

const byteStart = fc.constantFrom(0, 0, 3, 2 ** 31 - 5, 2 ** 32 + 7);
const anyInput: fc.Arbitrary<EngineInput> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), byteStart, pieces: inCalls(textLine) }),
  fc.record({ kind: fc.constant("json" as const), byteStart, pieces: inCalls(jsonLine) }),
  fc.record({
    kind: fc.constant("records" as const),
    byteStart: fc.constantFrom(0, 12),
    pieces: fc.array(
      fc
        .array(textLine, { maxLength: 2 })
        .map((lines) => Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]))),
      { maxLength: 3 },
    ),
  }),
);

/** fast-check would print every byte of a failing case. */
const input = anyInput.map((one) => ({ ...one, [fc.toStringMethod]: () => describeInput(one) }));

/** Made by `npm run build`, which `npm test` sees to. */
const wasmFile = resolve(import.meta.dirname, "../../../dist/scan-engine.wasm");

test("the WebAssembly engine gives what the plain engine gives, on ten thousand awkward inputs", () => {
  const module = new WebAssembly.Module(readFileSync(wasmFile));
  const pairs = settings.map((options) => ({
    plain: createPlainEngine(awkwardLexicon, options),
    wasm: createWasmEngine(module, awkwardLexicon, options),
  }));
  let documents = 0;
  fc.assert(
    fc.property(input, fc.nat(settings.length - 1), (one, setting) => {
      const { plain, wasm } = pairs[setting] as (typeof pairs)[number];
      const expected = resultOf(plain, one, textField);
      const got = resultOf(wasm, one, textField);
      documents += expected.counts.totals.documents;
      if (JSON.stringify(got) !== JSON.stringify(expected)) expect(got).toEqual(expected);
    }),
    { numRuns: 10_000, seed: 20_26 },
  );
  expect(documents).toBeGreaterThan(10_000); // the generator makes mostly documents, not only broken lines
}, 180_000);
