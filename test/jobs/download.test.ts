import type FileSystem from "node:fs/promises";
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { isCancelled } from "../../src/base/errors.ts";
import type { Progress } from "../../src/base/progress.ts";
import { type DownloadResult, download, planDownload } from "../../src/jobs/download.ts";
import type { HubSettings } from "../../src/jobs/hub/hubClient.ts";
import { findModel } from "../../src/jobs/hub/modelStore.ts";
import type { DownloadOptions } from "../../src/jobs/options.ts";
import { type FakeHub, close, commit, content, fakeHub, listen, modelFiles, sha256 } from "./hub/fakeHub.ts";

/** What the disk says that it has left; the truth when undefined. */
const disk = vi.hoisted(() => ({ free: undefined as number | undefined }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof FileSystem>();
  const statfs = (path: string): Promise<unknown> =>
    disk.free === undefined ? real.statfs(path) : Promise.resolve({ bavail: disk.free, bsize: 1 });
  return { ...real, statfs };
});

const id = "someone/small-model";
const files = modelFiles();
const weights = files["model.safetensors"] as Buffer;
let folder: string;
let models: string;
let hub: FakeHub;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-download-"));
  models = join(folder, "models");
  vi.stubEnv("EVENHAND_MODELS", models);
  hub = await fakeHub(id, files);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  disk.free = undefined;
  await hub[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Watch {
  readonly settings?: Partial<HubSettings>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

function fetchModel(options: Partial<DownloadOptions> = {}, watch: Watch = {}): Promise<DownloadResult> {
  const { settings, signal = new AbortController().signal, onProgress = () => {} } = watch;
  return download({ model: id, ...options }, { signal, onProgress }, { ...hub.settings, ...settings });
}

/** The part of the weights that an interrupted start has left. */
function partPath(): string {
  return join(models, commit, "someone", `small-model.${commit.slice(0, 12)}.part`, "model.safetensors.part");
}

async function leavePart(bytes: Buffer): Promise<void> {
  await mkdir(join(partPath(), ".."), { recursive: true });
  await writeFile(partPath(), bytes);
}

function rangesOfWeights(): (string | undefined)[] {
  return hub.seen.filter(({ host }) => host === "content").map(({ range }) => range);
}

describe("a download", () => {
  test("brings what is read and where it comes from, and nothing that could run code", async () => {
    const { folder: place, record, leftOut } = await fetchModel();
    expect((await readdir(place)).toSorted()).toEqual([
      "README.md",
      "config.json",
      "download.json",
      "model.safetensors",
      "tokenizer.json",
    ]);
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
    expect(leftOut.toSorted()).toEqual(["onnx/model.onnx", "pytorch_model.bin"]);
    expect(record).toMatchObject({ id, revision: "main", commit, licence: "apache-2.0", endpoint: hub.endpoint });
    expect(record.files.find(({ path }) => path === "model.safetensors")).toEqual({
      path: "model.safetensors",
      bytes: weights.length,
      sha256: sha256(weights),
    });
    expect(hub.seen.some(({ url }) => url.includes(".bin") || url.includes("onnx"))).toBe(false);
  });

  test("is found by its name afterwards, and by its commit", async () => {
    const { folder: place } = await fetchModel();
    expect(await findModel(id)).toBe(place);
    expect(await findModel(`${id}@${commit.slice(0, 8)}`)).toBe(place);
    await expect(findModel(`${id}@other`)).rejects.toThrow("no such model has been downloaded");
  });

  test("fetches nothing a second time", async () => {
    await fetchModel();
    hub.seen.length = 0;
    expect(await fetchModel()).toMatchObject({ wasThere: true, leftOut: ["pytorch_model.bin", "onnx/model.onnx"] });
    expect(hub.seen.map(({ url }) => url)).toEqual([`/api/models/${id}/revision/main?blobs=true`]);
  });

  test("can be asked about first, which fetches no file", async () => {
    const context = { signal: new AbortController().signal, onProgress: () => {} };
    const plan = await planDownload({ model: id }, context, hub.settings);
    const wanted = ["README.md", "config.json", "model.safetensors", "tokenizer.json"];
    expect(plan).toEqual({
      model: id,
      commit,
      host: new URL(hub.endpoint).host,
      licence: "apache-2.0",
      bytes: wanted.reduce((sum, name) => sum + (files[name] as Buffer).length, 0),
      files: wanted.length,
      folder: join(models, commit, "someone", "small-model"),
      wasThere: false,
    });
    expect(hub.seen).toHaveLength(1);
    await expect(stat(models)).rejects.toThrow("ENOENT");
    await fetchModel();
    expect(await planDownload({ model: id }, context, hub.settings)).toMatchObject({ wasThere: true });
  });

  test("goes into a folder of one's own, which must be empty", async () => {
    const to = join(folder, "own");
    expect((await fetchModel({ to })).folder).toBe(to);
    expect((await fetchModel({ to })).wasThere).toBe(true);
    const other = join(folder, "other");
    await mkdir(other);
    expect((await fetchModel({ to: other })).folder).toBe(other);
    const full = join(folder, "full");
    await mkdir(full);
    await writeFile(join(full, "mine.txt"), "mine");
    await expect(fetchModel({ to: full })).rejects.toMatchObject({ code: "output.exists" });
    expect(await readdir(full)).toEqual(["mine.txt"]);
  });

  test("reports progress that never passes the total", async () => {
    const seen: Progress[] = [];
    await fetchModel({}, { onProgress: (progress) => seen.push(progress) });
    const wanted = ["README.md", "config.json", "model.safetensors", "tokenizer.json"];
    const total = wanted.reduce((sum, name) => sum + (files[name] as Buffer).length, 0);
    expect(seen.at(-1)).toEqual({ stage: `download ${id}`, done: total, total, unit: "bytes" });
    expect(Math.max(...seen.map(({ done }) => done))).toBe(total);
  });

  test("follows a model that was renamed, and remembers both names", async () => {
    hub.behaviour.renamedTo = "someone-else/smaller-model";
    const { record } = await fetchModel();
    expect(record).toMatchObject({ id, hubId: "someone-else/smaller-model" });
    await expect(findModel(id)).resolves.toContain("small-model");
  });

  test("brings weights in several files, each named by the index", async () => {
    await hub[Symbol.asyncDispose]();
    const index = { weight_map: { a: "model-00001-of-00002.safetensors", b: "model-00002-of-00002.safetensors" } };
    const sharded = modelFiles({
      "model.safetensors": undefined,
      "model.safetensors.index.json": Buffer.from(JSON.stringify(index)),
      "model-00001-of-00002.safetensors": content(1000, 4),
      "model-00002-of-00002.safetensors": content(2000, 5),
      "model-00003-of-00003.safetensors": content(10, 6),
    });
    hub = await fakeHub(id, sharded);
    const { folder: place, leftOut } = await fetchModel();
    for (const name of Object.values(index.weight_map)) {
      expect(await readFile(join(place, name))).toEqual(sharded[name]);
    }
    expect(leftOut).toContain("model-00003-of-00003.safetensors");
  });
});

describe("an interrupted download", () => {
  test("goes on where it stopped when the server dies in the middle", async () => {
    Object.assign(hub.behaviour, { cutAfter: 100_000, cuts: 2 });
    const { folder: place } = await fetchModel();
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
    const [first, second, third] = rangesOfWeights();
    expect(first).toBeUndefined();
    expect(Number(/^bytes=(\d+)-$/u.exec(second ?? "")?.[1])).toBeGreaterThan(0);
    expect(Number(/^bytes=(\d+)-$/u.exec(third ?? "")?.[1])).toBeGreaterThan(0);
  });

  test("gives up after some tries without progress, keeps its part, and the next start goes on", async () => {
    Object.assign(hub.behaviour, { cutAfter: 100_000, cuts: 1 });
    await expect(fetchModel({}, { settings: { retryDelaysMs: [] } })).rejects.toMatchObject({
      code: "download.failed",
      hint: expect.stringContaining("start again to go on where it stopped") as string,
    });
    await expect(findModel(id)).rejects.toMatchObject({ code: "model.missing" });
    const kept = (await stat(partPath())).size;
    expect(kept).toBeGreaterThan(0);
    hub.seen.length = 0;
    const { folder: place } = await fetchModel();
    expect(rangesOfWeights()).toEqual([`bytes=${kept}-`]);
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
  });

  test("starts over when the server ignores ranges", async () => {
    await leavePart(weights.subarray(0, 1000));
    hub.behaviour.ignoreRange = true;
    const { folder: place } = await fetchModel();
    expect(rangesOfWeights()).toEqual(["bytes=1000-"]);
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
  });

  test("starts over when its part belongs to other content", async () => {
    await leavePart(content(1000, 99));
    const { folder: place } = await fetchModel();
    expect(rangesOfWeights()).toEqual(["bytes=1000-", undefined]);
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
  });

  test("does not join its part to a file of another length", async () => {
    await leavePart(weights.subarray(0, 1000));
    hub.behaviour.instead = { "model.safetensors": Buffer.concat([weights, Buffer.from("more")]) };
    await expect(fetchModel()).rejects.toThrow("model.safetensors is longer than the 300,000 bytes");
    expect(rangesOfWeights()).toEqual(["bytes=1000-", undefined]);
  });

  test("discards a part that is longer than the file", async () => {
    await leavePart(content(300_001, 9));
    const { folder: place } = await fetchModel();
    expect(rangesOfWeights()).toEqual([undefined]);
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
  });

  test("checks a part that is whole without fetching it again", async () => {
    await leavePart(weights);
    const { folder: place } = await fetchModel();
    expect(rangesOfWeights()).toEqual([]);
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
  });

  test("waits for a hub that is busy", async () => {
    const progress = (): void => {
      if (hub.behaviour.failures === 0 && !refused) Object.assign(hub.behaviour, { failures: 3 });
      refused = true;
    };
    let refused = false;
    await fetchModel({}, { onProgress: progress });
    expect(refused).toBe(true);
    expect(hub.behaviour.failures).toBe(0);
  });

  test("stops when it is told to, keeps what it has, and is no model until it went on", async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done > 100_000) stop.abort();
    };
    Object.assign(hub.behaviour, { cutAfter: 150_000, cuts: 1 });
    const error: unknown = await fetchModel({}, { signal: stop.signal, onProgress }).catch((thrown: unknown) => thrown);
    expect(isCancelled(error)).toBe(true);
    expect(error).toMatchObject({ hint: `Go on with: evenhand download ${id}` });
    await expect(findModel(id)).rejects.toMatchObject({ code: "model.missing" });
    expect((await stat(partPath())).size).toBeGreaterThan(0);
    expect((await fetchModel()).wasThere).toBe(false);
    expect(await readFile(join(await findModel(id), "model.safetensors"))).toEqual(weights);
  });

  test("leaves a part alone that another process is at", async () => {
    await leavePart(weights.subarray(0, 1000));
    const lockOf = (pid: number): string => JSON.stringify({ pid, host: hostname(), token: "other" });
    await writeFile(join(partPath(), "..", "lock"), lockOf(process.ppid));
    await expect(fetchModel()).rejects.toThrow(`Another Evenhand (process ${process.ppid}) is fetching this model`);
    await writeFile(join(partPath(), "..", "lock"), lockOf(999_999_999));
    expect((await fetchModel()).wasThere).toBe(false); // that process is gone
  });
});

