import * as vscode from "vscode";
import { directiveFor, readDirectives } from "../policy/directives.ts";
import type { Directives } from "../policy/directives.ts";
import type { Policy } from "../policy/policy.ts";
import { recordHash } from "../corpus/recordHash.ts";
import { isRule, rules, unknownRule } from "../policy/rules.ts";
import type { Rule } from "../policy/rules.ts";
import { silenceOf } from "../policy/silence.ts";
import type { Finding } from "../policy/silence.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { precisionText, shownWord } from "../report/scanWords.ts";
import { slursOf } from "../report/wording.ts";
import { groupName, precisionOf } from "./findingsModel.ts";
import { strongWords, textFindings } from "./hintText.ts";
import type { TextFinding } from "./hintText.ts";
import { rangeOf } from "./recordAnalysis.ts";
import type { Analyser } from "./recordAnalysis.ts";

/** The editor shows no more of one file; the last one then says that there are more. */
const mostHints = 1000;

/** Time between two breaks for the rest of the editor. */
const sliceMs = 15;

/** A finding at a place of a document, with what silences it. */
export interface Hint {
  /** Absent for a comment that names no rule. */
  readonly finding?: Finding;
  readonly range: vscode.Range;
  readonly diagnostic: vscode.Diagnostic;
}

/** What was found in a document, and how much of it is silenced. */
export interface DocumentHints {
  readonly version: number;
  readonly hints: readonly Hint[];
  readonly silencedByPolicy: number;
  readonly silencedByComments: number;
}

/** The section of docs/rules.md about a hint's code. */
export type PageOf = (code: Rule | typeof unknownRule) => vscode.Uri;

/** What is known about a document beside its text. */
interface Known {
  readonly report: BiasReport | undefined;
  readonly policy: Policy | undefined;
  /** As silences name the document. */
  readonly path: string;
  readonly pageOf: PageOf;
}

/** Looks through a document, giving way to the editor every few milliseconds; undefined when it changed meanwhile. */
export async function findHints(
  document: vscode.TextDocument,
  analyser: Analyser,
  known: Known,
): Promise<DocumentHints | undefined> {
  const { version } = document;
  const { report, path } = known;
  const teller = new Teller(document, known);
  const strong = strongWords(report);
  // Reports of the command line may name files from the folder that was scanned: by the end of their paths.
  const isNamed = report?.corpus?.files.some(({ name }) => name === path) === true;
  const isHere = (file: string): boolean => (isNamed ? file === path : `/${path}`.endsWith(`/${file}`));
  let resumedMs = performance.now();
  for (let line = 0; line < document.lineCount; line += 1) {
    if (performance.now() - resumedMs > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      resumedMs = performance.now();
    }
    if (document.version !== version) return undefined;
    const analysed = teller.isComment(line) ? undefined : analyser.at(document, line);
    if (analysed === undefined) continue;
    for (const finding of textFindings(analysed.record.text, analysed.terms, strong)) {
      teller.tell(finding, rangeOf(analysed, finding), analysed.record.text);
    }
  }
  for (const { kind, sentence, hint, examples } of report?.scan?.dataProblems ?? []) {
    for (const example of examples) {
      const line = (example.line ?? 0) - 1;
      if (!isRule(kind) || line < 0 || line >= document.lineCount || !isHere(example.file)) continue;
      const text = analyser.at(document, line)?.record.text;
      const range = new vscode.Range(line, 0, line, document.lineAt(line).text.length);
      teller.tellProblem(kind, `${sentence} ${hint}`, range, text);
    }
  }
  return teller.told();
}

/** Collects hints, and counts what is silenced. */
class Teller {
  readonly #document: vscode.TextDocument;
  readonly #report: BiasReport | undefined;
  readonly #slurs: ReadonlySet<string>;
  readonly #policy: Policy | undefined;
  readonly #path: string;
  readonly #pageOf: PageOf;
  readonly #directives: Directives;
  readonly #hints: Hint[] = [];
  #more = 0;
  #silencedByPolicy = 0;
  #silencedByComments = 0;

