// The scan engine: scan-rule-1 over bytes, in WebAssembly with SIMD. src/audit/engine/wasmEngine.ts talks to it; the plain
// twin is src/audit/engine/plainEngine.ts. AssemblyScript: TypeScript's syntax, WebAssembly's types, memory by address.

import { allocate, heapEnd, rewindHeap, startHeap } from "./memory";
import { fillByteClasses, pointClasses } from "./classes";
import { makeWordConstants, startWords } from "./words";
import { startCompany } from "./company";
import { startTerms } from "./terms";
import { beginMentions, beginRecordMentions, startMentionBuffer } from "./mentions";
import { sampleEntries, sampleEntryBytes, startSamples } from "./samples";
import {
  beginInput,
  beginRecord,
  documentIsValid,
  endDocument,
  makeSentenceBuffers,
  setLine,
  startSentences,
  notesOfSentence,
} from "./sentences";
import { makeScanner, scanDocument, scanLines } from "./scanner";
import { makeJsonReader, scanJsonLines, startJson } from "./json";
import { clearNotes, note, problemNotUtf8, startNotes } from "./notes";
import { startGroupAxes } from "./export";

export { allocate } from "./memory";
export { setNoteWords } from "./company";
export { addFlags, internCanonical, scratchPlace, spellingCount, wordCount } from "./words";
export { edgePlace, nodePlace, tallyPlace, termPlace } from "./terms";
export { mentionBytes, mentionCount, mentionPlace } from "./mentions";
export { exportSample, sampleEntries, sampleTotal } from "./samples";
export { documents, invalidDocuments, lineNumber, sentences, sentencesOfHalf, tokens } from "./sentences";
export { fieldPlace, setFieldLength } from "./json";
export { noteCount, notePlace } from "./notes";
export { chunkBytePlace, chunkPairPlace, chunkWordPlace, exportChunk, setAxisOfGroup, startExport } from "./export";
export { exportedAxisPairs, exportedBytes, exportedGroupPairs, exportedTermPairs } from "./export";

// As in src/audit/dataHashes.ts.
const hashSampleLimit: u32 = 16384;
const sentenceSampleLimit: u32 = 8192;

let inputPlace: usize = 0;
let inputSize: usize = 0;
let emptyEnd: usize = 0;

/** Once. Returns where the table of classes by code point goes. */
export function make(axes: i32, hyphensJoin: bool, inputBytes: usize): usize {
  startHeap(__heap_base);
  makeWordConstants();
  makeSentenceBuffers(axes);
  makeScanner(hyphensJoin);
  makeJsonReader();
  inputSize = inputBytes;
  inputPlace = allocate(inputBytes + 128);
  emptyEnd = heapEnd();
  return pointClasses;
}

/** Call when the class table is filled in. */
export function makeDone(): void {
  fillByteClasses();
}

/** Nothing counted. The lexicon has to be given again: words have lost their numbers. */
export function start(axes: i32, groups: i32, terms: i32, nodes: i32, edges: i32): void {
  rewindHeap(emptyEnd);
  if (inputPlace >= emptyEnd) {
    const written = inputPlace;
    inputPlace = allocate(inputSize + 128);
    memory.copy(inputPlace, written, inputSize);
  }
  startWords();
  startTerms(axes, groups, terms, nodes, edges);
  startCompany(axes + groups + terms, notesOfSentence(axes));
  startGroupAxes();
  startMentionBuffer();
  startSamples(hashSampleLimit, sentenceSampleLimit);
  startSentences();
  startJson();
  startNotes();
}

/** Where input goes; makes it larger when it is too small. */
export function input(bytes: usize): usize {
  if (bytes > inputSize) {
    // What was written stays; the old place is lost until the engine is emptied.
    const larger = allocate(bytes + 128);
    memory.copy(larger, inputPlace, inputSize);
    inputPlace = larger;
    inputSize = bytes;
  }
  return inputPlace;
}

/** Begins a part: mentions, notes and lines from here on are its own. */
export function beginPart(byteStart: f64): void {
  beginMentions(<u64>byteStart);
  clearNotes();
  setLine(0);
}

export function textLines(length: usize, file: u32, byteStart: f64): void {
  beginInput(file, <i64>byteStart - <i64>inputPlace);
  clearAfter(length);
  scanLines(inputPlace, inputPlace + length);
}

export function jsonLines(length: usize, file: u32, byteStart: f64): void {
  beginInput(file, <i64>byteStart - <i64>inputPlace);
  clearAfter(length);
  scanJsonLines(inputPlace, inputPlace + length);
}

export function record(length: usize, line: i32, file: u32, byteStart: f64): void {
  beginInput(file, -(<i64>inputPlace));
  clearAfter(length);
  setLine(line);
  beginRecordMentions(line);
  beginRecord(inputPlace, inputPlace + length, <u64>byteStart + <u64>line);
  if (!documentIsValid) note(line, problemNotUtf8);
  scanDocument(inputPlace, inputPlace + length);
  endDocument();
  setLine(0);
}

/** Reads of 16 and 64 bytes go a little beyond the input; they must not see what was there before. */
function clearAfter(length: usize): void {
  memory.fill(inputPlace + length, 0, 64);
}

/** Bytes that `exportSample` writes at most. */
export function sampleBytes(sample: i32): usize {
  return (<usize>sampleEntries(sample)) * sampleEntryBytes;
}
