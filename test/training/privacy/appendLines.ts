import { openLedger } from "../../../src/training/privacy/ledger.ts";

/** A process of its own that adds COUNT payments of one step to a ledger: PATH RUN COUNT. */
const [path = "", run = "", count = "0"] = process.argv.slice(2);
const ledger = await openLedger(path);
for (let step = 1; step <= Number(count); step += 1) {
  await ledger.append({
    kind: "protected",
    at: new Date().toISOString(),
    corpus: "abc",
    run,
    arm: "dp",
    step,
    samplingRate: 0.05,
    noiseMultiplier: 1,
    steps: 1,
    unit: "record",
    clipMode: "hard",
  });
}
await ledger.close();
