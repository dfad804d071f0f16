import { readFile, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { EvenhandError, isCancelled, messageOf } from "../base/errors.ts";
import { parseModelConfig } from "../lm/modelConfig.ts";
import { formatBytes } from "../report/numberFormat.ts";
import type { JobContext } from "./context.ts";
import { prepareOutDirectory } from "./evenhandFolder.ts";
import { type ChosenFiles, chooseFiles, shardsOf } from "./hub/chooseFiles.ts";
import { downloadFile } from "./hub/downloadFile.ts";
import { type HubSettings, hubSettings } from "./hub/hubClient.ts";
import { type HubFile, type HubModel, readHubModel } from "./hub/hubModel.ts";
import { type ModelId, downloadCommand, modelIdText, parseModelId } from "./hub/modelId.ts";
import {
  type DownloadRecord,
  modelsFolder,
  openStaging,
  readDownloadRecord,
  storedModelFolder,
} from "./hub/modelStore.ts";
import type { DownloadOptions } from "./options.ts";
import { readVersion } from "./packageFiles.ts";

export interface DownloadResult {
  readonly record: DownloadRecord;
  readonly folder: string;
  /** Files of the model that Evenhand has no use for. */
  readonly leftOut: readonly string[];
  /** It was there already; nothing was fetched but the list of files. */
  readonly wasThere: boolean;
}

/** Plain data, so that a shell can show it before it asks for the download. */
export interface DownloadPlan {
  /** As people write it. */
  readonly model: string;
  readonly commit: string;
  readonly host: string;
  readonly licence?: string;
  readonly bytes: number;
  readonly files: number;
  readonly folder: string;
  readonly wasThere: boolean;
}

/**
 * Fetches a model by name from a hub. It is the only job that uses the network, and only a person's explicit command
 * starts it. The model's folder appears when every file is there and has the hash that the hub gives; what an
 * interrupted start has fetched is kept beside it, and the next start goes on from there.
 *
 * @throws EvenhandError `arguments.invalid`, `cancelled`, `checkpoint.invalid` for a model of another kind,
 *   `download.failed`, `download.refused`, `model.missing`, `output.exists`, `output.unwritable`
 */
export async function download(
  options: DownloadOptions,
  context: JobContext,
  settings: HubSettings = hubSettings(process.env),
): Promise<DownloadResult> {
  const { asked, model, chosen, target, earlier } = await lookUp(options, context, settings);
  if (earlier !== undefined) {
    return { record: earlier, folder: target, leftOut: leftOut(model, earlier.files), wasThere: true };
  }
  if (options.to === undefined) await prepareOutDirectory(dirname(modelsFolder()));
  const staging = await openStaging(target, model.commit);
  try {
    const fetcher = createFetcher(settings, asked, model, staging.folder, context);
    const files = await fetchAll(chosen, model, staging.folder, fetcher);
    const record: DownloadRecord = {
      version: 1,
      ...asked,
      hubId: model.id,
      endpoint: settings.endpoint,
      commit: model.commit,
      ...(model.licence === undefined ? {} : { licence: model.licence }),
      downloadedAt: new Date().toISOString(),
      generator: `evenhand ${readVersion()}`,
      files,
    };
    await staging.finish(record);
    return { record, folder: target, leftOut: leftOut(model, files), wasThere: false };
  } catch (error) {
    await staging.leave();
    throw isCancelled(error) ? stopped(asked, error) : error;
  }
}

/** What a download would bring, for the person who decides. Asks the hub for the list of files and fetches none. */
export async function planDownload(
  options: DownloadOptions,
  context: JobContext,
  settings: HubSettings = hubSettings(process.env),
): Promise<DownloadPlan> {
  const { asked, model, chosen, target, earlier } = await lookUp(options, context, settings);
  // Which parts an index names is known when it has been read; those that are there are the best guess until then.
  const shards = model.files.filter(({ path }) => /^[\w.-]+-\d+-of-\d+\.safetensors$/u.test(path));
  const weights = chosen.weights.kind === "one" ? [] : shards;
  const files = [...chosen.small, chosen.weights.file, ...weights];
  return {
    model: modelIdText(asked),
    commit: model.commit,
    host: new URL(settings.endpoint).host,
    ...(model.licence === undefined ? {} : { licence: model.licence }),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files: files.length,
    folder: target,
    wasThere: earlier !== undefined,
  };
}

interface LookedUp {
  readonly asked: ModelId;
  readonly model: HubModel;
  readonly chosen: ChosenFiles;
  /** Where it goes, or is. */
  readonly target: string;
  /** Of a download that was finished before. */
  readonly earlier: DownloadRecord | undefined;
}

async function lookUp(options: DownloadOptions, { signal }: JobContext, settings: HubSettings): Promise<LookedUp> {
  const asked = parseModelId(options.model, options.revision);
  if (asked === undefined) throw noModelId(options);
  const model = await readHubModel(settings, asked, signal);
  const chosen = chooseFiles(model);
  const target =
    options.to === undefined ? storedModelFolder(modelsFolder(), asked, model.commit) : resolve(options.to);
  const found = await readDownloadRecord(target);
  const isThis = found !== undefined && found.id === asked.id && found.commit === model.commit;
  return { asked, model, chosen, target, earlier: isThis ? found : undefined };
}

type Fetched = DownloadRecord["files"][number];

interface Fetcher {
  /** From here on progress has a total. */
  expect(files: readonly HubFile[]): Promise<void>;
  /** One file after the other. */
  take(file: HubFile): Promise<Fetched>;
}

async function fetchAll(chosen: ChosenFiles, model: HubModel, folder: string, fetcher: Fetcher): Promise<Fetched[]> {
  const { small, weights } = chosen;
  const config = small.find(({ path }) => path === "config.json") as HubFile;
  const fetched = [await fetcher.take(config)];
  await checkKind(join(folder, "config.json"), model); // before gigabytes of a model that we cannot read
  if (weights.kind === "index") fetched.push(await fetcher.take(weights.file));
  const shards =
    weights.kind === "one" ? [weights.file] : shardsOf(await readFile(join(folder, weights.file.path), "utf8"), model);
  const rest = [...small.filter((file) => file !== config), ...shards];
  await fetcher.expect(rest);
  for (const file of rest) fetched.push(await fetcher.take(file));
  return fetched.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function createFetcher(
  settings: HubSettings,
  model: ModelId,
  { commit }: HubModel,
  folder: string,
  { signal, onProgress }: JobContext,
): Fetcher {
  let before = 0;
  let total: number | undefined;
  return {
    async expect(files) {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      await checkRoom(folder, files, bytes);
      total = before + bytes;
    },
    async take(file) {
      const sha256 = await downloadFile(settings, {
        model,
        commit,
        file,
        path: join(folder, file.path),
        signal,
        onBytes(bytes) {
          const progress = { stage: `download ${model.id}`, done: before + bytes, unit: "bytes" } as const;
          onProgress(total === undefined ? progress : { ...progress, total });
        },
      });
      before += file.bytes;
      return { path: file.path, bytes: file.bytes, sha256 };
    },
  };
}

async function checkKind(path: string, { id }: HubModel): Promise<void> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new EvenhandError("download.refused", `The config.json of ${id} is not JSON: ${messageOf(cause)}`, {
      hint: "Choose another revision of the model.",
      cause,
    });
  }
  parseModelConfig(raw as Record<string, unknown>, `${id}/config.json`);
}