  constructor(document: vscode.TextDocument, { report, policy, path, pageOf }: Known) {
    this.#document = document;
    this.#report = report;
    this.#slurs = report === undefined ? new Set() : slursOf(report);
    this.#policy = policy;
    this.#path = path;
    this.#pageOf = pageOf;
    this.#directives = directivesOf(document);
    for (const { line, rule } of this.#directives.unknown) {
      const text = document.lineAt(line).text;
      const start = text.indexOf(rule, text.indexOf("evenhand-"));
      const range = new vscode.Range(line, start, line, start + rule.length);
      const known = rules.join(", ");
      const message = vscode.l10n.t('There is no rule "{0}". Rules: {1}.', rule, known);
      this.#hints.push({ range, diagnostic: this.#hintAt(range, message, unknownRule) });
    }
  }

  isComment(line: number): boolean {
    return this.#directives.lines.has(line);
  }

  tell({ rule, group, word, row }: TextFinding, range: vscode.Range, text: string): void {
    const finding = { rule, group, word, files: [this.#path], record: recordHash(text) };
    if (this.#isSilenced(finding, range.start.line)) return;
    const name = groupName(group, this.#report?.scan);
    const shown = shownWord(word, this.#slurs);
    const message =
      row === undefined
        ? this.#ambiguous(group, word, shown, name)
        : vscode.l10n.t(
            "{0} keeps company with {1}: {2} sentences together, nPMI {3} (95% interval {4} to {5}), z {6}, in the last scan.",
            shown,
            name,
            row.together.toLocaleString("en"),
            row.npmi.toFixed(2),
            row.npmiLow.toFixed(2),
            row.npmiHigh.toFixed(2),
            row.z.toFixed(1),
          );
    this.#add(finding, range, message);
  }

  /** @param text of the record; undefined where the line is not read as one */
  tellProblem(rule: Rule, message: string, range: vscode.Range, text: string | undefined): void {
    const finding = { rule, files: [this.#path], ...(text === undefined ? {} : { record: recordHash(text) }) };
    if (!this.#isSilenced(finding, range.start.line)) this.#add(finding, range, message);
  }

  told(): DocumentHints {
    const last = this.#hints.at(-1);
    if (this.#more > 0 && last !== undefined) {
      last.diagnostic.message += ` ${vscode.l10n.t("{0} more in this file: the editor shows no more of one file.", this.#more)}`;
    }
    return {
      version: this.#document.version,
      hints: this.#hints,
      silencedByPolicy: this.#silencedByPolicy,
      silencedByComments: this.#silencedByComments,
    };
  }

  #ambiguous(group: string, term: string, shown: string, name: string): string {
    const scan = this.#report?.scan;
    const known = scan?.groups.find((one) => one.group === group)?.terms.find((one) => one.term === term);
    const sense = known?.sense === undefined ? "" : ` ${known.sense}.`;
    const estimated = precisionOf(scan, { group, term });
    const share =
      estimated?.precision === undefined
        ? ""
        : ` ${vscode.l10n.t("About people in {0} of {1} decided mentions.", precisionText(estimated), estimated.decided)}`;
    return vscode.l10n.t("{0} counts as {1}, and also has uses that name nobody.", shown, name) + sense + share;
  }

  #isSilenced(finding: Finding, line: number): boolean {
    if (directiveFor(this.#directives, line, finding) !== undefined) {
      this.#silencedByComments += 1;
      return true;
    }
    if (silenceOf(this.#policy?.silenced ?? [], finding) === undefined) return false;
    this.#silencedByPolicy += 1;
    return true;
  }

  #add(finding: Finding, range: vscode.Range, message: string): void {
    if (this.#hints.length >= mostHints) this.#more += 1;
    else {
      const diagnostic = this.#hintAt(range, message, finding.rule);
      this.#hints.push({ finding, range, diagnostic });
    }
  }

  #hintAt(range: vscode.Range, message: string, code: Parameters<PageOf>[0]): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Hint);
    diagnostic.source = "Evenhand";
    diagnostic.code = { value: code, target: this.#pageOf(code) };
    return diagnostic;
  }
}

/** Comments of a document; JSON Lines have none. */
export function directivesOf(document: vscode.TextDocument): Directives {
  return readDirectives(document.languageId === "jsonl" ? [] : linesOf(document));
}

function* linesOf(document: vscode.TextDocument): Iterable<string> {
  for (let line = 0; line < document.lineCount; line += 1) yield document.lineAt(line).text;
}
