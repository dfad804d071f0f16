import { clopperPearson } from "../evaluation/clopperPearson.ts";

/** What a person said a mention is: `people` where it names people of the group, `other` where it names something else. */
export const mentionLabels = ["people", "other", "unsure"] as const;

export type MentionLabel = (typeof mentionLabels)[number];

/**
 * A mention of a term as its label knows it again: by the hash of its record's text, so that it may move to any file and line.
 * A record that is edited is another one. Holds no text but the term.
 */
export interface LabelledMention {
  readonly group: string;
  /** As the lexicon writes it. */
  readonly term: string;
  /** See `recordHash`. */
  readonly record: string;
  /** UTF-16 offset of the mention in the record's text. */
  readonly start: number;
  readonly label: MentionLabel;
}

/** How many of the mentions of a random sample that a person labelled name people of the group. */
export interface LabelledPrecision {
  readonly people: number;
  readonly other: number;
  /** Neither could be said: these are in no share. */
  readonly unsure: number;
  /** people / (people + other), with the exact interval (Clopper and Pearson) at 95%; absent where both are 0. */
  readonly precision?: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The precision that labels of a random sample of mentions show. The interval covers the choice of mentions, not mistakes of
 * who labelled; it is wider than needed where the sample is a good part of all mentions.
 */
export function labelledPrecision(labels: readonly MentionLabel[]): LabelledPrecision {
  const count = (label: MentionLabel): number => labels.filter((one) => one === label).length;
  const [people, other, unsure] = [count("people"), count("other"), count("unsure")];
  const decided = people + other;
  if (decided === 0) return { people, other, unsure };
  const { low, high } = clopperPearson(people, decided);
  return { people, other, unsure, precision: people / decided, low, high };
}

/** Labels by mention; the last one said of a mention counts. */
export class LabelBook {
  readonly #labels = new Map<string, Map<string, MentionLabel>>();

  /** @param text JSON Lines; a line that is no label is passed over and counted */
  static parse(text: string): { readonly book: LabelBook; readonly unreadable: number } {
    const book = new LabelBook();
    let unreadable = 0;
    for (const line of text.split("\n")) {
      if (line.trim() === "") continue;
      const label = readLabel(line);
      if (label === undefined) unreadable += 1;
      else book.add(label);
    }
    return { book, unreadable };
  }

  add({ group, term, record, start, label }: LabelledMention): void {
    const ofTerm = this.#labels.get(termKey(group, term)) ?? new Map<string, MentionLabel>();
    this.#labels.set(termKey(group, term), ofTerm);
    ofTerm.set(mentionKey(record, start), label);
  }

  of({ group, term, record, start }: Omit<LabelledMention, "label">): MentionLabel | undefined {
    return this.#labels.get(termKey(group, term))?.get(mentionKey(record, start));
  }

  /** Labelled mentions of a term, in this corpus or another one. */
  count(group: string, term: string): number {
    return this.#labels.get(termKey(group, term))?.size ?? 0;
  }
}

/** A line of the file of labels, without its end. */
export function labelLine({ group, term, record, start, label }: LabelledMention): string {
  return JSON.stringify({ group, term, record, start, label });
}

function readLabel(line: string): LabelledMention | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { group, term, record, start, label } = value as Readonly<Record<string, unknown>>;
  const isWhole = [group, term, record].every((one) => typeof one === "string") && Number.isSafeInteger(start);
  if (!isWhole || !mentionLabels.some((one) => one === label)) return undefined;
  return value as LabelledMention;
}

function termKey(group: string, term: string): string {
  return JSON.stringify([group, term]);
}

function mentionKey(record: string, start: number): string {
  return JSON.stringify([record, start]);
}
