import * as vscode from "vscode";
import { Commands } from "./editor/commands.ts";
import type { CommandHandlers } from "./editor/commands.ts";
import { memoryKeys } from "./editor/commandIds.ts";
import { compareReports } from "./editor/compareFlow.ts";
import { CounterfactualsView } from "./editor/counterfactualsView.ts";
import { counterfactualDecision, decide } from "./editor/decideFlow.ts";
import { DecisionStore } from "./editor/decisionStore.ts";
import { DataFolder } from "./editor/dataFolder.ts";
import { downloadModel } from "./editor/downloadFlow.ts";
import { FindingHints } from "./editor/findingHints.ts";
import { FindingsSource } from "./editor/findingsSource.ts";
import { FindingsView } from "./editor/findingsView.ts";
import { GateTests } from "./editor/gateTests.ts";
import { JobRunner } from "./editor/jobRunner.ts";
import { LocalCopies } from "./editor/localCopies.ts";
import { LanguageModelTools } from "./editor/languageModelTools.ts";
import {
  mostTextBytes,
  openAsRecords,
  openFinding,
  openPlace,
  openText,
  openTextOrRecords,
} from "./editor/openPlace.ts";
import type { Place, ShowRecords } from "./editor/openPlace.ts";
import { LexiconView } from "./editor/lexiconView.ts";
import { PolicyStore } from "./editor/policyStore.ts";
import { RecordAnalysis } from "./editor/recordAnalysis.ts";
import { chooseReport, parseReportLazily, readReport, saveImage, savePageHtml } from "./editor/reportFiles.ts";
import { RunsView } from "./editor/runsView.ts";
import { scanFile, scanWorkspace } from "./editor/scanFlow.ts";
import { openSample, startWalkthrough } from "./editor/sample.ts";
import { ScanStore } from "./editor/scanStore.ts";
import { readSettings } from "./editor/settings.ts";
import { showError } from "./editor/showError.ts";
import { ShownReport } from "./editor/shownReport.ts";
import { SilenceActions } from "./editor/silenceActions.ts";
import { StatusBar } from "./editor/statusBar.ts";
import { EvenhandTasks } from "./editor/tasks.ts";
import { SwapActions } from "./editor/swapActions.ts";
import { SwapDiff } from "./editor/swapDiff.ts";
import { SwapLens } from "./editor/swapLens.ts";
import { SwapPreview } from "./editor/swapPreview.ts";
import { TermDecorations } from "./editor/termDecorations.ts";
import { TermHover } from "./editor/termHover.ts";
import { JobClient } from "./jobs/client.ts";
import type { MentionLabel } from "./policy/mentionLabels.ts";
import type { AssociationRow, BiasReport } from "./report/biasReport.ts";
import { reportShown, stepDone } from "./editor/walkthroughSteps.ts";
import { ReportPanel } from "./webview/panel.ts";
import type { ShowOptions } from "./webview/panel.ts";
import { RecordsEditor } from "./webview/recordsEditor.ts";
import type { RecordsShell } from "./webview/recordsEditor.ts";

