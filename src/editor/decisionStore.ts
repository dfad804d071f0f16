import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { SwapDecision } from "../cda/decisions/swapDecision.ts";
import { committedFile, watchCommittedFile } from "./committedFile.ts";
import { exists } from "./dataFolder.ts";
import { Owner } from "./owner.ts";
import { causeChain } from "./showError.ts";

const fileName = "evenhand.decisions";

/**
 * What people decided about swaps: the file evenhand.decisions of the first workspace folder, which is committed and
 * which the command line reads too. Read when it is first asked for, and again when it changes.
 */
export class DecisionStore extends Owner {
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #loading: Promise<readonly SwapDecision[]> | undefined;
  /** One change of the file after the other. */
  #writing: Promise<void> = Promise.resolve();

  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel) {
    super();
    this.#log = log;
    this.own(watchCommittedFile(fileName, () => this.#reset()));
  }

  /** Where the file is or would be; undefined without a folder. */
  get uri(): vscode.Uri | undefined {
    return committedFile(fileName);
  }

  /** The file for jobs; undefined while there is none. */
  async file(): Promise<string | undefined> {
    const { uri } = this;
    return uri !== undefined && (await exists(uri)) ? uri.fsPath : undefined;
  }

  /** Empty when there is no file. @throws EvenhandError `configuration.invalid` */
  load(): Promise<readonly SwapDecision[]> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  /** What can be said without failing: a mistake in the file is noted in the log, and generating fails with it. */
  async known(): Promise<readonly SwapDecision[]> {
    try {
      return await this.load();
    } catch (error) {
      this.#log.warn(causeChain(error));
      return [];
    }
  }

  /** Writes decisions down; earlier ones about the same give way. */
  async decide(decisions: readonly SwapDecision[]): Promise<void> {
    const { withDecisions } = await import("../cda/decisions/decisionsFile.ts");
    await this.#edit((text) => withDecisions(text, decisions, fileName));
  }

  /** Takes back whatever was decided about the same swaps, words or rules. */
  async withdraw(decisions: readonly SwapDecision[]): Promise<void> {
    const { withoutDecisions } = await import("../cda/decisions/decisionsFile.ts");
    await this.#edit((text) => withoutDecisions(text, decisions, fileName));
  }

  #edit(change: (text: string) => string): Promise<void> {
    const next = this.#writing.then(async () => {
      const { uri } = this;
      if (uri === undefined) {
        throw new EvenhandError("configuration.invalid", "Without an open folder there is no place for decisions.", {
          hint: "Open the folder of the corpus.",
        });
      }
      const bytes = (await exists(uri)) ? await vscode.workspace.fs.readFile(uri) : new Uint8Array();
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(change(new TextDecoder().decode(bytes))));
      this.#reset();
    });
    this.#writing = next.catch(() => {});
    return next;
  }

  async #read(): Promise<readonly SwapDecision[]> {
    const { uri } = this;
    if (uri === undefined || !(await exists(uri))) return [];
    const [bytes, { readDecisions }] = await Promise.all([
      vscode.workspace.fs.readFile(uri),
      import("../cda/decisions/decisionsFile.ts"),
    ]);
    return readDecisions(new TextDecoder().decode(bytes), fileName);
  }

  #reset(): void {
    this.#loading = undefined;
    this.#changed.fire();
  }
}
