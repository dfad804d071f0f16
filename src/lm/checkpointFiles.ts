import { randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { EvenhandError, messageOf, reasonOf } from "../base/errors.ts";

/**
 * A JSON file of a model folder.
 *
 * @param code what the error is called when the file is not JSON
 * @throws EvenhandError `checkpoint.unreadable` or `code`
 */
export async function readJson(
  directory: string,
  name: string,
  code: "checkpoint.invalid" | "tokenizer.invalid",
): Promise<unknown> {
  const path = join(directory, name);
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EvenhandError(code, `${path} is not JSON: ${messageOf(cause)}`, {
      hint: "Download or save the model again; the file is damaged.",
      cause,
    });
  }
}

/** @throws EvenhandError `checkpoint.unreadable` */
export async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

/** Writes a file under a temporary name and renames it when it is whole and on disk. */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(temporary, "wx");
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export function unreadable(path: string, cause: unknown): EvenhandError {
  return new EvenhandError("checkpoint.unreadable", `Cannot read ${path}: ${reasonOf(cause)}`, {
    hint: "Give the folder of a model: config.json, model.safetensors and tokenizer.json.",
    cause,
  });
}
