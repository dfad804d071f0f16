import { openChunks } from "./openChunks.ts";
import { readLines } from "./readLines.ts";
import { readRecord } from "./readRecord.ts";
import type { RecordResult } from "./readRecord.ts";
import { isJsonRecord } from "./recordField.ts";
import type { JsonRecord } from "./recordField.ts";
import type { ReadableFile, RecordReader, RecordRequest } from "./recordReader.ts";

/** Text, one document a line that is not blank, and JSONL, one object a line. */
export const lineRecords: RecordReader = {
  async *read(file: ReadableFile, request: RecordRequest): AsyncGenerator<readonly RecordResult[]> {
    const { path, name, format } = file;
    const { field, sourceFields, signal, onRead, onLoss, blankLines = false } = request;
    let record = 0;
    let blank = "";
    const chunks = openChunks(file, signal, { onLoss, ...(onRead === undefined ? {} : { onRead }) });
    for await (const lines of readLines(chunks)) {
      const results: RecordResult[] = [];
      for (const line of lines) {
        const result = readRecord(line, { path, name, format, field, sourceFields, record });
        if (result.kind === "blank") {
          if (blankLines) blank += `${line.bytes.toString("utf8")}\n`;
          continue;
        }
        record += 1;
        results.push(blank === "" ? result : withBlankBefore(result, blank));
        blank = "";
      }
      yield results;
    }
  },

  async sample(file: ReadableFile, records: number, signal?: AbortSignal): Promise<readonly JsonRecord[]> {
    const found: JsonRecord[] = [];
    for await (const lines of readLines(openChunks(file, signal, { onLoss: () => {} }))) {
      for (const { bytes } of lines) {
        const record = parsedRecord(bytes.toString("utf8"));
        if (record !== undefined) found.push(record);
        if (found.length === records) return found;
      }
    }
    return found;
  },
};

function withBlankBefore(result: RecordResult, blankBefore: string): RecordResult {
  return result.kind === "document" ? { ...result, document: { ...result.document, blankBefore } } : result;
}

/** Undefined for what is no JSON object. */
export function parsedRecord(raw: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return isJsonRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