describe("a download refuses", () => {
  test("content with another hash, and leaves nothing to be used", async () => {
    hub.behaviour.instead = { "model.safetensors": content(weights.length, 7) };
    await expect(fetchModel()).rejects.toThrow("model.safetensors arrived with other content");
    expect(rangesOfWeights()).toEqual([undefined]);
    await expect(findModel(id)).rejects.toMatchObject({ code: "model.missing" });
    await expect(stat(partPath())).rejects.toThrow("ENOENT");
  });

  test("a small file whose git hash is wrong", async () => {
    hub.behaviour.hashes = false; // the listing has none, so the tag of the answer counts
    hub.behaviour.instead = { "config.json": Buffer.from(files["config.json"] as Buffer).fill("x") };
    await expect(fetchModel()).rejects.toThrow("config.json arrived with other content");
  });

  test("a file without any hash", async () => {
    Object.assign(hub.behaviour, { hashes: false, tagHeader: false });
    await expect(fetchModel()).rejects.toThrow("The hub gives no hash for config.json");
  });

  test("a model with pickled weights only", async () => {
    await hub[Symbol.asyncDispose]();
    hub = await fakeHub(id, modelFiles({ "model.safetensors": undefined }));
    await expect(fetchModel()).rejects.toMatchObject({
      code: "download.refused",
      message: `${id} has its weights in pytorch_model.bin only; such a file can run code when it is opened.`,
    });
    expect(hub.seen).toHaveLength(1);
  });

  test("a model of a kind that we cannot read, before its weights", async () => {
    await hub[Symbol.asyncDispose]();
    hub = await fakeHub(id, modelFiles({ "config.json": Buffer.from('{"model_type":"mamba"}') }));
    await expect(fetchModel()).rejects.toMatchObject({ code: "checkpoint.invalid" });
    expect(rangesOfWeights()).toEqual([]);
  });

  test.each([
    ["model-00001.safetensors", "an index that names a file that is not there"],
    ["../../elsewhere.safetensors", "an index that points out of the folder"],
  ])("%s: %s", async (name) => {
    await hub[Symbol.asyncDispose]();
    const index = Buffer.from(JSON.stringify({ weight_map: { a: name } }));
    const odd = name.startsWith("..") ? { [name]: content(10, 1) } : {};
    hub = await fakeHub(
      id,
      modelFiles({ "model.safetensors": undefined, "model.safetensors.index.json": index, ...odd }),
    );
    await expect(fetchModel()).rejects.toThrow("names files that are not there");
  });

  test("a disk without room for the model, before it is full", async () => {
    disk.free = 10_000;
    await expect(fetchModel()).rejects.toMatchObject({
      code: "output.unwritable",
      message: expect.stringMatching(/needs 300 kB more; the disk of .* has 10 kB left/u) as string,
    });
    await leavePart(weights.subarray(0, 295_000));
    expect((await fetchModel()).wasThere).toBe(false); // only the rest needs room
  });

  test.each(["./model", "/data/model", "a/b/c", "..", "owner/..", "a@b@c d", ""])("%j as a name", async (model) => {
    await expect(fetchModel({ model })).rejects.toMatchObject({ code: "arguments.invalid" });
    expect(hub.seen).toEqual([]);
  });
});

