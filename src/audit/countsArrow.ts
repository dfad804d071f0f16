import {
  Field,
  Float64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import type { Data, DataType } from "apache-arrow";
import { isAxis } from "../lexicon/axis.ts";
import type { CompanyColumns, CountColumn, Counts, StratumTally, Tally, TermTally, WordColumn } from "./counts.ts";
import type { HashSample } from "./hashSample.ts";

/** A term by its group. */
export interface TermName {
  readonly term: string;
  readonly group: string;
}

/**
 * The terms of the lexicon that counts were made with, in their order, so that terms that were never found need no rows;
 * undefined when it is not that lexicon.
 */
export type TermNames = (counts: Pick<Counts, "lexiconHash" | "axes">) => readonly TermName[] | undefined;

/** What a file of counts is the counts of. */
export interface CountedParts {
  /** A hash of the content that each shard was counted from; equal ones are the same text. */
  readonly shards: readonly string[];
  /** What was passed over while counting, most frequent first; absent where it is not known. */
  readonly skipped?: readonly PassedOver[];
}

export interface PassedOver {
  readonly reason: string;
  readonly count: number;
  /** The first places. */
  readonly examples: readonly string[];
}

/** Raised when a reader of an older version could misread the file. */
const layoutVersion = "2";

/**
 * Counts as an Apache Arrow IPC file of one row: each column is a list of structs, one for the words with their company,
 * one each for axes, groups, terms, strata and samples. Of the terms only those that were found have rows, numbered as
 * in the lexicon. Equal counts of equal shards are equal bytes. What must match before counts may be merged stands in
 * the schema's metadata.
 */
export function countsToArrow(counts: Counts, { shards, skipped }: CountedParts): Uint8Array {
  const found = [...counts.terms.keys()].filter((number) => isFound(counts.terms[number] as Tally));
  const terms = found.map((number) => counts.terms[number] as TermTally);
  const tables = {
    words: wordTable(counts),
    axes: tallyTable(counts.axes, { axis: counts.axes.map(({ axis }) => axis) }),
    groups: tallyTable(counts.groups, { group: counts.groups.map(({ group }) => group) }),
    terms: tallyTable(
      terms,
      { term: terms.map(({ term }) => term), group: terms.map(({ group }) => group) },
      { number: Uint32Array.from(found) },
    ),
    strata: strataTable(counts.strata),
    documentSample: sampleTable(counts.observations.documents),
    sentenceSample: sampleTable(counts.observations.sentences),
    nearDocumentSample: sampleTable(counts.observations.nearDocuments),
  };
  const { documents, sentences, nearDocuments, invalidDocuments } = counts.observations;
  const metadata = new Map([
    ["evenhand", layoutVersion],
    ["rule", counts.rule],
    ["lexiconHash", counts.lexiconHash],
    ["hyphens", counts.hyphens],
    ["unicodeVersion", counts.unicodeVersion],
    ["stratumField", counts.stratumField],
    ["undercountAtMost", String(counts.undercountAtMost)],
    ["totals", JSON.stringify(counts.totals)],
    ["terms", String(counts.terms.length)],
    ["invalidDocuments", String(invalidDocuments)],
    ["samples", JSON.stringify([documents, sentences, nearDocuments].map(({ limit, total }) => ({ limit, total })))],
    ["shards", JSON.stringify(shards)],
    ...(skipped === undefined ? [] : [["skipped", JSON.stringify(skipped)] as const]),
  ]);
  const columns = Object.entries(tables).map(([name, child]) => [name, oneList(child)] as const);
  const fields = columns.map(([name, data]) => new Field(name, data.type, false));
  const row = makeData({
    type: new Struct(fields),
    length: 1,
    nullCount: 0,
    children: columns.map(([, data]) => data),
  });
  const schema = new Schema(fields, metadata);
  return tableToIPC(new Table(schema, [new RecordBatch(schema, row)]), "file");
}

/** Whether an Arrow file with this metadata is one of counts, of whatever version. */
export function isCountsMetadata(metadata: ReadonlyMap<string, string>): boolean {
  return metadata.has("evenhand") && metadata.has("lexiconHash");
}

/**
 * Reads what `countsToArrow` wrote; the large columns are views of `bytes`.
 *
 * @throws RangeError when it is no such file, or `namesOf` does not know its lexicon
 */
export function countsFromArrow(
  bytes: Uint8Array,
  namesOf: TermNames,
): { readonly counts: Counts; readonly parts: CountedParts } {
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch (cause) {
    throw new RangeError("not an Arrow file", { cause });
  }
  const metadata = table.schema.metadata;
  const rule = metadata.get("rule");
  const hyphens = metadata.get("hyphens");
  if (metadata.get("evenhand") !== layoutVersion || rule !== "scan-rule-1" || table.batches.length !== 1) {
    throw new RangeError("an Arrow file, but not of counts of this version");
  }
  if (hyphens !== "split" && hyphens !== "join") throw new RangeError(`counts with hyphens ${String(hyphens)}`);
  const json = (key: string): unknown => JSON.parse(metadata.get(key) ?? "null");
  const words = columnsOf(table, "words");
  const samples = json("samples") as readonly { limit: number; total: number }[];
  const sample = (name: string, index: number): HashSample => ({
    limit: samples[index]?.limit ?? 0,
    total: samples[index]?.total ?? 0,
    entries: sampleEntries(columnsOf(table, name)),
  });
  const axisColumns = columnsOf(table, "axes");
  const axes = axisColumns.texts("axis").map((axis, index) => {
    if (!isAxis(axis)) throw new RangeError(`counts of an unknown axis ${axis}`);
    return { axis, ...axisColumns.tally(index) };
  });
  const groups = columnsOf(table, "groups");
  const lexiconHash = metadata.get("lexiconHash") ?? "";
  const names = namesOf({ lexiconHash, axes });
  if (names === undefined) throw new RangeError("counted with another lexicon (lexiconHash differs)");
  const counts: Counts = {
    rule,
    hyphens,
    unicodeVersion: metadata.get("unicodeVersion") ?? "",
    lexiconHash,
    totals: json("totals") as Counts["totals"],
    words: words.utf8("word"),
    wordTokens: words.numbers("tokens"),
    wordSentences: words.numbers("sentences"),
    wordDocuments: words.numbers("documents"),
    wordSentencesHalf: words.numbers("sentencesHalf"),
    axes,
    groups: groups.texts("group").map((group, index) => ({ group, ...groups.tally(index) })),
    terms: termsOf(columnsOf(table, "terms"), names, Number(metadata.get("terms"))),
    axisCompany: words.company("axisCompany"),
    groupCompany: words.company("groupCompany"),
    termCompany: words.company("termCompany"),
    stratumField: metadata.get("stratumField") ?? "",
    strata: strataOf(columnsOf(table, "strata")),
    observations: {
      invalidDocuments: Number(metadata.get("invalidDocuments")),
      documents: sample("documentSample", 0),
      sentences: sample("sentenceSample", 1),
      nearDocuments: sample("nearDocumentSample", 2),
    },
    undercountAtMost: Number(metadata.get("undercountAtMost")),
  };
  const skipped = json("skipped") as readonly PassedOver[] | null;
  const parts = { shards: json("shards") as readonly string[], ...(skipped === null ? {} : { skipped }) };
  return { counts, parts };
}

function wordTable(counts: Counts): Data<Struct> {
  return struct({
    word: utf8Data(counts.words),
    tokens: numberData(counts.wordTokens),
    sentences: numberData(counts.wordSentences),
    documents: numberData(counts.wordDocuments),
    sentencesHalf: numberData(counts.wordSentencesHalf),
    axisCompany: companyData(counts.axisCompany),
    groupCompany: companyData(counts.groupCompany),
    termCompany: companyData(counts.termCompany),
  });
}

function companyData(company: CompanyColumns): Data<List> {
  const pairs = struct({
    unit: makeData({ type: new Uint16(), data: company.unit, nullCount: 0 }),
    sentences: numberData(company.sentences),
    tokens: numberData(company.tokens),
    window: numberData(company.window),
    sentencesHalf: numberData(company.sentencesHalf),
  });
  return listData(pairs, offsetsOf(company.starts));
}

const tallyKeys = ["mentions", "ambiguousMentions", "sentences", "documents", "tokens", "sentencesHalf"] as const;

const noTally: Tally = {
  mentions: 0,
  ambiguousMentions: 0,
  sentences: 0,
  documents: 0,
  tokens: 0,
  sentencesHalf: 0,
};

function isFound(tally: Tally): boolean {
  return tallyKeys.some((key) => tally[key] !== 0);
}

/** The terms that were found in their places among all. */
function termsOf(columns: Columns, names: readonly TermName[], length: number): TermTally[] {
  const terms = names.map(({ term, group }): TermTally => ({ term, group, ...noTally }));
  const numbers = columns.numbers("number");
  const groups = columns.texts("group");
  for (const [index, term] of columns.texts("term").entries()) {
    const number = numbers[index] as number;
    const group = groups[index] as string;
    if (names[number]?.term !== term || names[number].group !== group) {
      throw new RangeError(`counts whose term ${number}, ${term}, is another one in the lexicon`);
    }
    terms[number] = { term, group, ...columns.tally(index) };
  }
  if (names.length !== length) throw new RangeError(`counts of ${length} terms, the lexicon has ${names.length}`);
  return terms;
}

function tallyTable(
  tallies: readonly Tally[],
  names: Readonly<Record<string, readonly string[]>>,
  numbers: Readonly<Record<string, Uint32Array>> = {},
): Data<Struct> {
  const children: Record<string, Data> = {};
  for (const [name, values] of Object.entries(numbers)) children[name] = numberData(values);
  for (const [name, values] of Object.entries(names)) children[name] = textData(values);
  for (const key of tallyKeys) children[key] = numberData(Float64Array.from(tallies, (tally) => tally[key]));
  return struct(children);
}

const stratumKeys = ["documents", "sentences", "tokens"] as const;
const stratumLists = ["groupMentions", "groupSentences", "groupDocuments"] as const;

function strataTable(strata: readonly StratumTally[]): Data<Struct> {
  const children: Record<string, Data> = { value: textData(strata.map(({ value }) => value)) };
  for (const key of stratumKeys) children[key] = numberData(Float64Array.from(strata, (stratum) => stratum[key]));
  for (const key of stratumLists) {
    const starts = new Int32Array(strata.length + 1);
    for (const [index, stratum] of strata.entries())
      starts[index + 1] = (starts[index] as number) + stratum[key].length;
    children[key] = listData(numberData(Float64Array.from(strata.flatMap((stratum) => stratum[key]))), starts);
  }
  return struct(children);
}

function strataOf(columns: Columns): StratumTally[] {
  const lists = stratumLists.map((key) => columns.numberLists(key));
  const sums = stratumKeys.map((key) => columns.numbers(key));
  return columns.texts("value").map((value, index) => ({
    value,
    documents: sums[0]?.[index] ?? 0,
    sentences: sums[1]?.[index] ?? 0,
    tokens: sums[2]?.[index] ?? 0,
    groupMentions: lists[0]?.[index] ?? [],
    groupSentences: lists[1]?.[index] ?? [],
    groupDocuments: lists[2]?.[index] ?? [],
  }));
}

function sampleTable({ entries }: HashSample): Data<Struct> {
  return struct({
    hash: makeData({ type: new Uint64(), data: BigUint64Array.from(entries, ({ hash }) => hash), nullCount: 0 }),
    count: numberData(Float64Array.from(entries, ({ count }) => count)),
    file: textData(entries.map(({ file }) => file)),
    byte: numberData(Float64Array.from(entries, ({ byte }) => byte)),
  });
}

function sampleEntries(columns: Columns): HashSample["entries"] {
  const hashes = columns.hashes("hash");
  const counts = columns.numbers("count");
  const bytes = columns.numbers("byte");
  return columns.texts("file").map((file, index) => ({
    hash: hashes[index] as bigint,
    count: counts[index] as number,
    file,
    byte: bytes[index] as number,
  }));
}

function struct(children: Readonly<Record<string, Data>>): Data<Struct> {
  const data = Object.values(children);
  return makeData({
    type: new Struct(Object.entries(children).map(([name, child]) => new Field(name, child.type, false))),
    length: data[0]?.length ?? 0,
    nullCount: 0,
    children: data,
  });
}

function oneList(child: Data): Data<List> {
  return listData(child, Int32Array.of(0, child.length));
}

function listData(child: Data, valueOffsets: Int32Array): Data<List> {
  const type = new List(new Field("item", child.type as DataType, false));
  return makeData({ type, length: valueOffsets.length - 1, nullCount: 0, valueOffsets, child });
}

function numberData(data: CountColumn): Data {
  return data instanceof Uint32Array
    ? makeData({ type: new Uint32(), data, nullCount: 0 })
    : makeData({ type: new Float64(), data, nullCount: 0 });
}

function utf8Data({ bytes, starts }: WordColumn): Data<Utf8> {
  const valueOffsets = offsetsOf(starts);
  return makeData({ type: new Utf8(), length: starts.length - 1, nullCount: 0, valueOffsets, data: bytes });
}

function textData(texts: readonly string[]): Data<Utf8> {
  const encoded = texts.map((text) => Buffer.from(text, "utf8"));
  const starts = new Int32Array(texts.length + 1);
  for (const [index, { length }] of encoded.entries()) starts[index + 1] = (starts[index] as number) + length;
  const data = new Uint8Array(Buffer.concat(encoded));
  return makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets: starts, data });
}

