// Writes samples/demo.jsonl: `npm run sample`. The same bytes every time.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSampleCorpus, sampleCorpusText } from "./sampleCorpus/generate.ts";

const root = process.env["EVENHAND_ROOT"] ?? process.cwd();
const path = join(root, "samples", "demo.jsonl");
const records = generateSampleCorpus();
const text = sampleCorpusText(records);
writeFileSync(path, text);
const hash = createHash("sha256").update(text).digest("hex");
console.log(`${path}: ${records.length} records, ${Buffer.byteLength(text)} bytes, sha256 ${hash}`);
