import { axes as allAxes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import { termsOf } from "../lexicon/findTerms.ts";
import type { GroupTerm } from "../lexicon/findTerms.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { TermTrie } from "../lexicon/termTrie.ts";
import { CodeUnits } from "../text/codeUnits.ts";
import { findSentenceEnds } from "../text/sentences.ts";
import { unicodeVersion } from "../text/unicodeClasses.ts";
import { findWords, splitWords, WordSpans } from "../text/words.ts";
import type { HyphenMode } from "../text/words.ts";
import { CompanyTable } from "./companyTable.ts";
import type { Company, Counts, GroupTally, WordCount } from "./counts.ts";
import { PlaceTable } from "./placeTable.ts";
import type { DocumentPlace, MentionPlace } from "./placeTable.ts";
import { doubled, Vocabulary } from "./vocabulary.ts";
import { WordTable } from "./wordTable.ts";

/** Words on each side of a mention that count as near it. */
export const windowWords = 10;

interface Mention {
  readonly group: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Counts documents by scan-rule-1: words, mentions of groups, and which words share a sentence with which group. Words
 * are numbers throughout; strings are made again only by `counts`.
 */
export class CorpusCounter {
  readonly #lexiconHash: string;
  readonly #hyphens: HyphenMode;
  readonly #terms: readonly GroupTerm[];
  readonly #groupIds: readonly string[];
  readonly #groupOfTerm: readonly number[];
  readonly #trie: TermTrie<number>;
  readonly #vocabulary = new Vocabulary();
  readonly #company: CompanyTable;
  readonly #places = new PlaceTable();

  // Totals, and figures by group and by term.
  #documents = 0;
  #sentences = 0;
  #tokens = 0;
  readonly #groupSentences: Float64Array;
  readonly #groupDocuments: Float64Array;
  readonly #groupTokens: Float64Array;
  readonly #groupSentenceStamp: Int32Array;
  readonly #groupDocumentStamp: Int32Array;
  readonly #termMentions: Float64Array;

  readonly #words = new WordTable();

  // The document at hand.
  readonly #units = new CodeUnits("");
  readonly #spans = new WordSpans();
  #numbers = new Int32Array(256);
  readonly #sentenceEnds: number[] = [];
  #unique = new Int32Array(256);
  readonly #documentMentions: Mention[] = [];
  #keepsPlaces = false;

  constructor(
    lexicon: Lexicon,
    options: { readonly axes?: readonly Axis[] | undefined; readonly hyphens?: HyphenMode } = {},
  ) {
    const axes = options.axes ?? allAxes;
    this.#lexiconHash = lexicon.hash;
    this.#hyphens = options.hyphens ?? "split";
    this.#terms = termsOf(lexicon, axes);
    this.#groupIds = lexicon.groups.filter((group) => axes.includes(group.axis)).map((group) => group.id);
    this.#groupOfTerm = this.#terms.map(({ group }) => this.#groupIds.indexOf(group.id));
    this.#trie = new TermTrie(allAxes.length);
    for (const [number, { group, term }] of this.#terms.entries()) {
      const words = splitWords(term.text, { hyphens: this.#hyphens }).map((word) =>
        this.#vocabulary.numberOf(word.canonical),
      );
      this.#words.makeRoom(this.#vocabulary.words.length);
      this.#trie.add(words, allAxes.indexOf(group.axis), number);
      if (words[0] !== undefined) this.#words.markBeginning(words[0]);
    }
    const groupCount = this.#groupIds.length;
    this.#company = new CompanyTable(groupCount);
    this.#groupSentences = new Float64Array(groupCount);
    this.#groupDocuments = new Float64Array(groupCount);
    this.#groupTokens = new Float64Array(groupCount);
    this.#groupSentenceStamp = new Int32Array(groupCount);
    this.#groupDocumentStamp = new Int32Array(groupCount);
    this.#termMentions = new Float64Array(this.#terms.length);
  }

  /** Counts one document; with its place, the first places of every pair of word and group are kept as well. */
  add(text: string, place?: DocumentPlace): void {
    const spans = this.#spans;
    this.#units.load(text);
    findWords(this.#units, spans, this.#hyphens);
    if (spans.count === 0) return;
    this.#documents += 1;
    this.#tokens += spans.count;
    this.#keepsPlaces = place !== undefined;
    if (place !== undefined) this.#places.beginDocument(place);
    this.#numberWords();
    const keepsOpen = this.#vocabulary.keepsOpen;
    findSentenceEnds(
      this.#units,
      spans,
      this.#sentenceEnds,
      (index) => keepsOpen[this.#numbers[index] as number] === 1,
    );
    this.#documentMentions.length = 0;
    let from = 0;
    for (const to of this.#sentenceEnds) {
      this.#countSentence(from, to);
      from = to;
    }
    for (const mention of this.#documentMentions) this.#countWindow(mention, spans.count);
  }

  /** Everything counted so far, as plain mergeable tables. */
  counts(): Counts {
    const words = new Map<string, WordCount>();
    const company = new Map(this.#groupIds.map((id) => [id, new Map<string, Company>()]));
    for (const [number, word] of this.#vocabulary.words.entries()) {
      const count = this.#words.countOf(number);
      if (count.tokens === 0) continue;
      words.set(word, count);
      for (const [group, id] of this.#groupIds.entries()) {
        const met = this.#companyOf(number, group);
        if (met !== undefined) company.get(id)?.set(word, met);
      }
    }
    return {
      rule: "scan-rule-1",
      hyphens: this.#hyphens,
      unicodeVersion,
      lexiconHash: this.#lexiconHash,
      totals: { documents: this.#documents, sentences: this.#sentences, tokens: this.#tokens },
      words,
      groups: new Map(this.#groupIds.map((id, group) => [id, this.#tallyOf(group)])),
      company,
    };
  }

  /** At most five places where the word is in a sentence with the group. */
  placesOf(groupId: string, word: string): MentionPlace[] {
    const number = this.#vocabulary.find(word);
    const group = this.#groupIds.indexOf(groupId);
    const pair = number === undefined || group === -1 ? undefined : this.#company.find(number, group);
    return pair === undefined ? [] : this.#places.placesOf(pair);
  }

  #numberWords(): void {
    const { starts, ends, count } = this.#spans;
    while (count > this.#numbers.length) {
      this.#numbers = doubled(this.#numbers, Int32Array);
      this.#unique = doubled(this.#unique, Int32Array);
    }
    const vocabulary = this.#vocabulary;
    const numbers = this.#numbers;
    const { units } = this.#units;
    for (let index = 0; index < count; index += 1) {
      numbers[index] = vocabulary.numberAt(units, starts[index] as number, ends[index] as number);
    }
    this.#words.makeRoom(vocabulary.words.length);
  }

  #countSentence(from: number, to: number): void {
    this.#sentences += 1;
    const numbers = this.#numbers;
    const unique = this.#unique;
    const uniqueCount = this.#words.countSentence(numbers, from, to, unique, this.#sentences);
    const mayHaveTerm = this.#words.countDocument(unique, uniqueCount, this.#documents);
    if (mayHaveTerm) this.#countMentions(from, to, uniqueCount);
  }

  #countMentions(from: number, to: number, uniqueCount: number): void {
    const sentence = this.#sentences;
    this.#trie.find(this.#numbers, from, to, (first, last, number) => {
      const { term, isException } = this.#terms[number] as GroupTerm;
      if (isException) return;
      this.#termMentions[number] = (this.#termMentions[number] as number) + 1;
      if (term.mentionOnly === true) return;
      const group = this.#groupOfTerm[number] as number;
      this.#documentMentions.push({ group, first, last });
      if (this.#groupSentenceStamp[group] === sentence) return;
      this.#groupSentenceStamp[group] = sentence;
      this.#countCompany({ group, first, last }, from, to, uniqueCount);
    });
  }

  /** Counts the words of a sentence as company of the group that `mention` is the first mention of. */
  #countCompany(mention: Mention, from: number, to: number, uniqueCount: number): void {
    const { group } = mention;
    const company = this.#company;
    this.#groupSentences[group] = (this.#groupSentences[group] as number) + 1;
    this.#groupTokens[group] = (this.#groupTokens[group] as number) + to - from;
    if (this.#groupDocumentStamp[group] !== this.#documents) {
      this.#groupDocumentStamp[group] = this.#documents;
      this.#groupDocuments[group] = (this.#groupDocuments[group] as number) + 1;
    }
    let place = -1;
    for (let index = 0; index < uniqueCount; index += 1) {
      const pair = company.pair(this.#unique[index] as number, group);
      company.addSentence(pair);
      if (!this.#keepsPlaces || !this.#places.wants(pair)) continue;
      if (place === -1) {
        const start = this.#spans.starts[mention.first] as number;
        place = this.#places.addMention(start, this.#spans.ends[mention.last - 1] as number);
      }
      this.#places.keep(pair, place);
    }
    for (let index = from; index < to; index += 1) {
      company.addToken(company.pair(this.#numbers[index] as number, group));
    }
  }

  #countWindow({ group, first, last }: Mention, wordCount: number): void {
    const company = this.#company;
    for (let index = Math.max(0, first - windowWords); index < first; index += 1) {
      company.addWindow(company.pair(this.#numbers[index] as number, group));
    }
    for (let index = last; index < Math.min(wordCount, last + windowWords); index += 1) {
      company.addWindow(company.pair(this.#numbers[index] as number, group));
    }
  }

  #companyOf(word: number, group: number): Company | undefined {
    const pair = this.#company.find(word, group);
    if (pair === undefined) return undefined;
    const met = {
      sentences: this.#company.sentences(pair),
      tokens: this.#company.tokens(pair),
      window: this.#company.window(pair),
    };
    return met.sentences === 0 && met.window === 0 ? undefined : met;
  }

  #tallyOf(group: number): GroupTally {
    const terms = new Map<string, number>();
    let mentions = 0;
    let ambiguousMentions = 0;
    for (const [number, { term }] of this.#terms.entries()) {
      const found = this.#termMentions[number] as number;
      if (this.#groupOfTerm[number] !== group || found === 0) continue;
      terms.set(term.text, found);
      mentions += found;
      if (term.ambiguous === true) ambiguousMentions += found;
    }
    return {
      mentions,
      ambiguousMentions,
      sentences: this.#groupSentences[group] as number,
      documents: this.#groupDocuments[group] as number,
      tokens: this.#groupTokens[group] as number,
      terms,
    };
  }
}
