import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { Verdict } from "../cda/decisions/swapDecision.ts";
import type { SwapEdit, SwapPlan } from "../cda/swapPlan.ts";
import type { Lexicon, TermMatch } from "../lexicon/lexicon.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";
import type { TermMatcher } from "../lexicon/findTerms.ts";
import { counterfactualScheme, rulesScheme } from "./commandIds.ts";
import type { DecisionStore } from "./decisionStore.ts";
import { Owner } from "./owner.ts";
import type { PolicyStore } from "./policyStore.ts";
import { RecordLocator } from "./recordLine.ts";
import type { RecordLine } from "./recordLine.ts";
import type { SwapReview } from "./swapReview.ts";
import { readSettings, settingsSection } from "./settings.ts";
import type { CounterfactualSettings } from "./settings.ts";

/** One record of an open document with what the lexicon and the planner say about it. Offsets count in `record.text`. */
export interface AnalysedRecord {
  readonly line: number;
  readonly record: RecordLine;
  readonly terms: readonly TermMatch[];
  /** Under the decisions that people made. */
  readonly plan: SwapPlan;
  /** As if nobody had decided anything: what there is to decide about. */
  readonly proposed: SwapPlan;
  /** Names a swap for a decision. */
  keyOf(swap: SwapEdit): string;
  /** What was decided about this very swap. */
  decisionOn(swap: SwapEdit): Verdict | undefined;
  /** What was decided about its word wherever it stands. */
  wordDecision(swap: SwapEdit): Verdict | undefined;
}

/** Looks at single lines, fast enough to keep up with scrolling. Results belong to the line's text. */
export interface Analyser {
  /** Undefined for lines that are no record. */
  at(document: vscode.TextDocument, line: number): AnalysedRecord | undefined;
}

/** Languages whose documents may be corpora. */
export const corpusLanguages = ["plaintext", "jsonl", "markdown"] as const;

/** Longer lines are left to the scan: planning them would hold up typing. UTF-16 code units. */
const longestLine = 50_000;

/** Lines of one document whose analysis is kept. */
const cacheSize = 6000;

/** What is known of a line wherever it stands. */
interface KnownRecord {
  readonly record: RecordLine;
  readonly terms: readonly TermMatch[];
  readonly review: SwapReview;
}

interface LineCache {
  readonly languageId: string;
  readonly field: string | undefined;
  readonly lines: Map<string, KnownRecord | undefined>;
}

/** Documents that the editor or this extension makes up, such as the other side of a difference: whatever is decided there is about no corpus. */
const invented: ReadonlySet<string> = new Set(["output", "git", counterfactualScheme, rulesScheme]);

/** Whether the document is of a kind that can be a corpus. */
export function isCorpusDocument(document: vscode.TextDocument): boolean {
  return (
    corpusLanguages.some((language) => language === document.languageId) &&
    !invented.has(document.uri.scheme) &&
    !document.uri.path.endsWith("/evenhand.decisions")
  );
}

/**
 * Matcher and planner for open documents. Lexicon, parts of speech and planner are loaded on first use and again when
 * the settings or the team's lexicon file change.
 */
export class RecordAnalysis extends Owner {
  readonly #policies: PolicyStore | undefined;
  readonly #decisions: DecisionStore | undefined;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #loading = new Map<string, Promise<Analyser>>();
  #watched: { readonly file: string; readonly watcher: vscode.Disposable } | undefined;

  /** Fires when earlier results no longer hold for other reasons than an edit. */
  readonly onDidChange = this.#changed.event;

  /**
   * @param policies evenhand.json, which says what the settings leave open; the settings alone where it is absent
   * @param decisions what people decided about swaps; nothing where it is absent
   */
  constructor(policies?: PolicyStore, decisions?: DecisionStore) {
    super();
    this.#policies = policies;
    this.#decisions = decisions;
    if (decisions !== undefined) this.own(decisions.onDidChange(() => this.#reset()));
    if (policies !== undefined) this.own(policies.onDidChange(() => this.#reset()));
    this.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingsSection)) this.#reset();
      }),
    );
    this.own({ dispose: () => this.#watched?.watcher.dispose() });
  }

  /** See `isCorpusDocument`. */
  isCorpus(document: vscode.TextDocument): boolean {
    return isCorpusDocument(document);
  }

  /**
   * The analyser for a document's settings.
   *
   * @throws EvenhandError `lexicon.invalid` or `configuration.invalid` when the settings or the team's lexicon are wrong
   */
  async analyser(resource: vscode.Uri): Promise<Analyser> {
    const settings = (await this.#policies?.settings(resource)) ?? readSettings(resource);
    const { axes, lexiconFile, counterfactuals, textField } = settings;
    const key = JSON.stringify([axes, lexiconFile, counterfactuals, textField]);
    let loading = this.#loading.get(key);
    if (loading === undefined) {
      loading = this.#load(settings);
      this.#loading.set(key, loading);
      // A mistake in the lexicon file may be corrected: the next use tries again.
      loading.catch(() => this.#loading.delete(key));
    }
    return loading;
  }

  async #load(settings: ReturnType<typeof readSettings>): Promise<Analyser> {
    const [{ createMatcher }, { terms, swaps }, decisions, { reviewOf }] = await Promise.all([
      import("../lexicon/findTerms.ts"),
      this.#lexicons(settings.lexiconFile),
      this.#decisions?.known() ?? [],
      import("./swapReview.ts"),
    ]);
    const plan = await plannerOf(settings.counterfactuals, swaps);
    const review = (text: string): SwapReview => reviewOf(text, plan(text), decisions);
    return new LineAnalyser(createMatcher(terms, settings.axes), review, settings.textField);
  }

  /** What is searched for and what is swapped: bundled, or changed by the team's file. */
  async #lexicons(file: string | undefined): Promise<{ readonly terms: Lexicon; readonly swaps: SwapLexicon }> {
    if (file === undefined) {
      const [{ bundledLexicon }, { bundledSwapLexicon }] = await Promise.all([
        import("../lexicon/bundledLexicon.ts"),
        import("../lexicon/swapLexicon.ts"),
      ]);
      return { terms: bundledLexicon(), swaps: bundledSwapLexicon() };
    }
    this.#watch(file);
    const { parseLexicon, parseSwapLexicon } = await import("../lexicon/readLexicon.ts");
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
    return { terms: parseLexicon(text, file), swaps: parseSwapLexicon(text, file) };
  }

  #watch(file: string): void {
    if (this.#watched?.file === file) return;
    this.#watched?.watcher.dispose();
    const uri = vscode.Uri.file(file);
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), uri.path.split("/").at(-1) ?? "");
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange(() => this.#reset());
    watcher.onDidCreate(() => this.#reset());
    this.#watched = { file, watcher };
  }

  #reset(): void {
    this.#loading.clear();
    this.#changed.fire();
  }
}

