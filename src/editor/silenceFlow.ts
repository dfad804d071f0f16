import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { Silence } from "../policy/silence.ts";
import { silenceOf } from "../policy/silence.ts";
import type { PlacedSilence, Policy } from "../policy/policy.ts";
import { isRule } from "../policy/rules.ts";
import { shownWord } from "../report/scanWords.ts";
import { slursOf } from "../report/wording.ts";
import { baseName } from "./corpusFiles.ts";
import { directivesOf } from "./findHints.ts";
import type { FindingHints } from "./findingHints.ts";
import type { FindingNode } from "./findingsModel.ts";
import { groupName } from "./findingsModel.ts";
import { rangeIn } from "./policyStore.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { ScanStore } from "./scanStore.ts";

/** Asks for a reason, which may be empty, and writes the silence of a quick fix. Nothing is written on Escape. */
export async function silence(policies: PolicyStore, argument: unknown): Promise<void> {
  await silenceWithReason(policies, argument as Silence);
}

/** For a row of the findings: asks how much is meant, then why. */
export async function silenceFinding(policies: PolicyStore, scans: ScanStore, argument: unknown): Promise<void> {
  const node = argument as FindingNode | undefined;
  const choices = node === undefined ? [] : choicesFor(node, scans);
  if (choices.length === 0) throw nothingChosen();
  const title = vscode.l10n.t("Silence what?");
  const chosen = choices.length === 1 ? choices[0] : await vscode.window.showQuickPick(choices, { title });
  if (chosen === undefined) return;
  await silenceWithReason(policies, chosen.silence);
}

/** For a silenced row of the findings: takes back the entry of evenhand.json that silences it. */
export async function unsilenceFinding(policies: PolicyStore, scans: ScanStore, argument: unknown): Promise<void> {
  const node = argument as FindingNode | undefined;
  const policy = await policies.load();
  const files = node !== undefined && "file" in node && node.file !== undefined ? [node.file] : filesOf(scans);
  let entry: PlacedSilence | undefined;
  if (node?.kind === "association") {
    const { group, word } = node.row;
    entry = silenceOf(policy?.silenced ?? [], { rule: "association", group, word, files });
  } else if (node?.kind === "problem" && isRule(node.problem.kind)) {
    entry = silenceOf(policy?.silenced ?? [], { rule: node.problem.kind, files });
  }
  if (entry === undefined) throw nothingChosen();
  await policies.unsilence(entry);
}

/** Lists what is silenced, in evenhand.json and by comments of open documents, with a way back. */
export async function showSilenced(policies: PolicyStore, hints: FindingHints): Promise<void> {
  const policy = await policies.load();
  const documents = vscode.workspace.textDocuments.filter((document) => document.uri.scheme === "file");
  const items = [...policyItems(policy), ...documents.flatMap(commentItems)];
  if (items.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t("Nothing is silenced."));
    return;
  }
  const counts = documents.flatMap((document) => hints.of(document) ?? []);
  const hidden = counts.reduce((sum, one) => sum + one.silencedByPolicy + one.silencedByComments, 0);
  const title =
    hidden === 0
      ? vscode.l10n.t("Silenced findings")
      : vscode.l10n.t("Silenced findings (hints in open files: {0})", hidden);
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t("Choose one to see it or to take it back"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const { silenced } = chosen;
  if ("uri" in silenced) {
    // A comment is text of the user's: it is shown, and its removal is theirs.
    await showLine(silenced.uri, silenced.line);
    return;
  }
  const unsilence = { label: vscode.l10n.t("Unsilence"), description: vscode.l10n.t("take it out of evenhand.json") };
  const open = { label: vscode.l10n.t("Show in evenhand.json") };
  const action = await vscode.window.showQuickPick([unsilence, open], { title: chosen.label });
  if (action === unsilence) await policies.unsilence(silenced);
  else if (action === open) await openEntry(policies, silenced);
}

interface SilencedItem extends vscode.QuickPickItem {
  /** The entry of evenhand.json, or the place of a comment. */
  readonly silenced: PlacedSilence | { readonly uri: vscode.Uri; readonly line: number };
}

