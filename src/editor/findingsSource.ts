import type * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { AssociationRow, BiasReport, KeywordInContext, TermCount } from "../report/biasReport.ts";
import { findCorpusFile } from "./openPlace.ts";
import { scanOptions } from "./scanFlow.ts";
import type { ScanParts } from "./scanFlow.ts";

/** Occurrences that are listed below a word. */
export const mostOccurrences = 100;

/** What the view of findings asks for when a node is opened; each answer is kept as long as its scan. */
export class FindingsSource {
  readonly #parts: ScanParts;
  readonly #ofFiles = new WeakMap<BiasReport, Map<string, Promise<BiasReport>>>();
  readonly #places = new WeakMap<AssociationRow, Promise<readonly KeywordInContext[]>>();
  readonly #mentions = new WeakMap<TermCount, Promise<readonly KeywordInContext[]>>();

  /** Fires when files by themselves may be told otherwise: evenhand.json may silence something in one of them. */
  readonly onDidChange: vscode.Event<void>;

  constructor(parts: ScanParts) {
    this.#parts = parts;
    this.onDidChange = parts.policies.onDidChange;
  }

  /**
   * The scan of one file of a corpus by itself, with what is silenced now. Counts of the scan before are taken over, so that
   * it is soon there.
   */
  async scanOf(report: BiasReport, file: string): Promise<BiasReport> {
    const [only, ...others] = report.corpus?.files ?? [];
    if (only !== undefined && others.length === 0) return report;
    const known = this.#ofFiles.get(report) ?? new Map<string, Promise<BiasReport>>();
    this.#ofFiles.set(report, known);
    let scan = known.get(file);
    if (scan === undefined) {
      scan = this.#scan(file);
      known.set(file, scan);
      scan.catch(() => known.delete(file));
    }
    return await this.#parts.scans.told(await scan);
  }

  /**
   * Where a word and its group meet, from the index of the scan; the few places in the report where that is gone.
   *
   * @throws EvenhandError when the search fails for another reason
   */
  occurrences(report: BiasReport, row: AssociationRow): Promise<readonly KeywordInContext[]> {
    return kept(this.#places, row, () => this.#find(report, row));
  }

  /**
   * Where a term names its group: all places, or 100 chosen at random, in the order of files and lines.
   *
   * @throws EvenhandError `report.invalid` when the scan kept no places
   */
  mentions(report: BiasReport, group: string, term: TermCount): Promise<readonly KeywordInContext[]> {
    return kept(this.#mentions, term, () => this.#findMentions(report, group, term.term));
  }

  async #scan(file: string): Promise<BiasReport> {
    const uri = await findCorpusFile(file);
    const options = await scanOptions(this.#parts, [uri]);
    return named(await this.#parts.jobs.quietly("scan", options), file);
  }

  async #find(report: BiasReport, row: AssociationRow): Promise<readonly KeywordInContext[]> {
    const scanId = report.method.settings["scanIndex"];
    if (typeof scanId !== "string" || row.places.length >= row.together) return row.places;
    const { group, word, places } = row;
    const partsFolder = await this.#parts.scans.partsFolder();
    try {
      const options = { partsFolder, scanId, group, word, limit: mostOccurrences };
      const found = await this.#parts.jobs.quietly("contexts", options);
      return found.places.length === 0 ? places : found.places;
    } catch (error) {
      if (places.length > 0) return places;
      throw error;
    }
  }

  async #findMentions(report: BiasReport, group: string, term: string): Promise<readonly KeywordInContext[]> {
    const scanId = report.method.settings["scanIndex"];
    if (typeof scanId !== "string") {
      throw new EvenhandError("report.invalid", "The last scan kept no places.", { hint: "Scan again." });
    }
    const partsFolder = await this.#parts.scans.partsFolder();
    const options = { partsFolder, scanId, group, term, limit: mostOccurrences };
    const { mentions } = await this.#parts.jobs.quietly("mentions", options);
    const order = new Map(report.corpus?.files.map(({ name }, index) => [name, index]));
    const place = (file: string): number => order.get(file) ?? order.size;
    return mentions
      .map(({ file, line, column, byte, text }) => ({ file, line, column, byte, text }))
      .toSorted((a, b) => place(a.file) - place(b.file) || a.byte - b.byte);
  }
}

/** The answer that was given before; a question that failed is asked anew. */
function kept<Key extends object, Answer>(
  answers: WeakMap<Key, Promise<Answer>>,
  key: Key,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  let answer = answers.get(key);
  if (answer === undefined) {
    answer = ask();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
  }
  return answer;
}

/**
 * The report of one file with the name that the whole scan has for it, by which it is silenced: a scan of that file alone names
 * it otherwise where the whole one was made elsewhere or of copies.
 */
function named(report: BiasReport, file: string): BiasReport {
  const { corpus } = report;
  if (corpus === undefined) return report;
  return { ...report, corpus: { ...corpus, files: corpus.files.map((one) => ({ ...one, name: file })) } };
}