type Planner = (text: string) => SwapPlan;

/** The planner that the settings ask for; the same that generation uses. */
async function plannerOf(
  { swaps, names, sensitive, mode }: CounterfactualSettings,
  lexicon: SwapLexicon,
): Promise<Planner> {
  if (mode === "neutralise") {
    const { planNeutral } = await import("../cda/neutralise/planNeutral.ts");
    const options = { sensitive, lexicon };
    return (text) => planNeutral(text, options);
  }
  const [{ planSwaps }, { readSwaps }] = await Promise.all([
    import("../cda/planSwaps.ts"),
    import("../jobs/augment/swapSelection.ts"),
  ]);
  try {
    const options = { swaps: readSwaps(swaps, lexicon), names, sensitive, lexicon };
    return (text) => planSwaps(text, options);
  } catch (error) {
    if (!(error instanceof EvenhandError)) throw error;
    throw new EvenhandError("configuration.invalid", `The setting evenhand.counterfactuals.swaps: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  }
}

class LineAnalyser implements Analyser {
  readonly #matcher: TermMatcher;
  readonly #review: (text: string) => SwapReview;
  readonly #locator: RecordLocator;
  /** Of each document by the raw line: an edit elsewhere in the document leaves it valid. */
  readonly #caches = new WeakMap<vscode.TextDocument, LineCache>();

  constructor(matcher: TermMatcher, review: (text: string) => SwapReview, textField: string | undefined) {
    this.#matcher = matcher;
    this.#review = review;
    this.#locator = new RecordLocator(textField);
  }

  at(document: vscode.TextDocument, line: number): AnalysedRecord | undefined {
    const raw = document.lineAt(line).text;
    if (raw.length > longestLine) return undefined;
    const { languageId } = document;
    const field = this.#locator.fieldOf(document);
    let cache = this.#caches.get(document);
    const isSame = cache?.languageId === languageId && cache.field === field;
    if (cache === undefined || !isSame || cache.lines.size >= cacheSize) {
      cache = { languageId, field, lines: new Map() };
      this.#caches.set(document, cache);
    }
    let known = cache.lines.get(raw);
    if (known === undefined && !cache.lines.has(raw)) {
      known = this.#analyse(raw, languageId, field);
      cache.lines.set(raw, known);
    }
    // The plan is made when it is first asked for.
    return known === undefined ? undefined : new RecordAtLine(line, known);
  }

  #analyse(raw: string, languageId: string, field: string | undefined): KnownRecord | undefined {
    const record = this.#locator.record(raw, languageId, field);
    if (record === undefined) return undefined;
    const reviewText = this.#review;
    let review: SwapReview | undefined;
    return {
      record,
      terms: this.#matcher.find(record.text),
      get review() {
        review ??= reviewText(record.text);
        return review;
      },
    };
  }
}

class RecordAtLine implements AnalysedRecord {
  readonly line: number;
  readonly #known: KnownRecord;

  constructor(line: number, known: KnownRecord) {
    this.line = line;
    this.#known = known;
  }

  get record(): RecordLine {
    return this.#known.record;
  }

  get terms(): readonly TermMatch[] {
    return this.#known.terms;
  }

  get plan(): SwapPlan {
    return this.#known.review.plan;
  }

  get proposed(): SwapPlan {
    return this.#known.review.proposed;
  }

  keyOf(swap: SwapEdit): string {
    return this.#known.review.keyOf(swap);
  }

  decisionOn(swap: SwapEdit): Verdict | undefined {
    return this.#known.review.decisionOn(swap);
  }

  wordDecision(swap: SwapEdit): Verdict | undefined {
    return this.#known.review.wordDecision(swap);
  }
}

/** The place of a span of a record's text in the document. */
export function rangeOf(
  analysed: AnalysedRecord,
  span: { readonly start: number; readonly end: number },
): vscode.Range {
  const { line, record } = analysed;
  return new vscode.Range(line, record.column(span.start), line, record.column(span.end));
}
