import { appendFile, readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { codeOf } from "../base/errors.ts";
import { LabelBook, labelLine } from "../policy/mentionLabels.ts";
import type { LabelledMention } from "../policy/mentionLabels.ts";
import type { DataFolder } from "./dataFolder.ts";

/** What people said of mentions, in `.evenhand/labels.jsonl`: a line for each label, the last of a mention counts. */
export class LabelStore {
  readonly #folder: DataFolder;
  readonly #log: vscode.LogOutputChannel;
  #loading: Promise<LabelBook> | undefined;

  constructor(folder: DataFolder, log: vscode.LogOutputChannel) {
    this.#folder = folder;
    this.#log = log;
  }

  book(): Promise<LabelBook> {
    this.#loading ??= this.#read();
    this.#loading.catch(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** On disk when it returns. */
  async add(label: LabelledMention): Promise<void> {
    const book = await this.book();
    await this.#folder.create();
    await appendFile(this.#file.fsPath, `${labelLine(label)}\n`);
    book.add(label);
  }

  get #file(): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder.uri, "labels.jsonl");
  }

  async #read(): Promise<LabelBook> {
    let text = "";
    try {
      text = await readFile(this.#file.fsPath, "utf8");
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error; // nothing was labelled yet
    }
    const { book, unreadable } = LabelBook.parse(text);
    if (unreadable > 0) this.#log.warn(`labels.jsonl: lines that are no label, passed over: ${unreadable}`);
    return book;
  }
}
