import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { parseLexicon } from "../lexicon/readLexicon.ts";
import { emptyTeamLexicon, teamLexiconName, withException, withTermOff, withTermOn } from "../policy/lexiconEdits.ts";
import type { GroupTerm } from "../policy/lexiconEdits.ts";
import { changeCommittedFile } from "./committedFile.ts";
import { baseName } from "./corpusFiles.ts";
import { exists } from "./dataFolder.ts";
import { requireFolderOnDisk } from "./localCopies.ts";
import type { PolicyStore } from "./policyStore.ts";

/** The lexicon that is in force for the workspace, as far as the team changed it: the file of the settings or of evenhand.json. */
export class TeamLexicon {
  readonly #policies: PolicyStore;

  constructor(policies: PolicyStore) {
    this.#policies = policies;
  }

  /** Undefined where the bundled lexicon is used as it is. */
  async file(): Promise<vscode.Uri | undefined> {
    const { lexiconFile } = await this.#policies.settings();
    return lexiconFile === undefined ? undefined : vscode.Uri.file(lexiconFile);
  }

  /** Whether a term is looked for by the file as it is now. @throws EvenhandError `lexicon.invalid` */
  async looksFor(): Promise<(term: GroupTerm) => boolean> {
    const uri = await this.file();
    if (uri === undefined || !(await exists(uri))) return () => true;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const { groups } = parseLexicon(text, baseName(uri));
    const terms = new Map(groups.map((group) => [group.id, new Set(group.terms.map((term) => term.text))]));
    return ({ group, term }) => terms.get(group)?.has(term) === true;
  }

  switchOff(term: GroupTerm): Promise<void> {
    return this.#change((text, name) => withTermOff(text, term, name));
  }

  switchOn(term: GroupTerm): Promise<void> {
    return this.#change((text, name) => withTermOn(text, term, name));
  }

  addException(group: string, phrase: string): Promise<void> {
    return this.#change((text, name) => withException(text, group, phrase, name));
  }

  async #change(change: (text: string, name: string) => string): Promise<void> {
    // There, the file in force is a copy, which nobody else would see changed.
    requireFolderOnDisk("Changing a lexicon");
    if (!vscode.workspace.isTrusted) {
      throw new EvenhandError("workspace.untrusted", "A lexicon is changed in a trusted workspace only.", {
        hint: "Trust the workspace first.",
      });
    }
    const own = await this.file();
    const uri = own ?? this.#place();
    await changeCommittedFile(uri, (text) => change(text ?? emptyTeamLexicon, baseName(uri)));
    if (own === undefined) await this.#policies.nameLexicon(teamLexiconName);
  }

  #place(): vscode.Uri {
    const { uri } = this.#policies;
    if (uri !== undefined) return vscode.Uri.joinPath(uri, "..", teamLexiconName);
    throw new EvenhandError("lexicon.invalid", "Without an open folder there is no place for a lexicon.", {
      hint: "Open the folder of the corpus.",
    });
  }
}
