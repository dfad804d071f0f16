import { createTokenizer } from "../../src/lm/tokenizer.ts";
import type { Deviations } from "./deviations.ts";
import type { GoldenFolder } from "./goldenFolder.ts";

/** tokenizer.json of the golden folder: texts, their token ids, and what those decode to. */
export async function holdTokenizer(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, vocabSize, eosTokenId, cases } = json as {
    model: string;
    vocabSize: number;
    eosTokenId: number;
    cases: { text: string; ids: number[]; decoded: string }[];
  };
  const { tokenizerJson, tokenizerConfigJson } = await folder.checkpoint(model);
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfigJson);
  deviations.exact(
    "size and end of text",
    model,
    [tokenizer.vocabularySize, tokenizer.endOfTextId],
    [vocabSize, eosTokenId],
  );
  for (const { text, ids, decoded } of cases) {
    deviations.exact("token ids", JSON.stringify(text), tokenizer.encode(text), ids);
    deviations.exact("decoded text", JSON.stringify(text), tokenizer.decode(ids), decoded);
  }
  deviations.notHeld.push({ what: "tokens", why: "the same ids as byte-level strings, which we have no use for" });
}
