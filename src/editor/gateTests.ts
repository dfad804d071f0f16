import * as vscode from "vscode";
import type { GateResult } from "../policy/checkGate.ts";
import { limitWords } from "../policy/gateWords.ts";
import type { Policy } from "../policy/policy.ts";
import type { StoredReport } from "../report/storedReport.ts";
import { baseName } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import { Owner } from "./owner.ts";
import { rangeIn } from "./policyStore.ts";
import type { PolicyStore } from "./policyStore.ts";
import { readReport, storedReports } from "./reportFiles.ts";
import { messageOf } from "../base/errors.ts";

type PlacedGate = Policy["gates"][number];

/** The gates of evenhand.json as tests: the same as those of `evenhand gate`, against the reports of the workspace. */
export class GateTests extends Owner {
  readonly #policies: PolicyStore;
  readonly #folder: DataFolder;
  readonly #controller = this.own(vscode.tests.createTestController("evenhand.gates", "Evenhand"));
  /** Runs that go on until they are cancelled: they look again when a report is written. */
  readonly #continuous = new Set<vscode.TestRunRequest>();
  readonly #profile: vscode.TestRunProfile;

  constructor(policies: PolicyStore, folder: DataFolder) {
    super();
    this.#policies = policies;
    this.#folder = folder;
    const kind = vscode.TestRunProfileKind.Run;
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
      this.#start(request, token);
    this.#profile = this.own(
      this.#controller.createRunProfile(vscode.l10n.t("Check Gates"), kind, run, true, undefined, true),
    );
    this.#controller.refreshHandler = () => this.#list();
    this.own(policies.onDidChange(() => void this.#list().then(() => this.#look())));
    const watcher = this.own(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder.uri, "{reports,scans}/*.json")),
    );
    this.own(watcher.onDidCreate(() => void this.#look()));
    this.own(watcher.onDidChange(() => void this.#look()));
    this.own(watcher.onDidDelete(() => void this.#look()));
    void this.#list();
  }

  /** Checks all gates and shows the Testing view. @throws EvenhandError `configuration.invalid` when the policy is broken */
  async checkAll(): Promise<void> {
    const policy = await this.#policies.load();
    if (policy === undefined || policy.gates.length === 0) {
      const open = vscode.l10n.t("Open evenhand.json");
      const text = vscode.l10n.t("evenhand.json has no gates yet: limits for figures of scans and trained models.");
      if ((await vscode.window.showInformationMessage(text, open)) === open) await this.#openPolicy();
      return;
    }
    await this.#list();
    await vscode.commands.executeCommand("workbench.view.testing.focus");
    await this.#run(new vscode.TestRunRequest(undefined, undefined, this.#profile));
  }

  async #openPolicy(): Promise<void> {
    const { uri } = this.#policies;
    if (uri === undefined) return;
    if ((await this.#policies.load()) === undefined) {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('{\n  "gates": [\n    \n  ]\n}\n'));
    }
    await vscode.window.showTextDocument(uri);
  }

  /** The tests follow the file: one for each gate, known by its name. */
  async #list(): Promise<void> {
    const { uri } = this.#policies;
    const policy = await this.#policies.known();
    if (this.isDisposed) return;
    if (uri === undefined || policy === undefined) {
      this.#controller.items.replace([]);
      return;
    }
    const text = policy.gates.length === 0 ? "" : await textOf(uri);
    this.#controller.items.replace(
      policy.gates.map((gate, index) => {
        const item = this.#controller.createTestItem(gate.name, gate.name, uri);
        item.description = `${gate.measure} ${limitWords(gate)}`;
        item.range = rangeIn(text, gate.place);
        item.sortText = String(index).padStart(4, "0");
        return item;
      }),
    );
  }

  async #start(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (request.continuous === true) {
      this.#continuous.add(request);
      token.onCancellationRequested(() => this.#continuous.delete(request));
    }
    await this.#run(request);
  }

  /** Something changed: earlier results are marked as such, and runs that go on run. */
  async #look(): Promise<void> {
    this.#controller.invalidateTestResults();
    for (const request of this.#continuous) await this.#run(request);
  }

  async #run(request: vscode.TestRunRequest): Promise<void> {
    const run = this.#controller.createTestRun(request);
    try {
      const policy = await this.#policies.load();
      const gates = (policy?.gates ?? []).filter((gate) => isAsked(request, gate.name));
      for (const gate of gates) {
        const item = this.#controller.items.get(gate.name);
        if (item !== undefined) run.started(item);
      }
      const { checkGates } = await import("../policy/checkGates.ts");
      const results = await checkGates(gates, this.#reports(), policy?.silenced ?? []);
      for (const result of results) {
        const item = this.#controller.items.get(result.gate.name);
        if (item !== undefined) tell(run, item, result);
        run.appendOutput(`${result.gate.name}: ${result.reason}${sourceWords(result)}\r\n`, undefined, item);
      }
    } catch (error) {
      // A broken policy or report: every gate that was asked for says so.
      this.#controller.items.forEach((item) => {
        if (isAsked(request, item.id)) run.errored(item, new vscode.TestMessage(messageOf(error)));
      });
    } finally {
      run.end();
    }
  }

  async *#reports(): AsyncGenerator<StoredReport> {
    for (const uri of await storedReports(this.#folder)) yield { name: baseName(uri), report: await readReport(uri) };
  }
}

function tell(
  run: vscode.TestRun,
  item: vscode.TestItem,
  { gate, verdict, letsPass, reason, figure, source }: GateResult<PlacedGate> & { readonly source?: string },
): void {
  if (verdict === "passed") return run.passed(item);
  if (letsPass) return run.skipped(item);
  const text = source === undefined ? reason : `${reason}\n${vscode.l10n.t("report: {0}", source)}`;
  const message = new vscode.TestMessage(text);
  if (item.uri !== undefined && item.range !== undefined) {
    message.location = new vscode.Location(item.uri, item.range);
  }
  if (figure !== undefined) {
    message.expectedOutput = limitWords(gate);
    message.actualOutput = String(figure.value);
  }
  run.failed(item, message);
}

function isAsked({ include, exclude }: vscode.TestRunRequest, id: string): boolean {
  const has = (items: readonly vscode.TestItem[]): boolean => items.some((item) => item.id === id);
  return (include === undefined || has(include)) && !has(exclude ?? []);
}

function sourceWords({ source }: { readonly source?: string }): string {
  return source === undefined ? "" : ` (${source})`;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
}
