import type { BenchRow } from "./benchRow.ts";

/** `npm run bench` runs all, `npm run bench -- scan step` some. Each is loaded when its turn comes. */
const benches: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  scan: async () => (await import("./scan.ts")).benchScan(),
  counterfactual: async () => (await import("./counterfactual.ts")).benchCounterfactual(),
  accountant: async () => (await import("./accountant.ts")).benchAccountant(),
  step: async () => (await import("./step.ts")).benchStep(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join('", "')}". There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
console.log("| question | figure | compared with | ratio |\n| --- | --- | --- | --- |");
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const { question, figure, unit, comparedWith, ratio } of await bench()) {
    const value = `${figure.toPrecision(4)} ${unit}`;
    console.log(`| ${question} | ${value} | ${comparedWith ?? ""} | ${ratio?.toFixed(2) ?? ""} |`);
  }
}
