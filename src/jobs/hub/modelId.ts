/** A model on the hub, as people write it: `distilgpt2`, `HuggingFaceTB/SmolLM2-135M`, `gpt2@COMMIT`. */
export interface ModelId {
  /** `name` or `owner/name`. */
  readonly id: string;
  /** A branch, a tag or a commit; `main` when it was not given. */
  readonly revision: string;
}

export const defaultRevision = "main";

/** The hub's own rule for owners and names; it leaves no way to write `..` or an absolute path. */
const part = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/u;

/** Undefined for what cannot be a model's name, such as `./model` or `/data/model`. */
export function parseModelId(text: string, askedRevision?: string): ModelId | undefined {
  const at = text.indexOf("@");
  const id = at === -1 ? text : text.slice(0, at);
  const written = at === -1 ? undefined : text.slice(at + 1);
  const revision = askedRevision ?? written ?? defaultRevision;
  const parts = id.split("/");
  const isName = parts.length <= 2 && parts.every((it) => part.test(it) && !it.includes("--") && !it.includes(".."));
  const isRevision = /^[A-Za-z0-9._/-]{1,200}$/u.test(revision) && !revision.includes("..");
  return isName && isRevision && (written === undefined || askedRevision === undefined) ? { id, revision } : undefined;
}

/** As people write it; the revision only where it is not the usual one. */
export function modelIdText({ id, revision }: ModelId): string {
  return revision === defaultRevision ? id : `${id}@${revision}`;
}

/** What a person types to get the model. */
export function downloadCommand(model: ModelId): string {
  return `evenhand download ${modelIdText(model)}`;
}
