import { main } from "./main.ts";

const controller = new AbortController();
let interrupts = 0;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    interrupts += 1;
    controller.abort();
    // The first Ctrl-C stops between two pieces of work and removes half-written files; the second insists.
    if (interrupts > 1) process.exit(3);
  });
}
// `evenhand … | head` closes standard output early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY,
  signal: controller.signal,
});
