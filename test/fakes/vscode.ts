// The part of the editor's interface that the shell uses, in memory. `vitest.config.ts` puts it in place of `vscode`;
// tests steer it through `fake` and read from it what the shell did.

export class Disposable {
  readonly #release: () => unknown;
  constructor(release: () => unknown) {
    this.#release = release;
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }
  dispose(): void {
    this.#release();
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(event: T) => unknown>();
  readonly event = (listener: (event: T) => unknown): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(event: T): void {
    for (const listener of Array.from(this.#listeners)) listener(event);
  }
  get listenerCount(): number {
    return this.#listeners.size;
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(a: number | Position, b: number | Position, c?: number, d?: number) {
    this.start = typeof a === "number" ? new Position(a, b as number) : a;
    this.end = typeof a === "number" ? new Position(c as number, d as number) : (b as Position);
  }
  contains(position: Position): boolean {
    const afterStart =
      position.line > this.start.line ||
      (position.line === this.start.line && position.character >= this.start.character);
    const beforeEnd =
      position.line < this.end.line || (position.line === this.end.line && position.character <= this.end.character);
    return afterStart && beforeEnd;
  }
  intersection(other: Range): Range | undefined {
    return this.contains(other.start) || this.contains(other.end) || other.contains(this.start) ? this : undefined;
  }
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly fragment: string;
  constructor(scheme: string, path: string, fragment = "") {
    this.scheme = scheme;
    this.path = path;
    this.fragment = fragment;
  }
  with(changed: { scheme?: string; path?: string; fragment?: string }): Uri {
    const { scheme = this.scheme, path = this.path, fragment = this.fragment } = changed;
    return new Uri(scheme, path, fragment);
  }
  static file(path: string): Uri {
    return new Uri("file", path);
  }
  static parse(text: string): Uri {
    const colon = text.indexOf(":");
    return new Uri(text.slice(0, colon), text.slice(colon + 1).replace(/^\/\//, ""));
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    const segments: string[] = [];
    for (const segment of [base.path, ...parts].join("/").split("/")) {
      if (segment === "..") segments.pop();
      else if (segment !== "" && segment !== ".") segments.push(segment);
    }
    return new Uri(base.scheme, `/${segments.join("/")}`);
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return this.scheme === "file" ? `file://${this.path}` : `${this.scheme}:${this.path}`;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  static readonly File = new ThemeIcon("file");
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  value: string;
  isTrusted: unknown = false;
  constructor(value = "") {
    this.value = value;
  }
  appendText(text: string): this {
    this.value += text.replaceAll(/[\\`*_{}[\]()#+\-!~]/g, String.raw`\$&`);
    return this;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class Hover {
  readonly contents: MarkdownString[];
  readonly range: Range | undefined;
  constructor(contents: MarkdownString[], range?: Range) {
    this.contents = contents;
    this.range = range;
  }
}

export class CodeLens {
  readonly range: Range;
  command: { title: string; command: string; arguments?: unknown[] } | undefined;
  constructor(range: Range) {
    this.range = range;
  }
}

export class TreeItem {
  label: string | undefined;
  resourceUri: Uri | undefined;
  collapsibleState: number;
  id?: string;
  contextValue?: string;
  description?: string;
  tooltip?: string;
  iconPath?: unknown;
  command?: { command: string; title: string; arguments?: unknown[] };
  accessibilityInformation?: { label: string };
  checkboxState?: { state: number };
  constructor(label: string | Uri, collapsibleState = 0) {
    if (typeof label === "string") this.label = label;
    else this.resourceUri = label;
    this.collapsibleState = collapsibleState;
  }
}

export class RelativePattern {
  readonly base: Uri;
  readonly pattern: string;
  constructor(base: Uri, pattern: string) {
    this.base = base;
    this.pattern = pattern;
  }
}

export class Location {
  readonly uri: Uri;
  readonly range: Range;
  constructor(uri: Uri, range: Range) {
    this.uri = uri;
    this.range = range;
  }
}

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };

export class Diagnostic {
  readonly range: Range;
  message: string;
  readonly severity: number;
  source?: string;
  code?: { value: string; target: Uri };
  constructor(range: Range, message: string, severity: number) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export const CodeActionKind = { QuickFix: "quickfix" };

export class CodeAction {
  readonly title: string;
  readonly kind: string;
  diagnostics: Diagnostic[] = [];
  command?: { command: string; title: string; arguments: unknown[] };
  edit?: WorkspaceEdit;
  constructor(title: string, kind: string) {
    this.title = title;
    this.kind = kind;
  }
}

export class TestMessage {
  readonly message: string;
  location?: Location;
  expectedOutput?: string;
  actualOutput?: string;
  constructor(message: string) {
    this.message = message;
  }
}

export const TestRunProfileKind = { Run: 1 };

export class TestRunRequest {
  readonly include: readonly FakeTestItem[] | undefined;
  readonly exclude: readonly FakeTestItem[] | undefined;
  readonly continuous: boolean;
  constructor(
    include?: readonly FakeTestItem[],
    exclude?: readonly FakeTestItem[],
    _profile?: unknown,
    continuous = false,
  ) {
    this.include = include;
    this.exclude = exclude;
    this.continuous = continuous;
  }
}

export interface FakeTestItem {
  readonly id: string;
  readonly label: string;
  readonly uri: Uri | undefined;
  description?: string;
  range?: Range;
  sortText?: string;
}

/** A controller that remembers what its runs told. */
export class FakeTestController {
  readonly #items = new Map<string, FakeTestItem>();
  readonly told: { id: string; verdict: string; message?: TestMessage }[] = [];
  invalidated = 0;
  run: ((request: TestRunRequest, token: unknown) => Promise<void>) | undefined;
  readonly items = {
    replace: (items: readonly FakeTestItem[]) => {
      this.#items.clear();
      for (const item of items) this.#items.set(item.id, item);
    },
    get: (id: string) => this.#items.get(id),
    forEach: (visit: (item: FakeTestItem) => void) => this.#items.forEach(visit),
  };
  refreshHandler: (() => unknown) | undefined;
  createTestItem(id: string, label: string, uri?: Uri): FakeTestItem {
    return { id, label, uri };
  }
  createRunProfile(_label: string, _kind: number, run: FakeTestController["run"]) {
    this.run = run;
    return { dispose: () => {} };
  }
  createTestRun() {
    const tell = (verdict: string) => (item: FakeTestItem, message?: TestMessage) =>
      void this.told.push({ id: item.id, verdict, ...(message === undefined ? {} : { message }) });
    return {
      started: () => {},
      passed: tell("passed"),
      failed: tell("failed"),
      skipped: tell("skipped"),
      errored: tell("errored"),
      appendOutput: () => {},
      end: () => {},
    };
  }
  invalidateTestResults(): void {
    this.invalidated += 1;
  }
  dispose(): void {
    this.#items.clear();
  }
}

export const tests = {
  createTestController(): FakeTestController {
    const controller = new FakeTestController();
    fake.testControllers.push(controller);
    return controller;
  },
};

export class WorkspaceEdit {
  readonly replacements: { uri: Uri; range: Range; text: string; metadata?: unknown }[] = [];
  get size(): number {
    return this.replacements.length;
  }
  insert(uri: Uri, position: Position, text: string): void {
    this.replace(uri, new Range(position, position), text);
  }
  replace(uri: Uri, range: Range, text: string, metadata?: unknown): void {
    this.replacements.push({ uri, range, text, ...(metadata === undefined ? {} : { metadata }) });
  }
}

export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const TreeItemCheckboxState = { Unchecked: 0, Checked: 1 };
export const EndOfLine = { LF: 1, CRLF: 2 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const OverviewRulerLane = { Left: 1, Center: 2, Right: 4, Full: 7 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const ViewColumn = { Active: -1, Beside: -2 };
export const FileType = { File: 1, Directory: 2 };
export const DecorationRangeBehavior = { ClosedClosed: 1 };
export const QuickInputButtons = { Back: { id: "back" } };

export interface FakeDecorationType {
  readonly options: Record<string, unknown>;
  isDisposed: boolean;
  dispose(): void;
}

/** A document of given lines. */
export class FakeDocument {
  readonly uri: Uri;
  languageId: string;
  version = 1;
  isDirty = false;
  #lines: string[];
  constructor(path: string, languageId: string, text: string) {
    this.uri = Uri.file(path);
    this.languageId = languageId;
    this.#lines = text.split("\n");
  }
  get lineCount(): number {
    return this.#lines.length;
  }
  getText(): string {
    return this.#lines.join("\n");
  }
  lineAt(line: number): { text: string } {
    const text = this.#lines[line];
    if (text === undefined) throw new RangeError(`line ${line} of ${this.#lines.length}`);
    return { text };
  }
  /** As typing would: a new text and version, and the event. */
  change(text: string): void {
    this.#lines = text.split("\n");
    this.version += 1;
    fake.events.didChangeTextDocument.fire({ document: this });
  }
  /** As *Change Language Mode* does: the same document is closed and opened. */
  changeLanguage(languageId: string): void {
    fake.events.didCloseTextDocument.fire(this);
    this.languageId = languageId;
    fake.events.didOpenTextDocument.fire(this);
  }
  save(): Promise<boolean> {
    this.isDirty = false;
    return Promise.resolve(true);
  }
}

/** An editor that remembers what was drawn. */
export class FakeEditor {
  readonly document: FakeDocument;
  visibleRanges: Range[];
  viewColumn = 1;
  selection = { active: new Position(0, 0) };
  readonly drawn = new Map<unknown, unknown[]>();
  drawCalls = 0;
  constructor(document: FakeDocument, firstLine = 0, lastLine = 20) {
    this.document = document;
    this.visibleRanges = [new Range(firstLine, 0, lastLine, 0)];
  }
  setDecorations(type: unknown, decorations: unknown[]): void {
    this.drawCalls += 1;
    this.drawn.set(type, decorations);
  }
}

function freshEvents() {
  return {
    didChangeVisibleTextEditors: new EventEmitter<unknown>(),
    didChangeTextEditorVisibleRanges: new EventEmitter<unknown>(),
    didChangeActiveTextEditor: new EventEmitter<unknown>(),
    didChangeTextDocument: new EventEmitter<unknown>(),
    didOpenTextDocument: new EventEmitter<unknown>(),
    didCloseTextDocument: new EventEmitter<unknown>(),
    didChangeConfiguration: new EventEmitter<{ affectsConfiguration: (section: string) => boolean }>(),
    didGrantWorkspaceTrust: new EventEmitter<void>(),
  };
}

export interface FakeWebviewPanel {
  title: string;
  html: string;
  /** The column of the group that it is in. */
  viewColumn: number;
  /** False when another tab of its group is in front. */
  visible: boolean;
  /** How it was made and revealed. */
  readonly shown: { readonly viewColumn: number | undefined; readonly preserveFocus: boolean | undefined }[];
  readonly posted: unknown[];
  /** What the page sends. */
  receive(message: unknown): void;
  dispose(): void;
}

function freshState() {
  return {
    settings: new Map<string, unknown>(),
    files: new Map<string, Uint8Array>(),
    /** When files were changed last; 0 for those not here. */
    changeTimes: new Map<string, number>(),
    /** Bytes of files that are said to be larger than they are here. */
    sizes: new Map<string, number>(),
    /** What the active tab shows. */
    activeTab: undefined as { readonly input: unknown } | undefined,
    /** All tabs, where a test has several. */
    tabs: [] as { readonly input: unknown }[],
    /** By the type of the editor. */
    customEditors: new Map<string, unknown>(),
    folder: undefined as string | undefined,
    /** Of the folder and what is found in it; any but `file` is a virtual workspace. */
    folderScheme: "file",
    /** Of the workspace, beside `folder`. */
    moreFolders: [] as string[],
    isTrusted: true,
    documents: [] as FakeDocument[],
    editors: [] as FakeEditor[],
    activeEditor: undefined as FakeEditor | undefined,
    events: freshEvents(),
    commands: new Map<string, (...args: unknown[]) => unknown>(),
    executed: [] as { id: string; args: unknown[] }[],
    messages: [] as { kind: string; text: string; buttons: unknown[] }[],
    /** Of each pick that was shown. */
    placeholders: [] as string[],
    /** The items of picks whose items changed while they were shown. */
    picks: [] as (readonly { readonly label: string; readonly description?: string; readonly detail?: string }[])[],
    /** What the user answers to messages and picks, in order; undefined when empty. */
    answers: [] as unknown[],
    log: [] as string[],
    progress: [] as { message?: string; increment?: number }[],
    cancelProgress: new EventEmitter<void>(),
    decorationTypes: [] as FakeDecorationType[],
    edits: [] as WorkspaceEdit[],
    /** Whether the editor applies none of them. */
    refusesEdits: false,
    panels: [] as FakeWebviewPanel[],
    shown: [] as { uri: Uri; options: unknown }[],
    tools: new Map<string, unknown>(),
    trees: new Map<
      string,
      {
        description?: string;
        message?: string | undefined;
        badge?: { value: number } | undefined;
        provider: unknown;
        readonly revealed: unknown[];
      }
    >(),
    statusItems: [] as { text: string; tooltip?: string }[],
    providers: [] as unknown[],
    testControllers: [] as FakeTestController[],
    /** Of all collections, by document. */
    diagnostics: new Map<string, readonly Diagnostic[]>(),
    /** Of what watches files; tests fire it as a change of a file would. */
    watchedFile: new EventEmitter<Uri>(),
  };
}

export const fake = { ...freshState(), reset: () => Object.assign(fake, freshState()) };

function answer(kind: string, text: string, rest: unknown[]): Promise<unknown> {
  fake.messages.push({ kind, text, buttons: rest });
  return Promise.resolve(fake.answers.shift());
}

export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };

export const window = {
  get visibleTextEditors() {
    return fake.editors;
  },
  get activeTextEditor() {
    return fake.activeEditor;
  },
  tabGroups: {
    get activeTabGroup() {
      return { activeTab: fake.activeTab, viewColumn: 1 };
    },
    get all() {
      return [{ tabs: fake.tabs }];
    },
  },
  registerCustomEditorProvider(type: string, provider: unknown): Disposable {
    fake.customEditors.set(type, provider);
    return new Disposable(() => fake.customEditors.delete(type));
  },
  onDidChangeVisibleTextEditors: (listener: (event: unknown) => unknown) =>
    fake.events.didChangeVisibleTextEditors.event(listener),
  onDidChangeTextEditorVisibleRanges: (listener: (event: unknown) => unknown) =>
    fake.events.didChangeTextEditorVisibleRanges.event(listener),
  onDidChangeActiveTextEditor: (listener: (event: unknown) => unknown) =>
    fake.events.didChangeActiveTextEditor.event(listener),
  createTextEditorDecorationType(options: Record<string, unknown>): FakeDecorationType {
    const type = { options, isDisposed: false, dispose: () => void (type.isDisposed = true) };
    fake.decorationTypes.push(type);
    return type;
  },
  createOutputChannel: () => {
    const write = (text: string): void => void fake.log.push(text);
    return { info: write, warn: write, error: write, show: () => fake.log.push("<shown>"), dispose: () => {} };
  },
  createTreeView(id: string, { treeDataProvider }: { treeDataProvider: unknown }) {
    const checked = new EventEmitter<unknown>();
    const view = {
      provider: treeDataProvider,
      onDidChangeCheckboxState: checked.event,
      /** As if a person had clicked on the box. */
      check: (node: unknown, state: number) => checked.fire({ items: [[node, state]] }),
      revealed: [] as unknown[],
      reveal(node: unknown, options: unknown) {
        view.revealed.push([node, options]);
        return Promise.resolve();
      },
      dispose: () => {},
    };
    fake.trees.set(id, view);
    return view;
  },
  createStatusBarItem() {
    const item = { text: "", show: () => {}, dispose: () => {} };
    fake.statusItems.push(item);
    return item;
  },
  createQuickPick() {
    const accepted = new EventEmitter<void>();
    const hidden = new EventEmitter<void>();
    const button = new EventEmitter<unknown>();
    type Item = { label: string };
    let items: readonly Item[] = [];
    let answer: { readonly chosen: unknown } | undefined;
    const isNamed = (item: Item): boolean =>
      Array.isArray(answer?.chosen) ? answer.chosen.includes(item.label) : answer?.chosen === item.label;
    const answerNow = (): void => {
      if (answer === undefined) return;
      if (answer.chosen === "back") {
        answer = undefined;
        return button.fire(QuickInputButtons.Back);
      }
      const chosen = items.filter(isNamed);
      const isTicked = Array.isArray(answer.chosen);
      if (chosen.length === 0 && pick.busy && answer.chosen !== undefined) return;
      answer = undefined;
      pick.selectedItems = chosen;
      return chosen.length > 0 || isTicked ? accepted.fire() : hidden.fire();
    };
    const pick = {
      title: "",
      placeholder: "",
      busy: false,
      get items() {
        return items;
      },
      set items(next: readonly Item[]) {
        items = next;
        if (isShown) fake.picks.push(items);
        answerNow();
      },
      activeItems: [] as readonly Item[],
      selectedItems: [] as readonly Item[],
      onDidAccept: accepted.event,
      onDidHide: hidden.event,
      onDidTriggerButton: button.event,
      hide: () => hidden.fire(),
      dispose: () => {},
      /** Answers by label or by a list of ticked labels, once they are there where it is busy; "back" with the button, anything else leaves. */
      show() {
        isShown = true;
        fake.placeholders.push(pick.placeholder);
        fake.messages.push({ kind: "pick", text: pick.title, buttons: items.map(({ label }) => label) });
        answer = { chosen: fake.answers.shift() };
        answerNow();
      },
    };
    let isShown = false;
    return pick;
  },
  createWebviewPanel(
    _type: string,
    title: string,
    place: { readonly viewColumn: number; readonly preserveFocus?: boolean },
  ): unknown {
    const panel = makePanel(title);
    panel.shown.push({ viewColumn: place.viewColumn, preserveFocus: place.preserveFocus });
    return panel;
  },
  registerWebviewPanelSerializer: () => new Disposable(() => {}),
  showErrorMessage: (text: string, ...rest: unknown[]) => answer("error", text, rest),
  showWarningMessage: (text: string, ...rest: unknown[]) => answer("warning", text, rest),
  showInformationMessage: (text: string, ...rest: unknown[]) => answer("information", text, rest),
  showOpenDialog: ({ title = "" }: { title?: string }) => answer("open", title, []),
  showInputBox: ({ prompt }: { prompt: string }) => answer("input", prompt, []),
  async showQuickPick(items: { label: string }[], { title }: { title: string }) {
    const label = await answer("pick", title, items);
    return items.find((item) => item.label === label);
  },
  showTextDocument(target: Uri | FakeDocument, options?: unknown): Promise<void> {
    fake.shown.push({ uri: target instanceof Uri ? target : target.uri, options });
    return Promise.resolve();
  },
  withProgress(_options: unknown, task: (progress: unknown, token: unknown) => Promise<unknown>): Promise<unknown> {
    const report = (value: { message?: string; increment?: number }): void => void fake.progress.push(value);
    return task({ report }, { onCancellationRequested: fake.cancelProgress.event });
  },
};

/** A panel as the editor would make it; also for tests of what happens after a reload. */
export function makePanel(title: string): FakeWebviewPanel {
  const received = new EventEmitter<unknown>();
  const disposed = new EventEmitter<void>();
  const posted: unknown[] = [];
  const webview = {
    html: "",
    options: {},
    cspSource: "https://webview.example",
    asWebviewUri: (uri: Uri) => new Uri("https", `//webview.example${uri.path}`),
    onDidReceiveMessage: received.event,
    postMessage(message: unknown) {
      posted.push(message);
      return Promise.resolve(true);
    },
  };
  const panel: FakeWebviewPanel & Record<string, unknown> = {
    title,
    webview,
    viewColumn: 1,
    visible: true,
    shown: [],
    posted,
    get html() {
      return webview.html;
    },
    receive: (message: unknown) => received.fire(message),
    onDidDispose: disposed.event,
    reveal: (viewColumn?: number, preserveFocus?: boolean) => panel.shown.push({ viewColumn, preserveFocus }),
    dispose: () => disposed.fire(),
  };
  fake.panels.push(panel);
  return panel;
}

class FileNotFound extends Error {}

function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*\/|\*|\{|\}|,|\[.\]|[.+?^$()|[\]\\]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "*") return "[^/]*";
    if (part === "{") return "(?:";
    if (part === "}") return ")";
    if (part === ",") return "|";
    return part.length === 3 ? `\\${part[1]}` : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}

export const workspace = {
  get isTrusted() {
    return fake.isTrusted;
  },
  get workspaceFolders() {
    if (fake.folder === undefined) return undefined;
    return [fake.folder, ...fake.moreFolders].map((path) => ({ uri: new Uri(fake.folderScheme, path) }));
  },
  get textDocuments() {
    return fake.documents;
  },
  getWorkspaceFolder: ({ scheme }: { scheme?: string } = {}) =>
    scheme === undefined || scheme === fake.folderScheme ? workspace.workspaceFolders?.[0] : undefined,
  asRelativePath: (uri: Uri) => (fake.folder === undefined ? uri.path : uri.path.replace(`${fake.folder}/`, "")),
  getConfiguration: (section: string) => ({
    get: (key: string, fallback?: unknown) => fake.settings.get(`${section}.${key}`) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(void fake.settings.set(`${section}.${key}`, value)),
  }),
  onDidChangeConfiguration: (listener: (event: { affectsConfiguration: (section: string) => boolean }) => unknown) =>
    fake.events.didChangeConfiguration.event(listener),
  onDidChangeTextDocument: (listener: (event: unknown) => unknown) => fake.events.didChangeTextDocument.event(listener),
  onDidOpenTextDocument: (listener: (event: unknown) => unknown) => fake.events.didOpenTextDocument.event(listener),
  onDidCloseTextDocument: (listener: (event: unknown) => unknown) => fake.events.didCloseTextDocument.event(listener),
  onDidGrantWorkspaceTrust: (listener: () => unknown) => fake.events.didGrantWorkspaceTrust.event(listener),
  registerTextDocumentContentProvider: (scheme: string, provider: unknown) => register(scheme, provider),
  createFileSystemWatcher: () => ({
    onDidChange: (listener: (uri: Uri) => unknown) => fake.watchedFile.event(listener),
    onDidCreate: new EventEmitter<Uri>().event,
    onDidDelete: new EventEmitter<Uri>().event,
    dispose: () => {},
  }),
  findFiles(include: string, exclude?: string): Promise<Uri[]> {
    if (fake.folderScheme !== "file") return new Promise(() => {}); // as the editor waits for a provider of a search
    const wanted = globPattern(include);
    const unwanted = exclude === undefined ? undefined : globPattern(exclude.replaceAll("/**", "/{*,**/*}"));
    const paths = [...fake.files.keys()].map((path) => path.replace(`${fake.folder ?? ""}/`, ""));
    const found = paths.filter((path) => wanted.test(path) && unwanted?.test(path) !== true);
    return Promise.resolve(found.map((path) => new Uri(fake.folderScheme, `${fake.folder ?? ""}/${path}`)));
  },
  openTextDocument(uri: Uri): Promise<FakeDocument> {
    const document = fake.documents.find((candidate) => candidate.uri.path === uri.path);
    return document === undefined ? Promise.reject(new FileNotFound(uri.path)) : Promise.resolve(document);
  },
  applyEdit(edit: WorkspaceEdit): Promise<boolean> {
    if (fake.refusesEdits) return Promise.resolve(false);
    fake.edits.push(edit);
    return Promise.resolve(true);
  },
  fs: {
    readFile(uri: Uri): Promise<Uint8Array> {
      const bytes = fake.files.get(uri.path);
      return bytes === undefined ? Promise.reject(new FileNotFound(uri.path)) : Promise.resolve(bytes);
    },
    writeFile(uri: Uri, bytes: Uint8Array): Promise<void> {
      fake.files.set(uri.path, bytes);
      return Promise.resolve();
    },
    createDirectory: () => Promise.resolve(),
    async rename(from: Uri, to: Uri): Promise<void> {
      fake.files.set(to.path, await workspace.fs.readFile(from));
      fake.files.delete(from.path);
    },
    delete(uri: Uri): Promise<void> {
      for (const path of fake.files.keys()) {
        if (path === uri.path || path.startsWith(`${uri.path}/`)) fake.files.delete(path);
      }
      return Promise.resolve();
    },
    stat(uri: Uri): Promise<{ mtime: number; size: number }> {
      const mtime = fake.changeTimes.get(uri.path) ?? 0;
      const size = fake.sizes.get(uri.path) ?? fake.files.get(uri.path)?.length;
      return size === undefined ? Promise.reject(new FileNotFound(uri.path)) : Promise.resolve({ mtime, size });
    },
    readDirectory(uri: Uri): Promise<[string, number][]> {
      const entries = new Map<string, number>();
      for (const path of fake.files.keys()) {
        if (!path.startsWith(`${uri.path}/`)) continue;
        const [name, ...below] = path.slice(uri.path.length + 1).split("/");
        entries.set(name as string, below.length === 0 ? FileType.File : FileType.Directory);
      }
      return entries.size === 0 ? Promise.reject(new FileNotFound(uri.path)) : Promise.resolve([...entries]);
    },
  },
};

export const commands = {
  registerCommand(id: string, handler: (...args: unknown[]) => unknown): Disposable {
    fake.commands.set(id, handler);
    return new Disposable(() => fake.commands.delete(id));
  },
  executeCommand(id: string, ...args: unknown[]): Promise<unknown> {
    fake.executed.push({ id, args });
    return Promise.resolve(fake.commands.get(id)?.(...args));
  },
};

function register(_selector: unknown, provider: unknown): Disposable {
  fake.providers.push(provider);
  return new Disposable(() => fake.providers.splice(fake.providers.indexOf(provider), 1));
}

export const languages = {
  registerHoverProvider: register,
  registerCodeLensProvider: register,
  registerCodeActionsProvider: register,
  createDiagnosticCollection: () => ({
    set: (uri: Uri, diagnostics: readonly Diagnostic[]) => void fake.diagnostics.set(uri.toString(), diagnostics),
    delete: (uri: Uri) => void fake.diagnostics.delete(uri.toString()),
    clear: () => fake.diagnostics.clear(),
    dispose: () => fake.diagnostics.clear(),
  }),
};

export const env = {
  clipboard: { text: "", writeText: (text: string) => Promise.resolve(void (env.clipboard.text = text)) },
};

export class LanguageModelTextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export class LanguageModelToolResult {
  readonly content: readonly LanguageModelTextPart[];
  constructor(content: readonly LanguageModelTextPart[]) {
    this.content = content;
  }
}

export const lm = {
  registerTool: (name: string, tool: unknown): Disposable => {
    fake.tools.set(name, tool);
    return new Disposable(() => fake.tools.delete(name));
  },
};

export const l10n = {
  t: (message: string, ...args: unknown[]) =>
    message.replaceAll(/\{(\d+)\}/g, (_placeholder, index) => String(args[Number(index)])),
};

export const TaskScope = { Global: 1, Workspace: 2 };
export const TaskGroup = { Test: "test" };

export class ProcessExecution {
  readonly process: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };
  constructor(process: string, args: readonly string[], options: ProcessExecution["options"]) {
    this.process = process;
    this.args = args;
    this.options = options;
  }
}

export class Task {
  readonly definition: unknown;
  readonly scope: unknown;
  readonly name: string;
  readonly source: string;
  readonly execution: ProcessExecution;
  readonly problemMatchers: string;
  group: string | undefined;
  constructor(
    definition: unknown,
    scope: unknown,
    name: string,
    source: string,
    execution: ProcessExecution,
    problemMatchers: string,
  ) {
    this.definition = definition;
    this.scope = scope;
    this.name = name;
    this.source = source;
    this.execution = execution;
    this.problemMatchers = problemMatchers;
  }
}

export const tasks = { registerTaskProvider: () => new Disposable(() => {}) };
