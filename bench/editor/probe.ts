import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** How a value was spread over the times that it was looked at. */
export interface Spread {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
  readonly over50: number;
}

/** What the host's timers saw. Milliseconds. */
export interface Watched {
  readonly ms: number;
  /** Processor time of the host's process over the time that passed. */
  readonly share: number;
  readonly ticks: number;
  readonly late: Spread;
  /** What of it the host computed itself. */
  readonly own: Spread;
}

export interface Measure {
  readonly name: string;
  readonly startTime: number;
  readonly duration: number;
}

export interface ProbeAnswers {
  readonly activate: {
    readonly wasActive: boolean;
    readonly ms: number;
    readonly processorMs: number;
    readonly rssBytes: number;
  };
  readonly scripts: readonly { readonly url: string; readonly bytes: number }[];
  readonly command: null;
  readonly emptyPage: number;
  readonly watch: null;
  readonly watched: Watched;
  readonly measures: readonly Measure[];
}

/** Packs the probe and puts it beside the extension that is measured. */
export function installProbe(): void {
  const folder = join(root, "bench", "editor", "probe");
  const archive = join(root, "test-results", "probe.vsix");
  mkdirSync(join(root, "test-results", "home"), { recursive: true });
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  const leniency = ["--allow-missing-repository", "--skip-license", "--no-dependencies"];
  run(process.execPath, [vsce, "package", "--out", archive, ...leniency], folder);
  const extensions = ["--extensions-dir", environment("EDITOR_EXTENSIONS")];
  const data = ["--user-data-dir", join(root, "test-results", "home", "data")];
  run(environment("EDITOR_NODE"), [
    environment("EDITOR_ENTRY"),
    ...extensions,
    ...data,
    "--install-extension",
    archive,
  ]);
}

/** Asks the probe in the editor whose folder this is. */
export async function ask<Name extends keyof ProbeAnswers>(
  workspace: string,
  name: Name,
  argument?: unknown,
): Promise<ProbeAnswers[Name]> {
  const port = readFileSync(portFile(workspace), "utf8");
  const response = await fetch(`http://127.0.0.1:${port}/${name}`, {
    method: "POST",
    body: JSON.stringify(argument ?? null),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the probe failed: ${text}`);
  return JSON.parse(text) as ProbeAnswers[Name];
}

/** Whether the probe of this window runs already. */
export function isThere(workspace: string): boolean {
  return existsSync(portFile(workspace));
}

/** Where the probe says where it listens. */
function portFile(workspace: string): string {
  return join(workspace, "..", "probe-port");
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start this with "npm run bench -- editor".`);
  return value;
}

function run(command: string, args: readonly string[], cwd = root): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
}
