/** Times `work` and prints what `inTurns` reads. */
export async function printRuns(runs: number, work: () => Promise<unknown>): Promise<void> {
  const seconds: number[] = [];
  const processorSeconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    seconds.push((performance.now() - start) / 1000);
    processorSeconds.push((user + system) / 1e6);
  }
  console.log(JSON.stringify({ seconds, processorSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));
}
