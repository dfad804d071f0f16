import * as vscode from "vscode";
import type { BiasReport } from "../report/biasReport.ts";
import { Owner } from "./owner.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { PolicyStore } from "./policyStore.ts";
import { changeTime } from "./reportFiles.ts";

/** The last scan of the workspace: in memory for hovers and views, on disk for the next session and for other processes. */
export class ScanStore extends Owner {
  readonly #folder: DataFolder;
  readonly #parse: (json: string, name: string) => Promise<BiasReport>;
  readonly #policies: PolicyStore | undefined;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #report: BiasReport | undefined;
  #loading: Promise<void> | undefined;
  #hasLooked = false;
  /** Path of the file that this window wrote last. */
  #ownFile: string | undefined;

  readonly onDidChange = this.#changed.event;

  /**
   * @param parse reads a stored report, or throws `report.invalid`
   * @param policies whose silences are told as they are now, whatever they were when the scan was made
   */
  constructor(folder: DataFolder, parse: (json: string, name: string) => Promise<BiasReport>, policies?: PolicyStore) {
    super();
    this.#folder = folder;
    this.#parse = parse;
    this.#policies = policies;
    if (policies !== undefined) this.own(policies.onDidChange(() => void this.#retell()));
    // The command line, a task or another window may scan this folder, too.
    const pattern = new vscode.RelativePattern(folder.uri, "scans/*.json");
    const watcher = this.own(vscode.workspace.createFileSystemWatcher(pattern, false, false, true));
    const lookAgain = (file: vscode.Uri): void => void this.#lookAgain(file);
    this.own(watcher.onDidCreate(lookAgain));
    this.own(watcher.onDidChange(lookAgain));
  }

  /** Undefined until a scan was made or loaded. */
  get report(): BiasReport | undefined {
    return this.#report;
  }

  /** Whether it is known if there is a scan. */
  get isLoaded(): boolean {
    return this.#report !== undefined || this.#hasLooked;
  }

  /**
   * Reads the newest stored scan, once; a scan made meanwhile is kept.
   *
   * @throws EvenhandError `report.invalid` where it cannot be read; the next call tries again
   */
  load(): Promise<void> {
    this.#loading ??= this.#readNewest().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Keeps a new scan and writes it to `.evenhand/scans`; gives the place of the file. */
  async keep(scanned: BiasReport): Promise<vscode.Uri> {
    const report = await this.told(scanned);
    this.#report = report;
    this.#loading = Promise.resolve();
    this.#changed.fire();
    const root = await this.#folder.create();
    const file = vscode.Uri.joinPath(root, "scans", `${report.createdAt.replaceAll(/[^0-9TZ]/g, "")}.json`);
    const { writeAtomically } = await import("../corpus/writeAtomically.ts");
    this.#ownFile = file.path;
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(root, "scans"));
    await writeAtomically(file.fsPath, `${JSON.stringify(report)}\n`, { force: true });
    return file;
  }

  /** Where counts are kept between scans, so that unchanged files need not be read again. The command line's are there too. */
  async partsFolder(): Promise<string> {
    return vscode.Uri.joinPath(await this.#folder.create(), "scans", "parts").fsPath;
  }

  /** A scan with what evenhand.json silences told as silenced. */
  async told(report: BiasReport): Promise<BiasReport> {
    if (this.#policies === undefined) return report;
    const policy = await this.#policies.known();
    const { withSilenced } = await import("../policy/silencedFindings.ts");
    return withSilenced(report, policy?.silenced ?? []);
  }

  /** Another process has written a scan. Nobody has asked for one: the first who does reads the newest. */
  async #lookAgain(file: vscode.Uri): Promise<void> {
    if (this.#loading === undefined || file.path === this.#ownFile) return;
    await this.#loading.catch(() => {});
    this.#loading = undefined;
    await this.load().catch(() => {}); // told to whoever asks next
  }

  async #readNewest(): Promise<void> {
    const before = this.#report;
    const names = (await this.#folder.list("scans")).map(([name]) => name).filter((name) => name.endsWith(".json"));
    // Names are times here and corpora on the command line: only the file system knows which is newest.
    const dated = await Promise.all(
      names.map(async (name) => ({
        name,
        time: await changeTime(vscode.Uri.joinPath(this.#folder.uri, "scans", name)),
      })),
    );
    const newest = dated.toSorted((a, b) => a.time - b.time).at(-1)?.name;
    this.#hasLooked = true;
    if (newest === undefined) return;
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder.uri, "scans", newest));
    const report = await this.told(await this.#parse(new TextDecoder().decode(bytes), newest));
    const isOlder = before !== undefined && report.createdAt <= before.createdAt;
    if (this.isDisposed || this.#report !== before || isOlder) return;
    this.#report = report;
    this.#changed.fire();
  }

  async #retell(): Promise<void> {
    const before = this.#report;
    if (before === undefined) return;
    const report = await this.told(before);
    if (this.isDisposed || this.#report !== before || sameSilences(report, before)) return;
    this.#report = report;
    this.#changed.fire();
  }
}

function sameSilences(one: BiasReport, other: BiasReport): boolean {
  return JSON.stringify(one.scan?.silenced) === JSON.stringify(other.scan?.silenced);
}