describe("the token", () => {
  test("goes to the hub and to no other host", async () => {
    hub.behaviour.token = "hf_secret";
    await fetchModel({}, { settings: { token: "hf_secret" } });
    expect(hub.seen.filter(({ host }) => host === "hub").every((it) => it.authorization === "Bearer hf_secret")).toBe(
      true,
    );
    const content = hub.seen.filter(({ host }) => host === "content");
    expect(content).toHaveLength(1);
    expect(content[0]?.authorization).toBeUndefined();
  });

  test.each([
    [undefined, "GatedRepo", "is gated", "Accept them at"],
    ["hf_wrong", "GatedRepo", "is gated", "with the account that the token in HF_TOKEN belongs to"],
    [undefined, "RepoNotFound", "There is no model", "a private model needs an access token"],
    [undefined, undefined, "wants an access token", "put it into HF_TOKEN"],
    ["hf_wrong", undefined, "does not let us read", "whether the token in HF_TOKEN has the right"],
  ])("%s with %s: says %j", async (token, errorCode, message, hint) => {
    Object.assign(hub.behaviour, { token: "hf_right", errorCode });
    await expect(fetchModel({}, { settings: token === undefined ? {} : { token } })).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
  });
});

describe("says what is wrong", () => {
  test("when there is no such model or revision", async () => {
    await expect(fetchModel({ model: "someone/nothing" })).rejects.toMatchObject({
      code: "model.missing",
      message: expect.stringContaining("There is no model someone/nothing on 127.0.0.1") as string,
    });
    await expect(fetchModel({ revision: "v9" })).rejects.toThrow(`${id} has no revision "v9"`);
  });

  test("when nobody answers", async () => {
    await expect(fetchModel({}, { settings: { endpoint: "http://127.0.0.1:1" } })).rejects.toMatchObject({
      code: "download.failed",
      message: "127.0.0.1:1 cannot be reached: nobody answers there.",
    });
  });

  test("when what answers is a page of the network's own", async () => {
    const page = createServer((_, response) => response.end("<html>Please log in</html>"));
    const endpoint = await listen(page);
    await expect(fetchModel({}, { settings: { endpoint } })).rejects.toThrow("is not a hub's");
    await close(page);
  });

  test("when the connection is silent", async () => {
    const silent = createServer(() => {});
    const endpoint = await listen(silent);
    await expect(fetchModel({}, { settings: { endpoint, silenceMs: 100 } })).rejects.toThrow("no answer for 0.1 s");
    await close(silent);
  });
});