/** Builds the objects, introduces them to each other and returns at once; work starts with the first use. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const log = own(vscode.window.createOutputChannel("Evenhand", { log: true }));
  const folder = new DataFolder(context.globalStorageUri);
  const jobs = own(new JobRunner(new JobClient(jobSettings(context, log))));
  const copies = new LocalCopies(context.storageUri ?? context.globalStorageUri);
  const policies = own(new PolicyStore(log, copies));
  const scans = own(new ScanStore(folder, parseReportLazily, policies));
  const decisions = own(new DecisionStore(log));
  const analysis = own(new RecordAnalysis(policies, decisions));
  const preview = own(new SwapPreview(analysis, log));

  const hints = own(
    new FindingHints(analysis, scans, policies, vscode.Uri.joinPath(context.extensionUri, "docs", "rules.md"), log),
  );
  const gates = own(new GateTests(policies, folder));

  own(new TermDecorations(analysis, log));
  own(new SilenceActions(hints, analysis));
  own(new TermHover(analysis, scans, log));
  own(new SwapLens(analysis, log));
  const parts = { jobs, scans, policies, copies };
  const source = new FindingsSource(parts);
  own(new SwapActions(analysis, log));
  const findings = own(new FindingsView(scans, source, context.workspaceState, log));
  const runs = own(new RunsView(folder, jobs));
  const lexicon = own(new LexiconView({ jobs, scans, policies, folder, log }, analysis));
  const counterfactuals = own(new CounterfactualsView(analysis, decisions, log));
  const diff = own(new SwapDiff(analysis));
  own(new StatusBar(scans, jobs));
  own(new LanguageModelTools(jobs));
  own(new EvenhandTasks({ cliPath: context.asAbsolutePath("dist/cli.mjs"), nodePath }, policies, folder));

  const records = own(new RecordsEditor(context.extensionUri, recordsShell(context, log, policies, copies)));
  const showRecords: ShowRecords = (uri, target) => records.show(uri, target);
  const shownReport = new ShownReport(context.workspaceState, folder, jobs);
  const panel = own(
    new ReportPanel(context.extensionUri, {
      openPlace: (place) => openPlace(place, showRecords),
      saveImage,
      saveHtml: (content) => savePageHtml(content, context.extensionUri),
      restore: () => shownReport.restore(),
      shown: (report) => void reportShown(report),
      failed: (error) => void showError(log, error),
    }),
  );

  const showFile = async (file: vscode.Uri, options?: ShowOptions): Promise<void> => {
    panel.show(await readReport(file), options);
    await shownReport.remember(file);
  };
  /** What a job took a while for: whoever works on something else by then goes on doing so. */
  const showResult = async (report: BiasReport): Promise<void> => {
    panel.show(report, { preserveFocus: true });
    await shownReport.rememberNewest();
  };
  const generating = {
    showRecords,
    jobs,
    memory: context.workspaceState,
    policies,
    decisions,
    showReport: (file: vscode.Uri) => showFile(file, { preserveFocus: true }),
  };

  const label = async (said: MentionLabel, node: unknown): Promise<void> =>
    (await labelling()).labelMention(await lexicon.workbench(), node, said, lexicon.refresh);
  const switchTerm = async (isOn: boolean, node: unknown): Promise<void> =>
    (await labelling()).switchTerm(await lexicon.workbench(), node, isOn, lexicon.refresh);

  const handlers: CommandHandlers = {
    "evenhand.scanWorkspace": () => scanWorkspace(parts),
    "evenhand.scanFile": (uri) => scanFile(parts, uri),
    "evenhand.previewCounterfactuals": async () => (await previewing()).togglePreview(preview, analysis, policies),
    "evenhand.diffCounterfactuals": () => diff.show(),
    "evenhand.applyInRecord": async (uri, line) => (await swapping()).applyInRecord(analysis, uri, line),
    "evenhand.applyInDocument": async () => (await swapping()).applyInDocument(analysis),
    "evenhand.acceptSwap": async () => (await swapping()).decideAtCursor(analysis, decisions, "accept"),
    "evenhand.rejectSwap": async () => (await swapping()).decideAtCursor(analysis, decisions, "reject"),
    "evenhand.forgetDecision": (node) => decisions.withdraw(counterfactualDecision(node)),
    "evenhand.internal.decide": (request) => decide(decisions, request),
    "evenhand.forecastCounterfactuals": async () => {
      const shown = await (await generation()).forecastShown(jobs, policies, decisions, counterfactuals.file);
      if (shown !== undefined) counterfactuals.showForecast(shown);
    },
    "evenhand.generateCorpus": async (uri) => (await generation()).generateCorpus(generating, uri),
    "evenhand.generatePlanned": async (uri) =>
      (await generation()).generatePlanned(generating, uri ?? counterfactuals.file),
    "evenhand.downloadModel": () => downloadModel(jobs),
    "evenhand.fineTune": async () => {
      const report = await (
        await training()
      ).fineTune({ jobs, folder, policies, decisions, memory: context.workspaceState });
      if (report !== undefined) await showResult(report);
    },
    "evenhand.runStudy": async (uri) => {
      const report = await (await import("./editor/studyFlow.ts")).runStudy(jobs, folder, policies, uri);
      if (report !== undefined) await showResult(report);
    },
    "evenhand.resumeRun": async (run) => {
      const report = await (await training()).resumeRun(jobs, folder, context.workspaceState, run);
      if (report !== undefined) await showResult(report);
    },
    "evenhand.cancelRun": async (node) => (await runActions()).cancelRun(jobs, node),
    "evenhand.deleteRun": async (node, selected) => {
      await (await runActions()).deleteRuns(folder, node, selected);
      runs.refresh();
    },
    "evenhand.revealRun": async (node) => (await runActions()).revealRun(node),
    "evenhand.openReport": async (uri) => {
      const chosen = uri instanceof vscode.Uri ? uri : await chooseReport(folder);
      if (chosen !== undefined) await showFile(chosen);
    },
    "evenhand.compareReports": async (clicked, selected) => {
      const compared = await compareReports(jobs, folder, clicked, selected);
      if (compared === undefined) return;
      panel.showComparison(compared.comparison);
      await shownReport.remember(...compared.files);
    },
    "evenhand.checkGates": () => gates.checkAll(),
    "evenhand.showSilenced": async () => (await silencing()).showSilenced(policies, hints),
    "evenhand.silenceFinding": async (node) => (await silencing()).silenceFinding(policies, scans, node),
    "evenhand.unsilenceFinding": async (node) => (await silencing()).unsilenceFinding(policies, scans, node),
    "evenhand.openLexicon": () => lexicon.open(),
    "evenhand.labelMentions": async (node) => {
      await scans.load();
      await (await labelling()).labelMentions(await lexicon.workbench(), scans.report, node, lexicon.refresh);
    },
    "evenhand.labelPeople": (node) => label("people", node),
    "evenhand.labelOther": (node) => label("other", node),
    "evenhand.labelUnsure": (node) => label("unsure", node),
    "evenhand.switchTermOff": (node) => switchTerm(false, node),
    "evenhand.switchTermOn": (node) => switchTerm(true, node),
    "evenhand.addException": async (node) =>
      (await labelling()).addException(await lexicon.workbench(), node, lexicon.refresh),
    "evenhand.internal.silence": async (target) => (await silencing()).silence(policies, target),
    "evenhand.openAsRecords": (uri) => openAsRecords(uri, showRecords),
    "evenhand.filterFindings": async () => findings.show(await (await asking()).askForFilter(findings.query)),
    "evenhand.clearFindingsFilter": () => findings.clearFilter(),
    "evenhand.sortFindings": async () => findings.show(await (await asking()).askForSort(findings.query)),
    "evenhand.findingsByFile": () => findings.show({ ...findings.query, by: "file" }),
    "evenhand.findingsByGroup": () => findings.show({ ...findings.query, by: "group" }),
    "evenhand.internal.openFinding": async (row) => {
      await openFinding(row, await findings.unfold(row as AssociationRow), showRecords);
    },
    "evenhand.internal.openExample": (place) => openPlace(place as Place, showRecords),
    "evenhand.internal.openCorpus": (uri) => openTextOrRecords(uri as vscode.Uri, showRecords),
    "evenhand.openSample": () => openSample(context.extensionUri, context.globalStorageUri),
    "evenhand.startWalkthrough": () => startWalkthrough(context.extension.id),
    "evenhand.internal.showSwaps": async (uri, line) => (await swapping()).showSwaps(analysis, uri, line),
  };
  own(new Commands(handlers, log));
  // The editor passes over what is true already when it learns of the walkthrough, as in a window made for a folder.
  if ((vscode.workspace.workspaceFolders ?? []).length > 0) void stepDone("corpusOpened");
  // Only where a window was closed on a training: nothing is loaded otherwise.
  if (context.workspaceState.get(memoryKeys.waiting) === true) {
    training()
      .then(({ offerInterrupted }) => offerInterrupted(folder, context.workspaceState))
      .catch((error: unknown) => showError(log, error));
  }
}

