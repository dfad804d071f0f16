import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { mentionLabels } from "../policy/mentionLabels.ts";
import type { MentionLabel } from "../policy/mentionLabels.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { shownWord } from "../report/scanWords.ts";
import { maskSlurs } from "../report/wording.ts";
import { splitWords } from "../text/words.ts";
import { labelledSentence, labelName, shortBefore } from "./lexiconItems.ts";
import type { LexiconNode, MentionNode, TermNode } from "./lexiconItems.ts";
import type { LexiconWorkbench } from "./lexiconWorkbench.ts";
import { findCorpusFile, opensAsText } from "./openPlace.ts";
import { back, pickStep } from "./quickPickStep.ts";

/** UTF-16 units before a mention in a question, which has more room than the side bar. */
const questionUnits = 48;

/** Draws the tree anew. */
type Refresh = () => void;

/**
 * Asks of one mention after the other what it names, each shown in its file, by keyboard alone: from the first that is not
 * labelled on. Each answer is stored at once; leaving loses none.
 *
 * @param argument a term of the tree; asked for where there is none
 */
export async function labelMentions(
  workbench: LexiconWorkbench,
  report: BiasReport | undefined,
  argument: unknown,
  refresh: Refresh,
): Promise<void> {
  const term = await termOf(workbench, report, argument);
  if (term === undefined) return;
  for (;;) {
    if (!(await labelSample(workbench, term))) return refresh();
    refresh();
    const told = labelledSentence(await workbench.precisionOf(term), term.group.label);
    const more = vscode.l10n.t("Twenty More");
    const word = shownWord(term.term.term, workbench.slurs);
    const answer = await vscode.window.showInformationMessage(vscode.l10n.t("“{0}”: {1}", word, told), more);
    if (answer !== more) return;
    if (await workbench.grow(term)) continue;
    await vscode.window.showInformationMessage(vscode.l10n.t("All mentions of “{0}” are labelled.", word));
    return;
  }
}

/** True when every mention of the sample was asked for. */
async function labelSample(workbench: LexiconWorkbench, term: TermNode): Promise<boolean> {
  const mentions = await workbench.mentionsOf(term);
  const given = mentions.map(({ label }) => label);
  const firstOpen = given.indexOf(undefined);
  let at = firstOpen < 0 ? 0 : firstOpen;
  while (at < mentions.length) {
    const mention = mentions[at] as MentionNode;
    await showBehind(mention);
    const answer = await askLabel(workbench, mention, given[at], at, mentions.length);
    if (answer === undefined) return false;
    if (answer === back) {
      at = Math.max(0, at - 1);
      continue;
    }
    await workbench.label(mention, answer);
    given[at] = answer;
    at += 1;
  }
  return mentions.length > 0;
}

async function askLabel(
  workbench: LexiconWorkbench,
  { parent, mention }: MentionNode,
  before: MentionLabel | undefined,
  at: number,
  total: number,
): Promise<MentionLabel | typeof back | undefined> {
  const { slurs } = workbench;
  const items = mentionLabels.map((label) => ({
    label: labelName(label, parent.group.label),
    description: label === before ? vscode.l10n.t("now") : "",
    answer: label,
  }));
  const word = shownWord(parent.term.term, slurs);
  const answer = await pickStep({
    title: vscode.l10n.t("What does “{0}” name here?", word),
    step: at + 1,
    totalSteps: total,
    placeholder: shortBefore(maskSlurs(mention.text, slurs), mention.span.start, questionUnits),
    items,
  });
  return answer === undefined || answer === back ? answer : answer.answer;
}

/** Shows the mention in its file, where that opens as text; the words around it are in the question in any case. */
async function showBehind({ mention }: MentionNode): Promise<void> {
  const { file, line, column, span } = mention;
  try {
    const uri = await findCorpusFile(file);
    if (!(await opensAsText(uri))) return;
    const start = new vscode.Position(line - 1, column);
    const selection = new vscode.Range(start, start.translate(0, span.end - span.start));
    await vscode.window.showTextDocument(uri, { selection, preview: true, preserveFocus: true });
  } catch {
    // The question does not need the file.
  }
}

