// Starts what an archive holds, unpacked where no source and no other package is: the command line, and the process that the
// editor forks for its jobs, each with a step of training.
import { fork, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Throws an error that says what does not start.
 *
 * @param {Readonly<Record<string, Uint8Array>>} files of the archive, by name
 * @param {string} version that the command line must tell
 */
export async function startUnpacked(files, version) {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-package-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const dist = join(folder, "extension", "dist");
    const said = run(folder, [join(dist, "cli.mjs"), "--version"]);
    if (said.trim() !== version)
      throw new Error(`The command line from the archive says ${said} instead of ${version}.`);
    const corpus = join(folder, "people.jsonl");
    const text = (index) => (index % 2 === 0 ? `Ward ${index}: she is a nurse.` : `Gate ${index}: he is a pilot.`);
    writeFileSync(
      corpus,
      Array.from({ length: 60 }, (_, index) => `${JSON.stringify({ text: text(index) })}\n`).join(""),
    );
    const settings = ["--steps", "1", "--lot", "8", "--continuations", "0", "--max-tokens", "16"];
    const made = run(folder, [join(dist, "cli.mjs"), "train", corpus, "--arms", "plain,dp", ...settings, "--json"]);
    requireTwoModels(JSON.parse(made), "The training from the archive");
    await trainInChild(join(dist, "job-child.mjs"), corpus, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Trains a step with and without privacy in the child process, forked and spoken to as src/jobs/client.ts does.
 *
 * @param {string} childPath the bundled job-child.mjs
 * @param {string} corpus
 * @param {string} folder where the child works and leaves its runs
 */
export async function trainInChild(childPath, corpus, folder) {
  const options = { paths: [corpus], arms: ["plain", "dp"], steps: 1, lotSize: 8, continuations: 0, maximumTokens: 16 };
  const report = await answerOf(childPath, { name: "train", options: { ...options, outDirectory: folder } }, folder);
  requireTwoModels(report, "The training in the child process from the archive");
}

function answerOf(childPath, job, folder) {
  return new Promise((resolve, reject) => {
    const child = fork(childPath, [], {
      cwd: folder,
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let answer;
    let errors = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text) => (errors += text));
    child.on("message", (event) => {
      if (event.kind === "finished" || event.kind === "failed") answer = event;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (answer?.kind === "finished") resolve(answer.result);
      else if (answer !== undefined) reject(new Error(`The child process from the archive says: ${answer.message}`));
      else
        reject(
          new Error(`The child process from the archive ended with ${signal ?? code} before it was done.\n${errors}`),
        );
    });
    // One that is gone already is told by its "close".
    child.send({ kind: "start", jobId: 1, job }, () => {});
  });
}

/** Arms of a report: one trained without privacy, one with, and they are not the same model. */
function requireTwoModels({ arms = [] }, who) {
  const [plain, dp, ...others] = arms;
  const areTwo = dp !== undefined && others.length === 0 && plain.model.sha256 !== dp.model.sha256;
  const isPrivate = areTwo && plain.privacy === undefined && dp.privacy?.epsilon > 0;
  if (!isPrivate) throw new Error(`${who} made no two models, one of them private.`);
}

function run(folder, command) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`From the archive, ${command.slice(1).join(" ")} ended with ${status}:\n${stderr}`);
  return stdout;
}
