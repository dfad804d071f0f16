/** The commands of package.json; a test compares both. */
export const commandIds = {
  scanWorkspace: "evenhand.scanWorkspace",
  scanFile: "evenhand.scanFile",
  openAsRecords: "evenhand.openAsRecords",
  filterFindings: "evenhand.filterFindings",
  clearFindingsFilter: "evenhand.clearFindingsFilter",
  sortFindings: "evenhand.sortFindings",
  findingsByFile: "evenhand.findingsByFile",
  findingsByGroup: "evenhand.findingsByGroup",
  previewCounterfactuals: "evenhand.previewCounterfactuals",
  diffCounterfactuals: "evenhand.diffCounterfactuals",
  applyInRecord: "evenhand.applyInRecord",
  applyInDocument: "evenhand.applyInDocument",
  acceptSwap: "evenhand.acceptSwap",
  rejectSwap: "evenhand.rejectSwap",
  forgetDecision: "evenhand.forgetDecision",
  forecastCounterfactuals: "evenhand.forecastCounterfactuals",
  generateCorpus: "evenhand.generateCorpus",
  generatePlanned: "evenhand.generatePlanned",
  downloadModel: "evenhand.downloadModel",
  fineTune: "evenhand.fineTune",
  runStudy: "evenhand.runStudy",
  resumeRun: "evenhand.resumeRun",
  cancelRun: "evenhand.cancelRun",
  deleteRun: "evenhand.deleteRun",
  revealRun: "evenhand.revealRun",
  openReport: "evenhand.openReport",
  checkGates: "evenhand.checkGates",
  showSilenced: "evenhand.showSilenced",
  silenceFinding: "evenhand.silenceFinding",
  unsilenceFinding: "evenhand.unsilenceFinding",
  openLexicon: "evenhand.openLexicon",
  labelMentions: "evenhand.labelMentions",
  labelPeople: "evenhand.labelPeople",
  labelOther: "evenhand.labelOther",
  labelUnsure: "evenhand.labelUnsure",
  switchTermOff: "evenhand.switchTermOff",
  switchTermOn: "evenhand.switchTermOn",
  addException: "evenhand.addException",
  compareReports: "evenhand.compareReports",
  openSample: "evenhand.openSample",
  startWalkthrough: "evenhand.startWalkthrough",
} as const;

/** Commands behind tree items and links: they need an argument and are therefore in no palette. */
export const internalCommandIds = {
  /** An association row: lists where both words meet and opens the first of these places. */
  openFinding: "evenhand.internal.openFinding",
  /** A place of an example of a data problem: opens it. */
  openExample: "evenhand.internal.openExample",
  /** A generated corpus: opens it as text or as records. */
  openCorpus: "evenhand.internal.openCorpus",
  /** Document and line, from 0: puts the cursor on the first swap and opens its hover. */
  showSwaps: "evenhand.internal.showSwaps",
  /** A quick fix: remembers or forgets a decision about a swap. */
  decide: "evenhand.internal.decide",
  /** A quick fix: asks for the reason and writes the silence. */
  silence: "evenhand.internal.silence",
} as const;

/** The views of package.json. */
export const viewIds = {
  findings: "evenhand.findings",
  counterfactuals: "evenhand.counterfactuals",
  runs: "evenhand.runs",
  /** Hidden until it is asked for: three views are what a container has room for. */
  lexicon: "evenhand.lexicon",
} as const;

/** Context keys that `when` clauses and steps of the walkthrough of package.json use. */
export const contextKeys = {
  /** A preview is on and has shown a swap. */
  previewing: "evenhand.previewing",
  /** Was done in this window, as the next four. */
  corpusOpened: "evenhand.corpusOpened",
  scanned: "evenhand.scanned",
  generated: "evenhand.generated",
  trained: "evenhand.trained",
  reportShown: "evenhand.reportShown",
  findingsFiltered: "evenhand.findingsFiltered",
  /** `group` or `file`. */
  findingsBy: "evenhand.findingsBy",
} as const;

/** Keys of what is remembered of a workspace, where more than one file knows them. */
export const memoryKeys = {
  /** Whether a window waits for a training: the next one then says what became of it. */
  waiting: "evenhand.training.waiting",
  /** The files of what the report panel shows. */
  shownReport: "evenhand.shownReport",
} as const;

/** Of documents that show another one's counterfactual. */
export const counterfactualScheme = "evenhand-counterfactual";

/** Of docs/rules.md as a document of its own: a browser's editor opens no link to a file beside the extension. */
export const rulesScheme = "evenhand-rules";
