import type { BenchRow } from "./benchRow.ts";

interface BenchOptions {
  /** Runs that take many minutes as well. */
  readonly isFull: boolean;
}

/** Rows as they are measured, or all together. */
type Rows = AsyncIterable<BenchRow> | readonly BenchRow[];

/** `npm run bench` runs all, `npm run bench -- scan step` some. Each is loaded when its turn comes. */
const benches: Readonly<Record<string, (options: BenchOptions) => Promise<Rows>>> = {
  scan: async (options) => (await import("./scan.bench.ts")).benchScan(options),
  peers: async () => (await import("./peers.ts")).benchPeers(),
  counterfactual: async (options) => (await import("./counterfactual.ts")).benchCounterfactual(options),
  accountant: async () => (await import("./accountant.ts")).benchAccountant(),
  update: async () => (await import("./update.ts")).benchUpdate(),
  step: async (options) => (await import("./step/step.bench.ts")).benchStep(options),
  bootstrap: async () => (await import("./bootstrap.ts")).benchBootstrap(),
  page: async () => (await import("./page.ts")).benchPage(),
  generate: async (options) => (await import("./generate.ts")).benchGenerate(options),
  score: async (options) => (await import("./score.ts")).benchScore(options),
  study: async () => (await import("./study.ts")).benchStudy(),
  records: async () => (await import("./records.ts")).benchRecords(),
  plan: async () => (await import("./plan.ts")).benchPlan(),
  editor: async () => (await import("./editor.ts")).benchEditor(),
};

const args = process.argv.slice(2);
const isFull = args.includes("--full");
const wanted = args.filter((argument) => argument !== "--full");
const unknown = wanted.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join('", "')}". There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
console.log("| question | figure | compared with | ratio | wanted |\n| --- | --- | --- | --- | --- |");
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for await (const { question, figure, unit, comparedWith, ratio, atLeast, atMost, wanted: words } of await bench({
    isFull,
  })) {
    const value = `${figure.toPrecision(4)} ${unit}`;
    const target =
      atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : (words ?? "");
    console.log(`| ${question} | ${value} | ${comparedWith ?? ""} | ${ratio?.toFixed(2) ?? ""} | ${target} |`);
  }
}
