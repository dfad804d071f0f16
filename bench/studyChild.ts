import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runNamedStudy } from "../src/jobs/studies/runNamedStudy.ts";
import type { StudyName } from "../src/jobs/studies/studyOptions.ts";
import { printRuns } from "./printRuns.ts";

// One study of the sample in a process of its own: `studyChild.ts NAME EPSILON THREADS`, 0 for none, JSON on stdout.
const [study, epsilon, threads] = process.argv.slice(2);
const outDirectory = await mkdtemp(join(tmpdir(), "evenhand-study-"));
const isPrivate = Number(epsilon) > 0;
await printRuns(1, async () => {
  await runNamedStudy(
    {
      study: study as StudyName,
      paths: ["samples/demo.jsonl"],
      outDirectory,
      threads: Number(threads),
      ...(isPrivate ? { epsilon: Number(epsilon) } : {}),
    },
    { signal: new AbortController().signal, onProgress: () => {} },
  );
});
await rm(outDirectory, { recursive: true, force: true });
