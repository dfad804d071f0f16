import type { Axis } from "../lexicon/axis.ts";
import type { KeywordInContext } from "./biasReport.ts";

// The parts of a scan beyond its associations. All are optional in a report: older reports, and scans that were asked
// for less, have none of them.

/** How often an axis is mentioned, whatever its group. */
export interface AxisCount {
  readonly axis: Axis;
  readonly mentions: number;
  readonly ambiguousMentions: number;
  /** A sentence with two groups of the axis counts once. */
  readonly sentences: number;
  readonly documents: number;
}

/** The words of one group's sentences against other sentences. */
export interface ContrastSection {
  readonly group: string;
  /** The other group; the name of the group's axis for that axis's other groups; absent for all other sentences. */
  readonly against?: string;
  readonly sentences: number;
  readonly againstSentences: number;
  /** Words in those sentences. */
  readonly tokens: number;
  readonly againstTokens: number;
  /** Tests in the Benjamini-Hochberg list that the q values come from. */
  readonly tests: number;
  /** Words of `group` first, strongest first; then words of the other side, strongest first. */
  readonly rows: readonly ContrastRow[];
}

export interface ContrastRow {
  readonly word: string;
  /** Times in the sentences of either side. */
  readonly count: number;
  readonly againstCount: number;
  /** Log-odds ratio with an informative Dirichlet prior; above 0: more of the word beside `group`. */
  readonly delta: number;
  /** 95% interval of `delta`. */
  readonly deltaLow: number;
  readonly deltaHigh: number;
  readonly z: number;
  readonly q: number;
}

/** Words of a list (occupations, sentiment, agency …) beside each group. */
export interface AttributeSection {
  readonly lists: readonly AttributeList[];
  /** List by list, groups in the order of the lexicon. */
  readonly rows: readonly AttributeRow[];
  /** Tests in the Benjamini-Hochberg list that the q values come from. */
  readonly tests: number;
  /** Occupations beside women and men, next to the share of women in the labour force. */
  readonly occupations?: OccupationSection;
}

export interface AttributeList {
  readonly list: string;
  readonly label: string;
  /** True where every word is masked wherever people see it by default. */
  readonly masked: boolean;
  /** Words of the list that were looked for; those of them that the corpus has. */
  readonly words: number;
  readonly wordsFound: number;
  /** Words left out because they name groups: counting them beside a group would be circular. */
  readonly removed: readonly string[];
  readonly origin: string;
  readonly licence: string;
}

export interface AttributeRow {
  readonly group: string;
  readonly list: string;
  /** Words of the list in the group's sentences. */
  readonly tokens: number;
  /** Words in the group's sentences. */
  readonly groupTokens: number;
  /** `tokens` per thousand words of the group's sentences; the same of all other sentences. */
  readonly ratePerThousand: number;
  readonly elsewherePerThousand: number;
  /** Log odds ratio against all other sentences, with its 95% interval. */
  readonly logOddsRatio: number;
  readonly logOddsRatioLow: number;
  readonly logOddsRatioHigh: number;
  readonly q: number;
  /** The list's words that are most frequent beside the group, with what chance would have there. */
  readonly topWords: readonly { readonly word: string; readonly tokens: number; readonly expected: number }[];
}

export interface OccupationSection {
  /** The two groups whose shares are compared; shares are of the first. */
  readonly group: string;
  readonly against: string;
  /** Where the labour shares come from, with the year. */
  readonly source: string;
  /** The same share over all sentences with either group, whatever they are about: what to read the rows against. */
  readonly baseShare: number;
  /** From the highest labour share to the lowest. */
  readonly rows: readonly OccupationRow[];
  /** Occupations in too few sentences with either group. */
  readonly tooRare: number;
  /** Pearson's r between the shares and the labour shares, with its 95% interval. */
  readonly correlation?: { readonly value: number; readonly low: number; readonly high: number; readonly n: number };
}

export interface OccupationRow {
  readonly word: string;
  /** Sentences with the occupation and the first group; with the second. */
  readonly together: number;
  readonly againstTogether: number;
  /** together / (together + againstTogether), with its 95% interval. */
  readonly share: number;
  readonly shareLow: number;
  readonly shareHigh: number;
  /** Share of the first group among the people with this occupation; absent where the source has none. */
  readonly labourShare?: number;
  /** Of the labour share. */
  readonly year?: number;
}

