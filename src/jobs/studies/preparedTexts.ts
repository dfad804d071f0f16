import { inTurn } from "../../base/inTurn.ts";
import type { Document } from "../../corpus/document.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import { formatCount } from "../../report/numberFormat.ts";
import type { TokenView } from "../../training/gradientEngine.ts";
import type { JobContext } from "../context.ts";
import { prepareUnits } from "../prepareUnits.ts";
import type { PreparedUnits } from "../prepareUnits.ts";
import { reasonsOf } from "./readTexts.ts";
import type { Study } from "./study.ts";

/** The views of one text, and what of them does not take part in a training. */
export interface PreparedText extends Pick<PreparedUnits, "skipped"> {
  readonly views: readonly TokenView[];
}

/** @param views the forms of one text */
export function preparedText({ tokenizer, settings }: Study, views: readonly string[]): PreparedText {
  const { records, skipped } = prepareUnits([{ texts: [{ id: "", views }] }], tokenizer, settings);
  return { views: records.flatMap((record) => record.views), skipped };
}

/** @param what the texts: `guard texts` */
export function notTrainedOn(what: string, prepared: readonly PreparedText[]): string[] {
  const skips = new SkipLog();
  for (const { reason, count } of prepared.flatMap(({ skipped }) => skipped)) skips.addCount(reason, count, []);
  return skips.total === 0 ? [] : [`Of the ${what}, not trained on: ${reasonsOf(skips.counts())}.`];
}

/**
 * The texts that have something to predict, and how many have not.
 *
 * @param what the documents are called: `held-out records`
 * @throws EvenhandError `cancelled`
 */
export async function withTokens(
  { tokenizer }: Study,
  documents: readonly Pick<Document, "text">[],
  what: string,
  context: JobContext,
): Promise<{ readonly texts: readonly string[]; readonly warnings: string[] }> {
  const found = await inTurn(documents, ({ text }) => (tokenizer.encode(text).length > 0 ? [text] : []), {
    ...context,
    stage: `look through ${what}`,
  });
  const texts = found.flat();
  const count = documents.length - texts.length;
  return { texts, warnings: count === 0 ? [] : [`Of the ${what}, left out: ${formatCount(count)} without a token.`] };
}
