import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countsFromArrow, countsToArrow } from "../../audit/countsArrow.ts";
import type { Counts } from "../../audit/counts.ts";
import { makeFolder } from "../../base/makeFolder.ts";
import { countingHash, numberedTerms } from "./countingLexicon.ts";
import type { CountingLexicon } from "./countingLexicon.ts";
import { readShardFooter, writeShardIndex } from "./shardIndex.ts";
import type { ShardFooter, StretchSource } from "./shardIndex.ts";
import { writeWhole } from "./writeWhole.ts";

/** Counts and positions that were kept. */
export interface KeptPart {
  readonly counts: Counts;
  readonly footer: ShardFooter;
  /** The file with the positions. */
  readonly indexPath: string;
}

/** What an earlier scan found out about a file. */
export interface RememberedFile {
  /** Size, times of the last changes and number of the file: equal ones are taken for the same content. */
  readonly signature: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What of a scan's manifest says which files it needs. */
interface KeptScan {
  readonly lexicon?: string;
  readonly parts?: readonly string[];
}

const keptDays = { part: 1, scan: 30, unfinished: 14 } as const;
const dayMs = 24 * 3600 * 1000;

/**
 * The parts of scans on disk, `.evenhand/scans/parts`: for each shard its counts (`KEY.LEXICON.arrow`) and positions
 * (`KEY.LEXICON.mentions`), what is done of unfinished ones (`….unfinished`), the lexicons that they were counted with
 * (`lexicon-LEXICON.json`), the signatures of files (`files.json`), and which scan uses what (`ID.scan`).
 *
 * Nothing here is needed by a reader of reports; the folder may be deleted at any time.
 */
export class PartStore {
  readonly folder: string;
  readonly #isTemporary: boolean;
  #names = new Set<string>();
  readonly #lexicons = new Map<string, CountingLexicon>();

  private constructor(folder: string, isTemporary: boolean) {
    this.folder = folder;
    this.#isTemporary = isTemporary;
  }

  /** @param folder made when it is not there; without one, positions go to a folder that `close` removes */
  static async open(folder: string | undefined): Promise<PartStore> {
    const store =
      folder === undefined
        ? new PartStore(await mkdtemp(join(tmpdir(), "evenhand-scan-")), true)
        : new PartStore(folder, false);
    if (folder !== undefined) await makeFolder(folder);
    store.#names = new Set(await readdir(store.folder));
    return store;
  }

