import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { policyFileName } from "../policy/policy.ts";
import type { Placed, PlacedSilence, Policy } from "../policy/policy.ts";
import type { Silence } from "../policy/silence.ts";
import { changeCommittedFile, committedFile, watchCommittedFile } from "./committedFile.ts";
import { nameInWorkspace } from "./corpusFiles.ts";
import { exists } from "./dataFolder.ts";
import type { LocalCopies } from "./localCopies.ts";
import { Owner } from "./owner.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { causeChain } from "./showError.ts";

/**
 * The evenhand.json of the first workspace folder: read when it is first asked for, and again when it changes. A mistake in it
 * is marked in the file; what draws goes on without it, what acts fails with it.
 */
export class PolicyStore extends Owner {
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #problems = this.own(vscode.languages.createDiagnosticCollection("evenhand.json"));
  readonly #copies: Pick<LocalCopies, "path">;
  #loading: Promise<Policy | undefined> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel, copies: Pick<LocalCopies, "path">) {
    super();
    this.#log = log;
    this.#copies = copies;
    this.own(watchCommittedFile(policyFileName, () => this.#reset()));
  }

  /** Where the file is or would be; undefined without a folder. */
  get uri(): vscode.Uri | undefined {
    return committedFile(policyFileName);
  }

  /** Undefined when there is no file. @throws EvenhandError `configuration.invalid` */
  load(): Promise<Policy | undefined> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  /** What can be said without failing: a mistake in the file is marked there, and noted in the log. */
  async known(): Promise<Policy | undefined> {
    try {
      return await this.load();
    } catch (error) {
      this.#log.warn(causeChain(error));
      return undefined;
    }
  }

  /** The settings of a resource; where one is empty, what the policy says. */
  async settings(resource?: vscode.Uri): Promise<Settings> {
    const settings = readSettings(resource);
    const { uri } = this;
    const policy = uri === undefined ? undefined : await this.known();
    if (uri === undefined || policy === undefined) return settings;
    return {
      ...settings,
      textField: settings.textField ?? policy.textField,
      lexiconFile: settings.lexiconFile ?? (await this.#lexiconFile(policy)),
    };
  }

  /** On disk. @throws EvenhandError `configuration.invalid` for a place that an untrusted workspace may not name */
  async #lexiconFile({ lexicon }: Policy): Promise<string | undefined> {
    const { uri } = this;
    if (lexicon === undefined || uri === undefined) return undefined;
    const folder = vscode.Uri.joinPath(uri, "..");
    // An absolute path would be read below the folder; one that climbs out of it would not.
    const file = vscode.Uri.joinPath(folder, lexicon);
    if (!vscode.workspace.isTrusted && !file.path.startsWith(`${folder.path.replace(/\/$/u, "")}/`)) {
      throw new EvenhandError(
        "configuration.invalid",
        `The lexicon ${lexicon} of ${policyFileName} is outside of the workspace's folder.`,
        { hint: "Trust the workspace, or keep the lexicon in its folder." },
      );
    }
    const path = await this.#copies.path(file);
    if (path === undefined) {
      throw new EvenhandError("lexicon.invalid", `${lexicon} is too large for a lexicon.`, {
        hint: `Name another file in ${policyFileName}.`,
      });
    }
    return path;
  }

  /** A file's path as silences and reports name it. */
  pathOf(file: vscode.Uri): string {
    return nameInWorkspace(file);
  }

  /** Adds a silence to the file, which is made where there is none; what is written there already stays as it is. */
  async silence(silence: Silence): Promise<void> {
    const { withSilence } = await import("../policy/policyEdits.ts");
    await this.#edit((text) => withSilence(text, silence, policyFileName));
  }

  /** Takes a silence back, wherever it stands in the text that is edited: that may have changes which are not saved yet. */
  async unsilence(entry: PlacedSilence): Promise<void> {
    const { withoutSilence } = await import("../policy/policyEdits.ts");
    await this.#edit((text) => withoutSilence(text ?? "", entry, policyFileName));
  }

  /** Names the team's lexicon in the file, where it names none. @param lexicon from the folder of the file */
  async nameLexicon(lexicon: string): Promise<void> {
    const { withLexicon } = await import("../policy/policyEdits.ts");
    await this.#edit((text) => withLexicon(text, lexicon, policyFileName));
  }

  async #edit(change: (text: string | undefined) => string): Promise<void> {
    const { uri } = this;
    if (uri === undefined) {
      throw new EvenhandError("configuration.invalid", "Without an open folder there is no place for evenhand.json.", {
        hint: "Open the folder of the corpus.",
      });
    }
    await changeCommittedFile(uri, change);
    this.#reset();
  }

  async #read(): Promise<Policy | undefined> {
    const { uri } = this;
    if (uri === undefined || !(await exists(uri))) {
      this.#problems.clear();
      return undefined;
    }
    const [bytes, { readPolicy }, { PolicyError }] = await Promise.all([
      vscode.workspace.fs.readFile(uri),
      import("../policy/readPolicy.ts"),
      import("../policy/jsonFields.ts"),
    ]);
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    try {
      const policy = readPolicy(text, policyFileName);
      this.#problems.clear();
      return policy;
    } catch (error) {
      if (error instanceof PolicyError) this.#problems.set(uri, [problemOf(error, error.place, text)]);
      throw error;
    }
  }

  #reset(): void {
    this.#loading = undefined;
    this.#changed.fire();
  }
}

function problemOf(error: EvenhandError, place: Placed, text: string): vscode.Diagnostic {
  const range = rangeIn(text, place);
  const severity = vscode.DiagnosticSeverity.Error;
  const diagnostic = new vscode.Diagnostic(range, `${error.message}. ${error.hint}`, severity);
  diagnostic.source = "Evenhand";
  return diagnostic;
}

/** The range of offsets in a text; at least one character, so that it can be seen. */
export function rangeIn(text: string, { start, end }: Placed): vscode.Range {
  const position = (offset: number): vscode.Position => {
    const lines = text.slice(0, offset).split("\n");
    return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  };
  return new vscode.Range(position(start), position(Math.max(end, start + 1)));
}
