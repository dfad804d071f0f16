import { EvenhandError, isCancelled, messageOf } from "../../base/errors.ts";
import { type HubSettings, askHub } from "./hubClient.ts";
import { type ModelId, modelIdText } from "./modelId.ts";
import { networkProblem, refusal, unexpectedAnswer } from "./hubProblems.ts";

/** SHA-256 of a large file's bytes, or git's name for a small one's content. */
export interface FileHash {
  readonly algorithm: "sha256" | "git";
  readonly hex: string;
}

export interface HubFile {
  /** Path inside the model. */
  readonly path: string;
  readonly bytes: number;
  /** Absent where the listing does not say; the answer with the file itself does then. */
  readonly hash?: FileHash;
}

/** What the hub says about one model at one commit. */
export interface HubModel {
  /** The model's name today, which may differ from the one asked for. */
  readonly id: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly licence?: string;
  readonly files: readonly HubFile[];
}

const maximumListingBytes = 64 << 20;

/** @throws EvenhandError `download.refused`, `download.failed`, `model.missing` */
export async function readHubModel(settings: HubSettings, asked: ModelId, signal: AbortSignal): Promise<HubModel> {
  const path = `/api/models/${asked.id}/revision/${encodeURIComponent(asked.revision)}?blobs=true`;
  try {
    const answer = await askHub(settings, path, { signal });
    if (answer.status !== 200) {
      answer.body.destroy();
      throw refusal(answer, asked, settings);
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maximumListingBytes) throw unexpectedAnswer(settings, "its list of files has no end");
    }
    return parseHubModel(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } catch (error) {
    if (error instanceof EvenhandError || isCancelled(error)) throw error;
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw unexpectedAnswer(settings, `${modelIdText(asked)}: ${messageOf(error)}`, error);
    }
    throw networkProblem(settings, error);
  }
}

/** @throws TypeError for anything but the hub's description of a model with its files */
export function parseHubModel(value: unknown): HubModel {
  const { id, sha, siblings, cardData } = record(value, "a model");
  if (typeof id !== "string") throw new TypeError("a model without a name");
  if (typeof sha !== "string" || !/^[0-9a-f]{40}$/u.test(sha)) throw new TypeError("a model without a commit");
  if (!Array.isArray(siblings)) throw new TypeError("a model without a list of files");
  const licence = typeof cardData === "object" && cardData !== null ? record(cardData, "a card")["license"] : undefined;
  return {
    id,
    commit: sha,
    ...(typeof licence === "string" ? { licence } : {}),
    files: siblings.map(parseFile),
  };
}

function parseFile(value: unknown): HubFile {
  const { rfilename: path, size, blobId, lfs } = record(value, "a file");
  if (typeof path !== "string") throw new TypeError("a file without a name");
  const large = lfs === undefined || lfs === null ? undefined : record(lfs, "a large file");
  const bytes = large?.["size"] ?? size;
  if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) throw new TypeError(`${path} has no size`);
  const hash = large === undefined ? hashOf(blobId) : hashOf(large["sha256"] ?? large["oid"]);
  return { path, bytes: bytes as number, ...(hash === undefined ? {} : { hash }) };
}

/** What a string of hexadecimal digits is the hash of, by its length. */
export function hashOf(hex: unknown): FileHash | undefined {
  if (typeof hex !== "string") return undefined;
  if (/^[0-9a-f]{64}$/u.test(hex)) return { algorithm: "sha256", hex };
  return /^[0-9a-f]{40}$/u.test(hex) ? { algorithm: "git", hex } : undefined;
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError(`${what} is an object`);
  return value as Readonly<Record<string, unknown>>;
}