describe("a proxy that the environment names", () => {
  const asked: string[] = [];
  const proxy = createServer((_, response) => response.writeHead(405).end());
  /** Where the proxy leads whoever asks for a host that is not here. */
  let elsewhere = "";
  proxy.on("connect", (request, client) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
    const { hostname, port } = new URL(request.url?.startsWith("hub.example") ? elsewhere : `http://${request.url}`);
    const server = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  let environment: Record<string, string>;
  beforeAll(async () => {
    environment = { HTTP_PROXY: (await listen(proxy)).replace("//", "//me:secret@") };
  });
  afterAll(() => close(proxy));
  beforeEach(() => {
    asked.length = 0;
    elsewhere = hub.endpoint;
  });

  test("is gone through", async () => {
    const { folder: place } = await fetchModel({}, { settings: { environment } });
    expect(await readFile(join(place, "model.safetensors"))).toEqual(weights);
    expect(asked).toHaveLength(6); // the list, four files, and where the weights really are
    expect(asked[0]).toBe(`${new URL(hub.endpoint).host} Basic ${Buffer.from("me:secret").toString("base64")}`);
  });

  test("is passed by for the hosts of NO_PROXY", async () => {
    await fetchModel({}, { settings: { environment: { ...environment, NO_PROXY: "example.org,127.0.0.1" } } });
    expect(asked).toEqual([]);
  });

  test("does not see the token of a hub without encryption", async () => {
    const settings = { environment, endpoint: "http://hub.example", token: "hf_secret" };
    await fetchModel({}, { settings });
    expect(asked[0]).toMatch(/^hub\.example:80 /u);
    expect(hub.seen.map(({ authorization }) => authorization)).toEqual(hub.seen.map(() => undefined));
  });
});

test("a name that was never downloaded is told with the command that gets it, and nothing is fetched", async () => {
  await expect(findModel("distilgpt2")).rejects.toMatchObject({
    code: "model.missing",
    message: 'There is no folder "distilgpt2", and no such model has been downloaded.',
    hint: "Download it with: evenhand download distilgpt2",
  });
  await expect(findModel("./distilgpt2")).rejects.toThrow("There is no folder");
  expect(hub.seen).toEqual([]);
});

test("a folder whose record was not written counts for nothing", async () => {
  const { folder: place } = await fetchModel();
  await rm(join(place, "download.json"));
  await expect(findModel(id)).rejects.toMatchObject({ code: "model.missing" });
  await appendFile(join(place, "download.json"), '{"version":');
  await expect(findModel(id)).rejects.toMatchObject({ code: "model.missing" });
});
