import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

/** As `npm test` builds it; without a build there is no command line to start. */
const cliPath = resolve(import.meta.dirname, "../../dist/cli.mjs");

/** Notes whatever looks up a name, connects or sends, in the process and in its threads. */
const guard = `
  import { appendFileSync } from "node:fs";
  import dgram from "node:dgram";
  import dns from "node:dns";
  import { syncBuiltinESMExports } from "node:module";
  import net from "node:net";
  const watch = (owner, name) => {
    const original = owner[name];
    owner[name] = function (...args) {
      appendFileSync(process.env.EVENHAND_CONNECTIONS, name + " " + JSON.stringify(args[0]) + "\\n");
      return original.apply(this, args);
    };
  };
  watch(net.Socket.prototype, "connect");
  watch(dgram.Socket.prototype, "send");
  watch(dns, "lookup");
  watch(dns.promises, "lookup");
  syncBuiltinESMExports();
`;

describe.skipIf(!existsSync(cliPath))("the built command line", () => {
  let folder: string;
  let connections: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "evenhand-offline-"));
    connections = join(folder, "connections.txt");
    const texts = Array.from(
      { length: 40 },
      (_, day) => `${day % 2 === 0 ? "She" : "He"} met the baker on day ${day}.`,
    );
    writeFileSync(join(folder, "corpus.jsonl"), texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
    await writeSmallCheckpoint(join(folder, "tiny"), texts, 1);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a program of Node below the guard. @returns what it looked up, connected to or sent */
  function guarded(args: readonly string[]): string {
    writeFileSync(connections, "");
    const preload = `data:text/javascript,${encodeURIComponent(guard)}`;
    const { status, stderr } = spawnSync(process.execPath, ["--import", preload, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, EVENHAND_CONNECTIONS: connections },
    });
    expect({ args, status, stderr: status === 0 ? "" : stderr }).toEqual({ args, status: 0, stderr: "" });
    return readFileSync(connections, "utf8");
  }

  test("the guard sees what a program asks of the network", () => {
    const asking =
      "await fetch('http://127.0.0.1:59999/').catch(() => {}); await fetch('http://a.invalid/').catch(() => {});";
    expect(guarded(["--input-type=module", "-e", asking])).toMatch(/connect .*127\.0\.0\.1[^]*lookup "a\.invalid"/u);
  });

  test("scans, generates, trains and reports without the network", { timeout: 240_000 }, () => {
    const train = ["train", "corpus.jsonl", "--model", "tiny", "--arms", "base,dp", "--steps", "2", "--lot", "8"];
    const commands = [
      ["scan", "corpus.jsonl"],
      ["augment", "corpus.jsonl", "--out", "balanced.jsonl"],
      [...train, "--delta", "1e-3", "--max-tokens", "24", "--continuations", "1", "--held-out", "0.25"],
      ["evaluate", "tiny", "--text", "corpus.jsonl", "--continuations", "0"],
    ];
    for (const args of commands) expect({ args, network: guarded([cliPath, ...args]) }).toEqual({ args, network: "" });
    const [report = ""] = readdirSync(join(folder, ".evenhand", "reports")).filter((name) => name.endsWith(".json"));
    expect(guarded([cliPath, "report", join(".evenhand", "reports", report), "--html", "report.html"])).toBe("");
  });
});
