import { basename } from "node:path";
import type { Axis } from "../../lexicon/axis.ts";
import { bundledLexicon } from "../../lexicon/bundledLexicon.ts";
import { createMatcher } from "../../lexicon/findTerms.ts";
import type { TermMatcher } from "../../lexicon/findTerms.ts";
import type { Lexicon } from "../../lexicon/lexicon.ts";
import { parseLexicon } from "../../lexicon/readLexicon.ts";
import { readOwnFile } from "../ownLexicon.ts";
import type { GroupFinder } from "./groupFinder.ts";
import type { GroupChoice, ShownTerm } from "./recordsProtocol.ts";

/** Finds the terms of the lexicon in texts of records, as the editor's highlights do. */
export class RecordTerms {
  readonly groups: readonly GroupChoice[];
  readonly #lexicon: Lexicon;
  readonly #matcher: TermMatcher;
  readonly #labels: ReadonlyMap<string, string>;

  /** @throws EvenhandError `lexicon.invalid` */
  static async load(axes: readonly Axis[], lexiconFile: string | undefined): Promise<RecordTerms> {
    const own = lexiconFile === undefined ? undefined : await readOwnFile(lexiconFile, "the lexicon file");
    const lexicon = own === undefined ? bundledLexicon() : parseLexicon(own, basename(lexiconFile ?? ""));
    return new RecordTerms(lexicon, axes);
  }

  constructor(lexicon: Lexicon, axes: readonly Axis[]) {
    const groups = lexicon.groups.filter(({ axis }) => axes.includes(axis));
    this.#lexicon = lexicon;
    this.#matcher = createMatcher(lexicon, axes);
    this.#labels = new Map(groups.map(({ id, label }) => [id, label]));
    this.groups = groups.map(({ id, axis, label }) => ({ id, axis, label }));
  }

  find(text: string): ShownTerm[] {
    return this.#matcher
      .find(text)
      .map(({ start, end, axis, group }) => ({ start, end, axis, group: this.#labels.get(group) ?? group }));
  }

  /** The terms of the groups among what `find` gives. */
  ofGroups(terms: readonly ShownTerm[], groups: readonly string[]): ShownTerm[] {
    const labels = new Set([...this.#idsOf(groups)].map((group) => this.#labels.get(group)));
    return terms.filter(({ group }) => labels.has(group));
  }

  /** Finds records that name one of the groups in a whole file. */
  async finder(groups: readonly string[]): Promise<GroupFinder> {
    const wanted = this.#idsOf(groups);
    const { GroupFinder } = await import("./groupFinder.ts");
    return await GroupFinder.load(
      this.#lexicon,
      this.#lexicon.groups.filter(({ id }) => wanted.has(id)),
    );
  }

  /** Groups by their ids, or by `axis:NAME` for all of an axis. */
  #idsOf(groups: readonly string[]): ReadonlySet<string> {
    const chosen = this.groups.filter(({ id, axis }) => groups.includes(id) || groups.includes(`axis:${axis}`));
    return new Set(chosen.map(({ id }) => id));
  }
}
