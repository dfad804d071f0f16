import { createHash } from "node:crypto";
import { createReadStream, rmSync, statSync } from "node:fs";
import { augment } from "../src/jobs/augment.ts";

// One measurement in a process of its own, so that its peak memory is its own: `augmentChild.ts FILE WORKERS`, JSON on stdout.
const [file = "", workers = "1"] = process.argv.slice(2);
const out = `${file}.${workers}.cda.jsonl`;
const started = performance.now();
const options = { paths: [file], out, workers: Number(workers), force: true };
const { manifestPath } = await augment(options, { signal: new AbortController().signal, onProgress: () => {} });
const wallSeconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const processorSeconds = (user + system) / 1e6;
const peakBytes = process.resourceUsage().maxRSS * 1024;
const hash = createHash("sha256");
for await (const chunk of createReadStream(out)) hash.update(chunk as Buffer);
const sizes = { sourceBytes: statSync(file).size, outputBytes: statSync(out).size };
rmSync(out);
rmSync(manifestPath);
console.log(JSON.stringify({ wallSeconds, processorSeconds, ...sizes, digest: hash.digest("hex"), peakBytes }));