/** Loaded when something is silenced for the first time. */
const silencing = () => import("./editor/silenceFlow.ts");
const labelling = () => import("./editor/lexiconFlow.ts");
const generation = () => import("./editor/generateFlow.ts");
const previewing = () => import("./editor/previewFlow.ts");
const swapping = () => import("./editor/recordEdits.ts");
const asking = () => import("./editor/findingsFlow.ts");
const training = () => import("./editor/trainFlow.ts");
const runActions = () => import("./editor/runActions.ts");

function jobSettings(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
  return {
    childPath: context.asAbsolutePath("dist/job-child.mjs"),
    nodePath,
    workingFolder: () => vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath,
    onNotice: (message: string) => log.info(message),
  };
}

function recordsShell(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  policies: PolicyStore,
  copies: LocalCopies,
): RecordsShell {
  return {
    path: async (uri) => (await copies.paths([uri]))[0] ?? uri.fsPath,
    settings: async (uri) => {
      const { axes, lexiconFile, textField, highlight } = await policies.settings(uri);
      const own = lexiconFile === undefined ? {} : { lexiconFile };
      const field = textField === undefined ? {} : { field: textField };
      return { file: { axes, ...own, ...field }, highlight, mostTextBytes: mostTextBytes(uri) };
    },
    childPath: context.asAbsolutePath("dist/records-child.mjs"),
    nodePath,
    openText,
    failed: (error) => void showError(log, error),
  };
}

/** The program that runs the children; the workspace may name one only where it is trusted. */
function nodePath(): string | undefined {
  return vscode.workspace.isTrusted ? readSettings().training.nodePath : undefined;
}
