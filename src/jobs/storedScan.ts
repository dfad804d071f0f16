import { access } from "node:fs/promises";
import { EvenhandError } from "../base/errors.ts";
import type { CountingLexicon } from "./scan/countingLexicon.ts";
import { PartStore } from "./scan/partStore.ts";
import type { ScanIndex } from "./scan/scanIndex.ts";
import { changedFiles, openIndex, parseManifest } from "./scan/scanManifest.ts";

/** Which earlier scan is meant. */
export interface StoredScanOptions {
  /** `.evenhand/scans/parts`. */
  readonly partsFolder: string;
  /** The scan's id (`scanIndex` in the settings of its report); the newest scan when absent. */
  readonly scanId?: string;
}

/** An earlier scan whose places can be looked up. */
export interface StoredScan {
  readonly counting: CountingLexicon;
  readonly index: ScanIndex;
  readonly hyphens: "split" | "join";
  /** Names of files that changed since the scan or are gone; their places are left out. */
  readonly changed: readonly string[];
}

/**
 * Opens the places of an earlier scan.
 *
 * @param mayRead whether a file of the scan may be read: where it is kept says nothing about what it was of
 * @throws EvenhandError `report.invalid` when there is no scan, its places are gone or a file may not be read
 */
export async function openStoredScan(
  { partsFolder, scanId }: StoredScanOptions,
  signal: AbortSignal,
  mayRead?: (path: string) => Promise<boolean>,
): Promise<StoredScan> {
  // Opening the store would make its folder, and looking leaves nothing behind.
  await access(partsFolder).catch(() => {
    throw gone("There is no scan to look in.");
  });
  const store = await PartStore.open(partsFolder);
  const manifest = parseManifest(await store.readScan(scanId));
  if (manifest === undefined) throw gone("There is no scan to look in.");
  for (const { path, name } of mayRead === undefined ? [] : manifest.files) {
    if (await mayRead?.(path)) continue;
    throw new EvenhandError("report.invalid", `The scan is of a file that may not be read here: ${name}.`, {
      hint: "Open its folder as well, or scan a corpus that is open.",
    });
  }
  const counting = await store.readLexicon(manifest.lexicon);
  const changed = await changedFiles(manifest, signal);
  const index = counting === undefined ? undefined : await openIndex(store, manifest, counting, changed);
  if (counting === undefined || index === undefined) throw gone("The places of the scan are gone.");
  const names = [...changed].map((number) => manifest.files[number]?.name ?? "");
  return { counting, index, hyphens: manifest.hyphens, changed: names };
}

function gone(message: string): EvenhandError {
  return new EvenhandError("report.invalid", message, { hint: "Scan the corpus again: evenhand scan PATH." });
}
