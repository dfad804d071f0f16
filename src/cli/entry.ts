import { setTimeout } from "node:timers/promises";
import { codeOf, reasonOf } from "../base/errors.ts";
import { exitCodes } from "./command.ts";
import { main } from "./main.ts";

/** How long a task's process stays after its last line. */
const lingerMs = 700;

const controller = new AbortController();
let interrupts = 0;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => {
    interrupts += 1;
    controller.abort();
    // The first Ctrl-C stops between two pieces of work and removes half-written files; the second insists.
    if (interrupts > 1) process.exit(exitCodes.failure);
  });
}
process.stdout.on("error", (error) => {
  // `evenhand … | head` closes standard output early; that is no failure, and no success of a limit that was not kept.
  if (codeOf(error) === "EPIPE") process.exit(process.exitCode ?? exitCodes.success);
  process.stderr.write(`evenhand: the results cannot be written: ${reasonOf(error)}\n`);
  process.exit(exitCodes.failure);
});
// Notes that nobody reads are no failure either; the exit code still tells how the work went.
process.stderr.on("error", () => {});

const args = process.argv.slice(2);
process.exitCode = await main(args, {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY,
  signal: controller.signal,
});
// The editor takes up problems until 100 ms after a task's end, and a busy one gets the last lines later.
if (args.includes("--problems") && process.stdout.isTTY) await setTimeout(lingerMs);
