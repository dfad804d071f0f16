import { basename } from "node:path";
import type { Axis } from "../../lexicon/axis.ts";
import { bundledLexicon } from "../../lexicon/bundledLexicon.ts";
import { createMatcher } from "../../lexicon/findTerms.ts";
import type { TermMatcher } from "../../lexicon/findTerms.ts";
import type { Lexicon } from "../../lexicon/lexicon.ts";
import { parseLexicon } from "../../lexicon/readLexicon.ts";
import { readOwnFile } from "../ownLexicon.ts";
import type { GroupChoice, ShownTerm } from "./recordsProtocol.ts";

/** Finds the terms of the lexicon in texts of records, as the editor's highlights do. */
export class RecordTerms {
  readonly groups: readonly GroupChoice[];
  readonly #lexicon: Lexicon;
  readonly #matcher: TermMatcher;
  readonly #labels: ReadonlyMap<string, string>;
  /** By the ids of groups: whether an ASCII text can name one of them at all. */
  readonly #quickTests = new Map<string, RegExp | undefined>();

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

  /** Whether the text names one of the groups. */
  names(text: string, groups: readonly string[]): boolean {
    if (!/[^\0-\x7f]/.test(text) && this.#quickTest(groups)?.test(text) === false) return false;
    const wanted = this.#idsOf(groups);
    return this.#matcher.find(text).some(({ group }) => wanted.has(group));
  }

  /** The terms of the groups among what `find` gives. */
  ofGroups(terms: readonly ShownTerm[], groups: readonly string[]): ShownTerm[] {
    const labels = new Set([...this.#idsOf(groups)].map((group) => this.#labels.get(group)));
    return terms.filter(({ group }) => labels.has(group));
  }

  /** The first words of the groups' terms; undefined when one of them is not ASCII, because words are compared folded. */
  #quickTest(groups: readonly string[]): RegExp | undefined {
    const key = JSON.stringify(groups);
    if (!this.#quickTests.has(key)) this.#quickTests.set(key, quickTest(this.#lexicon, this.#idsOf(groups)));
    return this.#quickTests.get(key);
  }

  /** Groups by their ids, or by `axis:NAME` for all of an axis. */
  #idsOf(groups: readonly string[]): ReadonlySet<string> {
    const chosen = this.groups.filter(({ id, axis }) => groups.includes(id) || groups.includes(`axis:${axis}`));
    return new Set(chosen.map(({ id }) => id));
  }
}

function quickTest(lexicon: Lexicon, groups: ReadonlySet<string>): RegExp | undefined {
  const texts = lexicon.groups.filter(({ id }) => groups.has(id)).flatMap(({ terms }) => terms);
  const firsts = texts.map(({ text }) => /^[a-z0-9]+/i.exec(text)?.[0].toLowerCase());
  if (firsts.length === 0 || firsts.includes(undefined)) return undefined;
  return new RegExp(`(?:^|[^a-z0-9])(?:${[...new Set(firsts)].join("|")})`, "i");
}
