import { EvenhandError } from "../../base/errors.ts";
import type { HubFile, HubModel } from "./hubModel.ts";

/** The files of a model that Evenhand reads, and those that tell where it comes from. */
export interface ChosenFiles {
  /** `config.json`, the tokenizer's files, model card and licence: small. */
  readonly small: readonly HubFile[];
  /** One file, or the index of several that `shardsOf` names. */
  readonly weights: { readonly kind: "one" | "index"; readonly file: HubFile };
}

const needed = ["config.json"];
const read = [
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "vocab.json",
  "merges.txt",
];
const provenance = /^(?:readme\.md|licen[cs]e(?:\.(?:md|txt))?|notice(?:\.(?:md|txt))?)$/iu;
const pickle = /\.(?:bin|pt|pth|ckpt|pkl|h5|msgpack)$/u;
const maximumSmallBytes = 256 << 20;

/** @throws EvenhandError `download.refused` for a model that has nothing we read */
export function chooseFiles({ id, files }: HubModel): ChosenFiles {
  const named = (name: string): HubFile | undefined => files.find(({ path }) => path === name);
  const one = named("model.safetensors");
  const index = named("model.safetensors.index.json");
  const weights = one ?? index;
  if (weights === undefined) throw noSafetensors(id, files);
  for (const name of needed) if (named(name) === undefined) throw lacks(id, name);
  if (
    named("tokenizer.json") === undefined &&
    (named("vocab.json") === undefined || named("merges.txt") === undefined)
  ) {
    throw lacks(id, "tokenizer.json, nor vocab.json with merges.txt");
  }
  const small = files.filter(({ path }) => needed.includes(path) || read.includes(path) || provenance.test(path));
  const large = small.find(({ bytes }) => bytes > maximumSmallBytes);
  if (large !== undefined) {
    throw new EvenhandError("download.refused", `${id} has a ${large.path} of ${large.bytes} bytes.`, {
      hint: "Such a file is small in every model that we know; look at the model's page before you trust it.",
    });
  }
  return { small, weights: { kind: one === undefined ? "index" : "one", file: weights } };
}

/**
 * The files that `model.safetensors.index.json` spreads the weights over, in order.
 *
 * @throws EvenhandError `download.refused` for an index that names no such files, or files that the model does not have
 */
export function shardsOf(indexText: string, { id, files }: HubModel): HubFile[] {
  let names: unknown[];
  try {
    const { weight_map: map } = JSON.parse(indexText) as { weight_map?: unknown };
    names = typeof map === "object" && map !== null ? [...new Set<unknown>(Object.values(map))] : [];
  } catch {
    names = [];
  }
  const shards = names.map((name) => files.find(({ path }) => path === name && /^[\w.-]+\.safetensors$/u.test(path)));
  if (shards.length === 0 || shards.includes(undefined)) {
    throw new EvenhandError(
      "download.refused",
      `${id}: its model.safetensors.index.json names files that are not there.`,
      {
        hint: "Choose another revision of the model; this one is not whole.",
      },
    );
  }
  return (shards as HubFile[]).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function noSafetensors(id: string, files: readonly HubFile[]): EvenhandError {
  const other = files.find(({ path }) => pickle.test(path))?.path;
  return new EvenhandError(
    "download.refused",
    other === undefined
      ? `${id} has no model.safetensors.`
      : `${id} has its weights in ${other} only; such a file can run code when it is opened.`,
    { hint: "Choose a model or a revision with safetensors, or convert it elsewhere: save_pretrained writes them." },
  );
}

function lacks(id: string, what: string): EvenhandError {
  return new EvenhandError("download.refused", `${id} has no ${what}.`, {
    hint: "Choose a language model in the layout of transformers.",
  });
}