/** A term of the tree, or one that is asked for: ambiguous ones first. */
async function termOf(
  workbench: LexiconWorkbench,
  report: BiasReport | undefined,
  argument: unknown,
): Promise<TermNode | undefined> {
  const node = argument as LexiconNode | undefined;
  if (node?.kind === "term") return node;
  const groups = report?.scan?.groups ?? [];
  const found = groups.flatMap((group) => group.terms.map((term) => ({ group, term })));
  if (found.length === 0) {
    throw new EvenhandError("report.invalid", "No term was found by a scan yet.", {
      hint: "Use Scan Workspace first.",
    });
  }
  const ambiguous = new Set(report?.scan?.termPrecision?.map(({ group, term }) => JSON.stringify([group, term])));
  const items = found
    .map(({ group, term }) => ({
      label: shownWord(term.term, workbench.slurs),
      description: vscode.l10n.t("{0}, {1} mentions", group.label, term.mentions.toLocaleString("en")),
      isAmbiguous: ambiguous.has(JSON.stringify([group.group, term.term])),
      group,
      term,
    }))
    .toSorted((a, b) => Number(b.isAmbiguous) - Number(a.isAmbiguous) || b.term.mentions - a.term.mentions);
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Label mentions of which term?"),
    placeHolder: vscode.l10n.t("Ambiguous terms come first"),
    matchOnDescription: true,
  });
  if (chosen === undefined) return undefined;
  const [term] = await workbench.termsOf(chosen.group, [chosen.term]);
  return term;
}

/** Labels one mention of the tree. */
export async function labelMention(
  workbench: LexiconWorkbench,
  argument: unknown,
  label: MentionLabel,
  refresh: Refresh,
): Promise<void> {
  const node = argument as LexiconNode | undefined;
  if (node?.kind !== "mention") throw nothingChosen();
  await workbench.label(node, label);
  refresh();
}

/** Takes a term out of what is looked for, or back in, in the team's lexicon. */
export async function switchTerm(
  workbench: LexiconWorkbench,
  argument: unknown,
  isOn: boolean,
  refresh: Refresh,
): Promise<void> {
  const node = argument as LexiconNode | undefined;
  if (node?.kind !== "term") throw nothingChosen();
  const id = { group: node.group.group, term: node.term.term };
  await (isOn ? workbench.lexicon.switchOn(id) : workbench.lexicon.switchOff(id));
  refresh();
}

/** Asks for a phrase that holds the mention and names nobody, and adds it to the exceptions of the team's lexicon. */
export async function addException(workbench: LexiconWorkbench, argument: unknown, refresh: Refresh): Promise<void> {
  const node = argument as LexiconNode | undefined;
  if (node?.kind !== "mention") throw nothingChosen();
  const { parent, mention } = node;
  const surface = mention.text.slice(mention.span.start, mention.span.end);
  const phrase = await vscode.window.showInputBox({
    title: vscode.l10n.t("Exception of {0}", parent.group.label),
    prompt: vscode.l10n.t("A phrase around “{0}” that names nobody, wherever it stands", surface),
    value: suggestedPhrase(mention.text, mention.span.end, surface),
    validateInput: (value) =>
      holdsMore(value, parent.term.term)
        ? undefined
        : vscode.l10n.t("“{0}” and at least one word more", parent.term.term),
  });
  if (phrase === undefined || !holdsMore(phrase, parent.term.term)) return;
  await workbench.lexicon.addException(parent.group.group, phrase.trim());
  refresh();
}

/** The mention and the word behind it, in small letters: `black box`. */
export function suggestedPhrase(text: string, end: number, surface: string): string {
  const [next] = splitWords(text.slice(end));
  return [surface, ...(next === undefined ? [] : [text.slice(end + next.start, end + next.end)])]
    .join(" ")
    .toLowerCase();
}

/** Whether a phrase holds the words of a term one after the other, and others. */
export function holdsMore(phrase: string, term: string): boolean {
  const [words, own] = [phrase, term].map((text) => splitWords(text).map(({ canonical }) => canonical));
  if (words === undefined || own === undefined || words.length <= own.length) return false;
  return words.some((_, at) => own.every((word, index) => words[at + index] === word));
}

function nothingChosen(): EvenhandError {
  return new EvenhandError("arguments.invalid", "No term or mention is chosen.", {
    hint: "Use the menu of a term or a mention in the Lexicon view.",
  });
}
