import * as vscode from "vscode";
import { findCorpusFiles } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import { Owner } from "./owner.ts";
import type { PolicyStore } from "./policyStore.ts";
import { storedReports } from "./reportFiles.ts";
import { readTaskDefinition, taskArguments, taskType } from "./taskDefinition.ts";
import type { TaskDefinition } from "./taskDefinition.ts";

/** The matcher of package.json for `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`. */
const problemMatcher = "$evenhand";

/** More corpora than this are not listed one by one. */
const mostCorpora = 20;

export interface TaskProgram {
  /** The bundled `cli.mjs`. */
  readonly cliPath: string;
  /** A Node program to run it with; the editor's own when undefined. */
  readonly nodePath: () => string | undefined;
}

/** The command line as tasks, so that tasks.json, the editor and a pipeline share what is run. The editor offers no tasks in Restricted Mode. */
export class EvenhandTasks extends Owner implements vscode.TaskProvider {
  readonly #program: TaskProgram;
  readonly #policies: PolicyStore;
  readonly #data: DataFolder;

  constructor(program: TaskProgram, policies: PolicyStore, data: DataFolder) {
    super();
    this.#program = program;
    this.#policies = policies;
    this.#data = data;
    this.own(vscode.tasks.registerTaskProvider(taskType, this));
  }

  /** What can be run in the first workspace folder as it is now. */
  async provideTasks(): Promise<vscode.Task[]> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (folder?.uri.scheme !== "file") return [];
    const policy = await this.#policies.known();
    const found = await findCorpusFiles(policy?.corpus);
    // A task starts in its folder: paths of other folders would name other files there.
    const all = found.filter((file) => vscode.workspace.getWorkspaceFolder(file)?.index === folder.index);
    const corpora = all.slice(0, mostCorpora).map((file) => vscode.workspace.asRelativePath(file, false));
    const offered: [string, TaskDefinition][] = [];
    const offer = (name: string, command: TaskDefinition["command"], paths: readonly string[], args: string[] = []) =>
      offered.push([name, { type: taskType, command, paths, args }]);
    if (all.length > 1 || policy?.corpus.length) {
      offer(vscode.l10n.t("scan the corpus"), "scan", policy?.corpus.length ? [] : ["."]);
    }
    for (const corpus of corpora) offer(vscode.l10n.t("scan {0}", corpus), "scan", [corpus]);
    for (const corpus of corpora) offer(vscode.l10n.t("generate counterfactuals of {0}", corpus), "augment", [corpus]);
    for (const corpus of corpora) offer(vscode.l10n.t("fine-tune on {0}", corpus), "train", [corpus]);
    if (policy?.gates.length) offer(vscode.l10n.t("check the gates"), "gate", []);
    const [newest] = await storedReports(this.#data);
    if (newest !== undefined) {
      const report = vscode.workspace.asRelativePath(newest, false);
      offer(
        vscode.l10n.t("write the newest report as a page"),
        "report",
        [report],
        ["--html", "evenhand-report.html", "--force"],
      );
    }
    return offered.map(([name, definition]) => this.#task(definition, definition, folder, name));
  }

  /** A task as tasks.json has it; undefined leaves it to the editor to say that it cannot be run. */
  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = readTaskDefinition(task.definition);
    const scope = task.scope ?? vscode.workspace.workspaceFolders?.[0];
    if (definition === undefined || scope === undefined) return undefined;
    // The editor knows its task again by the definition object itself.
    return this.#task(definition, task.definition, scope, task.name);
  }

  #task(
    definition: TaskDefinition,
    identity: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ): vscode.Task {
    const execution = new vscode.ProcessExecution(
      this.#program.nodePath() ?? process.execPath,
      [this.#program.cliPath, ...taskArguments(definition)],
      // Makes the editor's own program behave as Node; a real Node ignores it.
      { env: { ELECTRON_RUN_AS_NODE: "1" }, ...(typeof scope === "object" ? { cwd: scope.uri.fsPath } : {}) },
    );
    const task = new vscode.Task(identity, scope, name, "evenhand", execution, problemMatcher);
    if (definition.command === "scan" || definition.command === "gate") task.group = vscode.TaskGroup.Test;
    return task;
  }
}
