import { FileProblem, problemOf } from "./fileProblem.ts";
import { formatOfName } from "./corpusFormat.ts";
import { inspectFile } from "./inspectFile.ts";
import type { PagedFile } from "./pagedFile.ts";

/**
 * Opens a file for reading it page by page.
 *
 * @param name for messages
 * @throws EvenhandError `corpus.unreadable` or `corpus.malformed` when that is not possible, with what to do instead
 */
export async function openPaged(path: string, name: string): Promise<PagedFile> {
  const { format, compression } = formatOfName(name);
  try {
    if (format === undefined) throw noPages(name, "is no file of records that is read page by page");
    const inspected = await inspectFile({ path, format, compression });
    const file = { path, name, ...inspected };
    if (inspected.compression !== "none") throw noPages(name, `is compressed (${inspected.compression})`);
    switch (inspected.format) {
      case "text":
      case "jsonl":
      case "csv":
      case "tsv":
        return await (await import("./pagedText.ts")).openPagedText(file);
      case "parquet":
        return await (await import("./pagedParquet.ts")).openPagedParquet(file);
      case "json":
      case "arrow":
        throw noPages(name, `is read from its beginning only (${inspected.format})`);
    }
  } catch (error) {
    throw problemOf(path, error);
  }
}

function noPages(name: string, reason: string): FileProblem {
  return new FileProblem(name, reason, {
    hint: "Convert it to JSON Lines, CSV or Parquet, not compressed around it, to read its records here.",
    code: "corpus.unreadable",
  });
}
