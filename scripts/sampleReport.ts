import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { train } from "../src/jobs/train.ts";
import type { TrainOptions } from "../src/jobs/options.ts";
import { makeFolder } from "../src/base/makeFolder.ts";
import type { BiasReport } from "../src/report/biasReport.ts";
import { renderHtml } from "../src/report/html.ts";
import { renderMarkdown } from "../src/report/markdown.ts";
import { formatBytes, formatDuration } from "../src/report/numberFormat.ts";

/**
 * The whole experiment on the bundled sample corpus, as the report in docs/sample-report: base, plain, dp and dp+cda at three
 * epsilons, each trained with two seeds. `npm run sample-report -- --steps 3` tries it in a few minutes, into another folder
 * with `--to FOLDER`.
 */
const argument = (name: string): string | undefined => {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? undefined : process.argv[place + 1];
};
const steps = argument("steps");
const folder = resolve(argument("to") ?? "docs/sample-report");
const command = `evenhand train samples/demo.jsonl --epsilon 3,8,20 --seeds 2${steps === undefined ? "" : ` --steps ${steps}`}`;
const outDirectory = await mkdtemp(join(tmpdir(), "evenhand-sample-"));
try {
  const options: TrainOptions = {
    paths: ["samples/demo.jsonl"],
    epsilon: [3, 8, 20],
    seeds: 2,
    outDirectory,
    ...(steps === undefined ? {} : { steps: Number(steps) }),
  };
  let stage = "";
  const report = await train(options, {
    signal: new AbortController().signal,
    onProgress(progress) {
      if (progress.stage !== stage) console.error((stage = progress.stage));
    },
    onNotice: (notice) => console.error(notice),
  });
  const took = formatDuration(report.method.durationMs ?? 0);
  const sample = asSample(report, `${command} on ${cpus().length} cores, in ${took}`);
  await makeFolder(folder);
  await writeFile(join(folder, "report.md"), renderMarkdown(sample));
  const [script, style] = await Promise.all([readFile("dist/page.js", "utf8"), readFile("dist/page.css", "utf8")]);
  await writeFile(join(folder, "report.html"), renderHtml(sample, { script, style }));
  for (const name of ["report.html", "report.md"]) {
    console.log(`${name}  ${formatBytes((await stat(join(folder, name))).size)}`);
  }
  console.log(`The experiment took ${took}.`);
} finally {
  await rm(outDirectory, { recursive: true, force: true });
}

/** Says that it is a sample, and how it was made. */
function asSample(report: BiasReport, made: string): BiasReport {
  return {
    ...report,
    title: "Sample: bias before and after private fine-tuning, at three epsilons",
    warnings: [`A sample on an invented corpus, made with ${made}.`, ...report.warnings],
    method: { ...report.method, settings: { ...report.method.settings, command: made } },
  };
}
