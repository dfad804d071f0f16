import { createHash } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { HubSettings } from "../../../src/jobs/hub/hubClient.ts";

export const commit = "0123456789abcdef0123456789abcdef01234567";

/** What a fake hub does beside its duty. Everything may be changed between two requests. */
export interface Behaviour {
  /** Large files come from a second host, as on the real hub; the hub itself sends them when false. */
  redirect: boolean;
  ignoreRange: boolean;
  /** Cuts the connection after so many bytes of each large file, so many times. */
  cutAfter: number;
  cuts: number;
  /** What is sent instead of a file, by path. */
  instead: Readonly<Record<string, Buffer>>;
  /** Refuses those without this token. */
  token: string | undefined;
  errorCode: string | undefined;
  /** Answers with this status, so many times. */
  status: number;
  failures: number;
  /** The listing says neither size nor hash of files as the hub does. */
  hashes: boolean;
  tagHeader: boolean;
  /** The hub's new name for the model. */
  renamedTo: string | undefined;
}

export interface SeenRequest {
  readonly host: "hub" | "content";
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface FakeHub extends AsyncDisposable {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  readonly behaviour: Behaviour;
  readonly settings: HubSettings;
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
export const gitHash = (bytes: Buffer): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/** Two local servers that answer as the hub and the host of its large files do; `.safetensors` and `.bin` are large. */
export async function fakeHub(id: string, files: Readonly<Record<string, Buffer>>): Promise<FakeHub> {
  const behaviour: Behaviour = {
    redirect: true,
    ignoreRange: false,
    cutAfter: Number.POSITIVE_INFINITY,
    cuts: 0,
    instead: {},
    token: undefined,
    errorCode: undefined,
    status: 503,
    failures: 0,
    hashes: true,
    tagHeader: true,
    renamedTo: undefined,
  };
  const seen: SeenRequest[] = [];
  const isLarge = (path: string): boolean => /\.(?:safetensors|bin)$/u.test(path);
  const note = (host: SeenRequest["host"], { url = "", headers }: IncomingMessage): void => {
    seen.push({ host, url, range: headers.range, authorization: headers.authorization });
  };

  const sendFile = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    const content = behaviour.instead[path] ?? (files[path] as Buffer);
    const asked = /^bytes=(\d+)-$/u.exec(request.headers.range ?? "");
    const from = asked === null || behaviour.ignoreRange ? 0 : Number(asked[1]);
    if (from >= content.length && from > 0) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    const body = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": body.length,
      ...(from > 0 ? { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    });
    if (isLarge(path) && behaviour.cuts > 0 && body.length > behaviour.cutAfter) {
      behaviour.cuts -= 1;
      response.write(body.subarray(0, behaviour.cutAfter), () => setTimeout(() => response.destroy(), 20));
    } else response.end(body);
  };

  const contentServer = createServer((request, response) => {
    note("content", request);
    sendFile(decodeURIComponent((request.url ?? "").slice(1)), request, response);
  });
  const content = await listen(contentServer);

  const hubServer = createServer((request, response) => {
    note("hub", request);
    response.setHeader("x-repo-commit", commit);
    const url = request.url ?? "";
    if (behaviour.failures > 0) {
      behaviour.failures -= 1;
      response.writeHead(behaviour.status).end("busy");
      return;
    }
    if (behaviour.token !== undefined && request.headers.authorization !== `Bearer ${behaviour.token}`) {
      const status = request.headers.authorization === undefined ? 401 : 403;
      const code = behaviour.errorCode;
      response.writeHead(status, code === undefined ? {} : { "x-error-code": code }).end("{}");
      return;
    }
    const name = behaviour.renamedTo ?? id;
    if (behaviour.renamedTo !== undefined && url.includes(`/${id}/`)) {
      response.writeHead(307, { location: url.replace(`/${id}/`, `/${name}/`) }).end();
      return;
    }
    if (
      url === `/api/models/${name}/revision/main?blobs=true` ||
      url.startsWith(`/api/models/${name}/revision/${commit}`)
    ) {
      const siblings = Object.entries(files).map(([rfilename, bytes]) => ({
        rfilename,
        size: bytes.length,
        ...(behaviour.hashes ? { blobId: isLarge(rfilename) ? "f".repeat(40) : gitHash(bytes) } : {}),
        ...(behaviour.hashes && isLarge(rfilename)
          ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }
          : {}),
      }));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: name, sha: commit, siblings, cardData: { license: "apache-2.0" } }));
      return;
    }
    if (url.startsWith(`/api/models/${name}/revision/`)) {
      response.writeHead(404, { "x-error-code": "RevisionNotFound" }).end("{}");
      return;
    }
    const path = decodeURIComponent(url.replace(`/${name}/resolve/${commit}/`, ""));
    const bytes = files[path];
    if (bytes === undefined) {
      response.writeHead(404, { "x-error-code": url.startsWith("/api/") ? "RepoNotFound" : "EntryNotFound" }).end();
    } else if (isLarge(path) && behaviour.redirect) {
      const tag = behaviour.tagHeader ? { "x-linked-etag": `"${sha256(bytes)}"` } : {};
      response.writeHead(302, { location: `${content}/${encodeURIComponent(path)}`, ...tag }).end();
    } else {
      if (behaviour.tagHeader) response.setHeader("etag", `"${isLarge(path) ? sha256(bytes) : gitHash(bytes)}"`);
      sendFile(path, request, response);
    }
  });
  const endpoint = await listen(hubServer);
  return {
    endpoint,
    seen,
    behaviour,
    settings: { endpoint, silenceMs: 2000, retryDelaysMs: [1, 1, 1], environment: {} },
    async [Symbol.asyncDispose]() {
      await Promise.all([hubServer, contentServer].map(close));
    },
  };
}

/** A model folder's files with weights of a few hundred kilobytes that are no weights at all. */
export function modelFiles(changes: Readonly<Record<string, Buffer | undefined>> = {}): Record<string, Buffer> {
  const config = {
    model_type: "gpt2",
    architectures: ["GPT2LMHeadModel"],
    activation_function: "gelu_new",
    layer_norm_epsilon: 1e-5,
    n_embd: 16,
    n_head: 2,
    n_inner: null,
    n_layer: 1,
    n_positions: 64,
    tie_word_embeddings: true,
    vocab_size: 400,
  };
  const all: Record<string, Buffer | undefined> = {
    "config.json": Buffer.from(JSON.stringify(config)),
    "model.safetensors": content(300_000, 1),
    "tokenizer.json": Buffer.from('{"model":{}}'),
    "README.md": Buffer.from("# a model\n"),
    "pytorch_model.bin": content(100, 2),
    "onnx/model.onnx": content(100, 3),
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, Buffer] => entry[1] !== undefined));
}

/** Bytes that repeat nowhere near. */
export function content(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