  /** True when what is kept outlives the scan. */
  get isLasting(): boolean {
    return !this.#isTemporary;
  }

  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.folder, { recursive: true, force: true });
  }

  /** A path for something that lives as long as the scan. */
  temporaryPath(): string {
    return join(this.folder, `${randomUUID()}.tmp`);
  }

  /** The counting hashes of the lexicons that a shard was counted with. */
  lexiconsOf(key: string): string[] {
    const prefix = `${key}.`;
    return [...this.#names]
      .filter((name) => name.startsWith(prefix) && name.endsWith(".arrow"))
      .map((name) => name.slice(prefix.length, -".arrow".length))
      .sort();
  }

  /** Undefined when it is not there, or not whole. */
  async readLexicon(shortHash: string): Promise<CountingLexicon | undefined> {
    const known = this.#lexicons.get(shortHash);
    if (known !== undefined) return known;
    const text = await readFile(join(this.folder, lexiconFile(shortHash)), "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    const lexicon = parsed(text) as CountingLexicon | undefined;
    if (lexicon === undefined || shortened(countingHash(lexicon)) !== shortHash) return undefined;
    this.#lexicons.set(shortHash, lexicon);
    return lexicon;
  }

  async keepLexicon(lexicon: CountingLexicon): Promise<void> {
    const hash = shortened(countingHash(lexicon));
    this.#lexicons.set(hash, lexicon);
    if (this.isLasting) await this.#write(lexiconFile(hash), JSON.stringify(lexicon));
  }

  async read(key: string, shortHash: string): Promise<KeptPart | undefined> {
    return this.#read(shortHash, [`${key}.${shortHash}.arrow`, `${key}.${shortHash}.mentions`]);
  }

  /** Writes positions, and counts where they are to be found again. */
  async keep(
    key: string,
    part: { readonly counts: Counts; readonly shard: string; readonly sources: readonly StretchSource[] },
    rest: Omit<ShardFooter, "version" | "stretches">,
    options: { readonly withCounts: boolean },
  ): Promise<KeptPart> {
    const name = `${key}.${rest.lexicon}`;
    const indexPath = join(this.folder, `${name}.mentions`);
    const footer = await writeShardIndex(indexPath, part.sources, rest);
    if (options.withCounts) await this.#write(`${name}.arrow`, countsToArrow(part.counts, { shards: [part.shard] }));
    return { counts: part.counts, footer, indexPath };
  }

  /** What earlier scans, which were stopped, found of a shard. */
  async readUnfinished(key: string, shortHash: string): Promise<KeptPart[]> {
    const prefix = `${key}.${shortHash}.`;
    const parts: KeptPart[] = [];
    for (const name of [...this.#names].sort()) {
      if (!name.startsWith(prefix) || !name.endsWith(unfinished)) continue;
      const part = await this.#read(shortHash, [name, `${name}-mentions`]);
      if (part !== undefined) parts.push(part);
    }
    return parts;
  }

  async keepUnfinished(
    key: string,
    part: { readonly counts: Counts; readonly sources: readonly StretchSource[] },
    rest: Omit<ShardFooter, "version" | "stretches">,
  ): Promise<void> {
    const name = `${key}.${rest.lexicon}.${randomUUID()}`;
    await writeShardIndex(join(this.folder, `${name}${unfinished}-mentions`), part.sources, rest);
    await this.#write(`${name}${unfinished}`, countsToArrow(part.counts, { shards: [] }));
  }

  async removeUnfinished(key: string, shortHash: string): Promise<void> {
    const prefix = `${key}.${shortHash}.`;
    for (const name of this.#names) {
      if (!name.startsWith(prefix) || !(name.endsWith(unfinished) || name.endsWith(`${unfinished}-mentions`))) continue;
      await rm(join(this.folder, name), { force: true });
      this.#names.delete(name);
    }
  }

  async rememberedFiles(): Promise<Map<string, RememberedFile>> {
    const text = await readFile(join(this.folder, filesFile), "utf8").catch(() => "{}");
    return new Map(Object.entries((parsed(text) ?? {}) as Record<string, RememberedFile>));
  }

  async rememberFiles(files: ReadonlyMap<string, RememberedFile>): Promise<void> {
    if (this.isLasting) await this.#write(filesFile, JSON.stringify(Object.fromEntries(files)));
  }

  /** Says which parts a scan uses; a scan of the same corpus in the same way takes the place of the one before. */
  async keepScan(id: string, manifest: unknown): Promise<void> {
    await this.#write(`${id}${scanEnding}`, JSON.stringify(manifest));
  }

  /** The manifest of the scan of that id; of the newest one without an id. */
  async readScan(id?: string): Promise<unknown> {
    const names = [...this.#names].filter((name) => name.endsWith(scanEnding));
    if (id !== undefined) return this.#readManifest(`${id}${scanEnding}`);
    const times = await Promise.all(names.map((name) => this.#changedMs(name)));
    const newest = names[times.indexOf(Math.max(...times))];
    return newest === undefined ? undefined : this.#readManifest(newest);
  }

  /**
   * Removes what no scan needs: scans not repeated for 30 days, unfinished work after 14, and after a day (another scan
   * may be at work) parts and lexicons that no remaining scan names and what crashed scans left.
   */
  async clean(nowMs: number): Promise<void> {
    const names = await readdir(this.folder);
    const ages = new Map<string, number>();
    for (const name of names) ages.set(name, (nowMs - (await this.#changedMs(name))) / dayMs);
    const isOlder = (name: string, days: number): boolean => (ages.get(name) ?? 0) > days;
    const used = new Set<string>([filesFile]);
    for (const name of names.filter((name) => name.endsWith(scanEnding) && !isOlder(name, keptDays.scan))) {
      used.add(name);
      const manifest = (await this.#readManifest(name)) as KeptScan | undefined;
      // Parts may have been counted with an older lexicon than the scan's, whose terms the places are told by.
      if (manifest?.lexicon !== undefined) used.add(lexiconFile(manifest.lexicon));
      for (const part of manifest?.parts ?? []) {
        used.add(`${part}.arrow`);
        used.add(`${part}.mentions`);
        used.add(lexiconFile(part.split(".")[1] ?? ""));
      }
    }
    for (const name of names) {
      const days = name.includes(unfinished) ? keptDays.unfinished : keptDays.part;
      if (used.has(name) || !isOlder(name, name.endsWith(scanEnding) ? keptDays.scan : days)) continue;
      await rm(join(this.folder, name), { force: true });
      this.#names.delete(name);
    }
  }

  async #read(shortHash: string, [name, indexName]: readonly [string, string]): Promise<KeptPart | undefined> {
    const indexPath = join(this.folder, indexName);
    const lexicon = await this.readLexicon(shortHash);
    if (lexicon === undefined) return undefined;
    try {
      const bytes = await readFile(join(this.folder, name));
      const { counts } = countsFromArrow(bytes, () => numberedTerms(lexicon));
      return { counts, footer: await readShardFooter(indexPath), indexPath };
    } catch {
      return undefined; // not there, or cut off: it is counted again
    }
  }

  async #readManifest(name: string): Promise<unknown> {
    const text = await readFile(join(this.folder, name), "utf8").catch(() => undefined);
    return text === undefined ? undefined : parsed(text);
  }

  async #changedMs(name: string): Promise<number> {
    return stat(join(this.folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.NEGATIVE_INFINITY,
    );
  }

  /** Whole or not at all, but not forced to the disk: what is lost is counted again. */
  async #write(name: string, content: string | Uint8Array): Promise<void> {
    await writeWhole(join(this.folder, name), (half) => writeFile(half, content));
    this.#names.add(name);
  }
}

/** A hash as it stands in names. */
export function shortened(hash: string): string {
  return hash.slice(0, 16);
}

/** A short hash of plain data, for names of files. */
export function keyOf(data: unknown): string {
  return createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 32);
}

const unfinished = ".unfinished";
const scanEnding = ".scan";
const filesFile = "files.json";

function lexiconFile(shortHash: string): string {
  return `lexicon-${shortHash}.json`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