/** Associations of word vectors that were made from the counts (PPMI, truncated SVD). */
export interface EmbeddingSection {
  /** Words that have a vector, and its length. */
  readonly words: number;
  readonly dimensions: number;
  readonly rows: readonly EmbeddingRow[];
  /** Comparisons without a figure, because too few terms or words have a vector or because all are alike. */
  readonly notMeasured: number;
}

export interface EmbeddingRow {
  /** Groups whose terms are compared. */
  readonly group: string;
  readonly against: string;
  /** Labels of the attribute lists; where `againstList` is absent, against the mean of all words. */
  readonly list: string;
  readonly againstList?: string;
  /** Standardised difference, as in WEAT: above 0 when `group` is nearer to `list`. */
  readonly effectSize: number;
  /** Two-sided permutation p, and the permutations that it comes from. */
  readonly pValue: number;
  readonly permutations: number;
  /** Benjamini-Hochberg over all rows. */
  readonly q: number;
  /** Words of the groups and lists that have a vector. */
  readonly groupWords: number;
  readonly againstWords: number;
  readonly listWords: number;
  readonly againstListWords: number;
}

/** Something in the data that would mislead who reads the figures above. */
export interface DataProblem {
  /** For programs: `duplicates`, `near-duplicates`, `boilerplate`, `encoding`, `languages`, `tiny-groups` … */
  readonly kind: string;
  /** What was found, with its figures, in one sentence. */
  readonly sentence: string;
  readonly figures: readonly { readonly name: string; readonly value: number }[];
  readonly examples: readonly ProblemExample[];
  /** What to do about it. */
  readonly hint: string;
}

export interface ProblemExample {
  /** File name without folders. */
  readonly file: string;
  /** First byte of the record in the file. */
  readonly byte: number;
  /** From 1; absent where it was not looked up. */
  readonly line?: number;
  /** How often it occurs, for what repeats. */
  readonly count?: number;
  /** The beginning of the text; absent in a report made without text. */
  readonly text?: string;
}

/** Counts by the values of a field of the records, such as `source`. */
export interface StrataSection {
  readonly field: string;
  /** Ordered by value; of very many, those with the most documents. */
  readonly values: readonly Stratum[];
  /** Values that are not listed; absent where there are none. */
  readonly further?: { readonly values: number; readonly documents: number };
}

export interface Stratum {
  /** "" where the record has none. */
  readonly value: string;
  readonly documents: number;
  readonly sentences: number;
  readonly tokens: number;
  readonly groups: readonly {
    readonly group: string;
    readonly mentions: number;
    readonly sentences: number;
    readonly documents: number;
  }[];
}

/** How many mentions of an ambiguous term are about people, estimated by rules on the words around it. */
export interface TermPrecision {
  readonly group: string;
  readonly term: string;
  readonly mentions: number;
  /** Mentions whose surroundings the rules decided; those they left open. */
  readonly decided: number;
  readonly undecided: number;
  /** Share of the decided mentions that name the group, with its 95% interval; absent when none was decided. */
  readonly precision?: number;
  readonly precisionLow?: number;
  readonly precisionHigh?: number;
  /** What the decided mentions meant: `people`, `colour`, `place` … */
  readonly senses: readonly { readonly sense: string; readonly mentions: number }[];
}

/** A finding of the scan that a team has silenced in its evenhand.json. It stays among the others; only its telling changes. */
export interface SilencedFinding {
  /** `association`, or the kind of a data problem. */
  readonly rule: string;
  /** Of an association; without a word, all that the report does not list of a group. */
  readonly group?: string;
  readonly word?: string;
  /** Why, in the team's words. */
  readonly reason?: string;
}

/** Places of a word beside a group that no association of the report has: words of contrasts, lists and occupations. */
export interface WordPlaces {
  readonly group: string;
  readonly word: string;
  /** At most a few, one at least. */
  readonly places: readonly KeywordInContext[];
}

/** How the corpus was read. */
export interface ScanReading {
  /** Files not read again, because an earlier scan of the same content is remembered. */
  readonly filesFromMemory: number;
  /** Threads that read; 0 when nothing had to be read. */
  readonly workers: number;
  /** Bytes of text that were read, and for how long. */
  readonly bytes: number;
  readonly durationMs: number;
  /** The text field was guessed from the first records. */
  readonly fieldGuessed: boolean;
}