/** Told before the first gigabyte, not after the last one that fits. */
async function checkRoom(folder: string, files: readonly HubFile[], bytes: number): Promise<void> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Infinity, // file systems that do not say
  );
  const sizes = await Promise.all(
    files.flatMap(({ path }) =>
      [path, `${path}.part`].map((name) =>
        stat(join(folder, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    ),
  );
  const missing = bytes - sizes.reduce((sum, size) => sum + size, 0);
  if (missing <= free) return;
  throw new EvenhandError(
    "output.unwritable",
    `The model needs ${formatBytes(missing)} more; the disk of ${folder} has ${formatBytes(free)} left.`,
    { hint: "Make room, or choose a folder on another disk with --to or EVENHAND_MODELS." },
  );
}

function leftOut({ files }: HubModel, taken: readonly { readonly path: string }[]): string[] {
  const paths = new Set(taken.map(({ path }) => path));
  return files.map(({ path }) => path).filter((path) => !paths.has(path));
}

function noModelId({ model, revision }: DownloadOptions): EvenhandError {
  const asked = revision === undefined ? model : `${model} at ${revision}`;
  return new EvenhandError("arguments.invalid", `"${asked}" is not the name of a model on the hub.`, {
    hint: "Write it as its page does, such as distilgpt2 or HuggingFaceTB/SmolLM2-135M; a revision once, with @ or --revision.",
  });
}

function stopped(asked: ModelId, cause: unknown): EvenhandError {
  return new EvenhandError("cancelled", `Stopped the download of ${asked.id}; what was fetched is kept.`, {
    hint: `Go on with: ${downloadCommand(asked)}`,
    cause,
  });
}
