import { basename } from "node:path";
import type { Random } from "../../base/random.ts";
import type { Document } from "../../corpus/document.ts";
import type { RecordBatch } from "./recordBatch.ts";
import type { AugmentMode } from "./swapSettings.ts";

export interface BatchReading {
  /** Of the files of the corpus, by path: no two have the same. */
  readonly fileNames: ReadonlyMap<string, string>;
  readonly mode: AugmentMode;
  /** Draws the records that `substitute` swaps. */
  readonly random: Random;
  /** Fields of tables are for workers that write them anew. */
  readonly needsFields: boolean;
}

/** A batch is full at so many units of text, or records: some tenths of a second of work. */
const batchUnits = 1 << 18;
const batchRecords = 4000;

/** Cuts documents into batches for workers, each of one file. The cuts do not depend on how many workers there are. */
export async function* batchesOf(
  documents: AsyncIterable<readonly Document[]>,
  reading: BatchReading,
): AsyncGenerator<RecordBatch> {
  let path = "";
  let source = "";
  let records: RecordBatch["records"][number][] = [];
  let units = 0;
  const take = (): RecordBatch => {
    const batch = { path, source, records };
    records = [];
    units = 0;
    return batch;
  };
  for await (const group of documents) {
    for (const document of group) {
      if (document.source.path !== path) {
        if (records.length > 0) yield take();
        path = document.source.path;
        source = reading.fileNames.get(path) ?? basename(path);
      }
      // Drawn for every record, so that the choice for one does not depend on the texts before it.
      const isChosen = reading.mode !== "substitute" || reading.random.next() < 0.5;
      records.push({ document: lightened(document, reading.needsFields), isChosen });
      units += document.raw.length;
      if (units >= batchUnits || records.length >= batchRecords) yield take();
    }
  }
  if (records.length > 0) yield take();
}

/** Without what would only be copied from thread to thread. */
function lightened(document: Document, needsFields: boolean): Document {
  const { format, fields } = document;
  const isRewritten = needsFields && format !== undefined && format !== "json";
  return fields === undefined || isRewritten ? document : { ...document, fields: noFields };
}

const noFields = {};
