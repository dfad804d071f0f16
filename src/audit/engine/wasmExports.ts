/** A number of the engine that JavaScript may read. */
interface Value<Kind> {
  readonly value: Kind;
}

/** What src/audit/engine/assembly/index.ts exports; places are addresses in the engine's memory. */
export interface WasmExports {
  readonly documents: Value<bigint>;
  readonly sentences: Value<bigint>;
  readonly sentencesOfHalf: Value<bigint>;
  readonly tokens: Value<bigint>;
  readonly invalidDocuments: Value<bigint>;
  readonly spellingCount: Value<number>;
  readonly mentionCount: Value<number>;
  readonly noteCount: Value<number>;
  readonly lineNumber: Value<number>;
  readonly exportedBytes: Value<number>;
  readonly exportedAxisPairs: Value<number>;
  readonly exportedGroupPairs: Value<number>;
  readonly exportedTermPairs: Value<number>;

  make(axes: number, hyphensJoin: number, inputBytes: number): number;
  makeDone(): void;
  setNoteWords(words: number): void;
  start(axes: number, groups: number, terms: number, nodes: number, edges: number): void;
  allocate(bytes: number): number;

  scratchPlace(): number;
  internCanonical(length: number, stable: number): number;
  addFlags(word: number, flags: number): void;
  termPlace(): number;
  nodePlace(): number;
  edgePlace(): number;
  tallyPlace(): number;
  setAxisOfGroup(group: number, axis: number): void;

  input(bytes: number): number;
  fieldPlace(): number;
  setFieldLength(length: number): void;
  beginPart(byteStart: number): void;
  textLines(length: number, file: number, byteStart: number): void;
  jsonLines(length: number, file: number, byteStart: number): void;
  record(length: number, line: number, file: number, byteStart: number): void;
  mentionPlace(): number;
  mentionBytes(): number;
  notePlace(): number;

  startExport(): number;
  exportChunk(from: number): number;
  chunkWordPlace(): number;
  chunkBytePlace(): number;
  chunkPairPlace(kind: number): number;
  sampleTotal(sample: number): number;
  sampleBytes(sample: number): number;
  exportSample(sample: number, place: number): number;
}