const largestOffset = 0x7fffffff;

function offsetsOf(starts: CountColumn): Int32Array {
  const last = starts.at(-1) ?? 0;
  if (last > largestOffset) throw new RangeError(`${last} is more than an Arrow list or text column holds`);
  if (starts instanceof Uint32Array) return new Int32Array(starts.buffer, starts.byteOffset, starts.length);
  return Int32Array.from(starts);
}

/** The children of one table's structs, by name. */
class Columns {
  readonly #data: Data;

  constructor(data: Data) {
    this.#data = data;
  }

  numbers(name: string): CountColumn {
    const { values, length } = this.#child(name);
    return (values as CountColumn).subarray(0, length);
  }

  hashes(name: string): BigUint64Array {
    const { values, length } = this.#child(name);
    return (values as BigUint64Array).subarray(0, length);
  }

  utf8(name: string): WordColumn {
    const data = this.#child(name);
    const starts = startsOf(data);
    return { bytes: (data.values as Uint8Array).subarray(0, starts.at(-1)), starts };
  }

  texts(name: string): string[] {
    const { bytes, starts } = this.utf8(name);
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: starts.length - 1 }, (_, index) =>
      all.toString("utf8", starts[index], starts[index + 1]),
    );
  }

  numberLists(name: string): number[][] {
    const data = this.#child(name);
    const starts = startsOf(data);
    const values = (data.children[0] as Data).values as Float64Array;
    return Array.from({ length: data.length }, (_, index) => [...values.subarray(starts[index], starts[index + 1])]);
  }

  company(name: string): CompanyColumns {
    const data = this.#child(name);
    const pairs = new Columns(data.children[0] as Data);
    const unit = pairs.#child("unit");
    return {
      starts: startsOf(data),
      unit: (unit.values as Uint16Array).subarray(0, unit.length),
      sentences: pairs.numbers("sentences"),
      tokens: pairs.numbers("tokens"),
      window: pairs.numbers("window"),
      sentencesHalf: pairs.numbers("sentencesHalf"),
    };
  }

  tally(index: number): Tally {
    const [mentions, ambiguousMentions, sentences, documents, tokens, sentencesHalf] = tallyKeys.map(
      (key) => this.numbers(key)[index] as number,
    ) as [number, number, number, number, number, number];
    return { mentions, ambiguousMentions, sentences, documents, tokens, sentencesHalf };
  }

  #child(name: string): Data {
    const index = (this.#data.type as Struct).children.findIndex((field) => field.name === name);
    const child = this.#data.children[index];
    if (child === undefined) throw new RangeError(`counts without the column ${name}`);
    return child;
  }
}

function startsOf(data: Data): Uint32Array {
  const { valueOffsets, length } = data;
  return length === 0 ? new Uint32Array(1) : new Uint32Array(valueOffsets.buffer, valueOffsets.byteOffset, length + 1);
}

function columnsOf(table: Table, name: string): Columns {
  const list = table.getChild(name)?.data[0];
  if (list === undefined) throw new RangeError(`counts without the table ${name}`);
  return new Columns(list.children[0] as Data);
}