function policyItems(policy: Policy | undefined): SilencedItem[] {
  return (policy?.silenced ?? []).map((entry) => ({
    silenced: entry,
    label: `$(mute) ${silenceName(entry)}`,
    description: vscode.l10n.t("evenhand.json, line {0}", entry.place.line),
    ...(entry.reason === undefined ? {} : { detail: entry.reason }),
  }));
}

function commentItems(document: vscode.TextDocument): SilencedItem[] {
  return directivesOf(document).silences.map((entry) => ({
    silenced: { uri: document.uri, line: entry.line },
    label: `$(comment) ${silenceName(entry)}`,
    description: vscode.l10n.t("{0}, line {1}", baseName(document.uri), entry.line + 1),
    ...(entry.reason === undefined ? {} : { detail: entry.reason }),
  }));
}

/** `association · “nurse” · gender.female · letters.jsonl`. */
export function silenceName({ rule, group, word, file, records }: Silence): string {
  return [
    rule === "*" ? vscode.l10n.t("every rule") : rule,
    word === undefined ? undefined : `“${word}”`,
    group,
    file,
    records === undefined ? undefined : vscode.l10n.t("{0} records", records.length),
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

interface SilenceItem extends vscode.QuickPickItem {
  readonly silence: Silence;
}

/** From the narrowest on. In a file where the row is of one: below it in the tree, or of a scan of that file alone. */
function choicesFor(node: FindingNode, scans: ScanStore): SilenceItem[] {
  if (node.kind === "problem" && isRule(node.problem.kind)) {
    const rule = node.problem.kind;
    const file = onlyFile(scans);
    const inFile: SilenceItem[] =
      file === undefined
        ? []
        : [{ label: vscode.l10n.t("{0} in {1}", rule, file), silence: { rule, file } }, everythingIn(file)];
    return [...inFile, { label: rule, silence: { rule } }];
  }
  if (node.kind !== "association") return [];
  const { group, word } = node.row;
  const { report } = scans;
  const shown = report === undefined ? word : shownWord(word, slursOf(report));
  const name = groupName(group, report?.scan);
  const rule = "association";
  const file = node.file ?? onlyFile(scans);
  const inFile: SilenceItem[] =
    file === undefined
      ? []
      : [
          { label: vscode.l10n.t("“{0}” with {1} in {2}", shown, name, file), silence: { rule, group, word, file } },
          { label: vscode.l10n.t("“{0}” with any group in {1}", shown, file), silence: { rule, word, file } },
          { label: vscode.l10n.t("every association in {0}", file), silence: { rule, file } },
          everythingIn(file),
        ];
  return [
    ...inFile,
    { label: vscode.l10n.t("“{0}” with {1}", shown, name), silence: { rule, group, word } },
    { label: vscode.l10n.t("“{0}” with any group", shown), silence: { rule, word } },
    { label: vscode.l10n.t("every association of {0}", name), silence: { rule, group } },
    { label: vscode.l10n.t("every association"), silence: { rule } },
  ];
}

function everythingIn(file: string): SilenceItem {
  return { label: vscode.l10n.t("every finding in {0}", file), silence: { rule: "*", file } };
}

/** The files of the last scan, as its report names them. */
function filesOf({ report }: ScanStore): string[] {
  return report?.corpus?.files.map(({ name }) => name) ?? [];
}

function onlyFile(scans: ScanStore): string | undefined {
  const [file, ...others] = filesOf(scans);
  return others.length === 0 ? file : undefined;
}

async function silenceWithReason(policies: PolicyStore, silence: Silence): Promise<void> {
  const answer = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("Why is it silenced? The reason stands beside it in reports; it may be left empty."),
    placeHolder: vscode.l10n.t("for example: a fact of the subject"),
  });
  const reason = answer?.trim();
  if (reason === undefined) return;
  await policies.silence({ ...silence, ...(reason === "" ? {} : { reason }) });
}

async function openEntry({ uri }: PolicyStore, entry: PlacedSilence): Promise<void> {
  if (uri === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { selection: rangeIn(document.getText(), entry.place) });
}

async function showLine(uri: vscode.Uri, line: number): Promise<void> {
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
}

function nothingChosen(): EvenhandError {
  return new EvenhandError("arguments.invalid", "No finding is chosen.", {
    hint: "Use the menu of an associated word or a data problem in the Findings view.",
  });
}
