import { fileURLToPath } from "node:url";
import { tmpdir } from "node:os";
import { realpathSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import type { Progress } from "../../src/base/progress.ts";
import { JobClient } from "../../src/jobs/client.ts";
import type { JobClientSettings } from "../../src/jobs/client.ts";

const childPath = fileURLToPath(new URL("../fixtures/jobs/child.mjs", import.meta.url));
const clients: JobClient[] = [];

function makeClient(settings: Partial<JobClientSettings> = {}): JobClient {
  const client = new JobClient({ childPath, ...settings });
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

async function failure(promise: Promise<unknown>): Promise<EvenhandError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EvenhandError);
  return error as EvenhandError;
}

function context(onProgress: (progress: Progress) => void = () => {}) {
  return { signal: new AbortController().signal, onProgress };
}

test("hands back the result, the progress and the notices", async () => {
  const notices: string[] = [];
  const progress: Progress[] = [];
  const client = makeClient({ onNotice: (message) => notices.push(message), workingFolder: tmpdir });
  const report = await client.run(
    "scan",
    { paths: ["finish"] },
    context((report) => progress.push(report)),
  );
  expect(report.title).toBe(realpathSync(tmpdir()));
  expect(progress).toEqual([{ stage: "scan", done: 1, total: 2, unit: "documents" }]);
  expect(notices).toEqual(["a note for the log"]);
});

test("a failure in the child arrives as the same error, its stack goes to the log", async () => {
  const notices: string[] = [];
  const client = makeClient({ onNotice: (message) => notices.push(message) });
  const error = await failure(client.run("scan", { paths: ["fail"] }, context()));
  expect(error).toMatchObject({ code: "corpus.empty", message: "empty.txt: no records", hint: "Choose another file." });
  expect(notices).toEqual(["at reader"]);
});

test("a child that exits without an answer is job.crashed with its exit code", async () => {
  const error = await failure(makeClient().run("train", { paths: ["exit"] }, context()));
  expect(error).toMatchObject({ code: "job.crashed" });
  expect(error.message).toBe("The process of the train job ended with exit code 7 before it was done.");
});

test("a child that is killed is job.crashed with its signal and a hint about memory", async () => {
  const error = await failure(makeClient().run("train", { paths: ["killed"] }, context()));
  expect(error).toMatchObject({ code: "job.crashed" });
  expect(error.message).toContain("signal SIGKILL");
  expect(error.hint).toContain("memory");
});

test("what a dying child writes to stderr reaches the log", async () => {
  const notices: string[] = [];
  const client = makeClient({ onNotice: (message) => notices.push(message) });
  await failure(client.run("train", { paths: ["complain"] }, context()));
  expect(notices).toEqual(["native library says no"]);
});

test("a message that cannot be read ends the child as job.crashed", async () => {
  expect((await failure(makeClient().run("scan", { paths: ["babble"] }, context()))).code).toBe("job.crashed");
});

test("an answer that is no report is job.crashed", async () => {
  expect((await failure(makeClient().run("scan", { paths: ["misanswer"] }, context()))).code).toBe("job.crashed");
});

test("a program that does not exist is job.crashed and names the setting", async () => {
  const client = makeClient({ nodePath: () => "/nowhere/node" });
  const error = await failure(client.run("scan", { paths: ["finish"] }, context()));
  expect(error.message).toContain("/nowhere/node");
  expect(error.hint).toContain("evenhand.training.nodePath");
});

test("a cancelled child may stop by itself", async () => {
  const abort = new AbortController();
  const onProgress = (): void => abort.abort();
  const error = await failure(makeClient().run("train", { paths: ["obey"] }, { signal: abort.signal, onProgress }));
  expect(error.code).toBe("cancelled");
});

test("a cancelled child that does not stop is killed after its grace", async () => {
  const abort = new AbortController();
  const onProgress = (): void => abort.abort();
  const client = makeClient({ graceMs: 1 });
  const error = await failure(client.run("train", { paths: ["ignore"] }, { signal: abort.signal, onProgress }));
  expect(error.code).toBe("cancelled");
});

test("a job is not started when it is already cancelled", async () => {
  const signal = AbortSignal.abort();
  const error = await failure(makeClient().run("scan", { paths: ["finish"] }, { signal, onProgress: () => {} }));
  expect(error.code).toBe("cancelled");
});

test("disposing the client lets go of the child, which then ends by itself; nobody is told of a failure", async () => {
  const client = makeClient();
  const running = client.run("train", { paths: ["ignore"] }, { ...context(() => client.dispose()) });
  expect((await failure(running)).code).toBe("cancelled");
});
