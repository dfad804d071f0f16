import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const source = join(root, "src");

/** The floor table of docs/architecture.md: a file imports its own room and lower floors. */
const floors: Readonly<Record<string, number>> = {
  base: 0,
  text: 1,
  lexicon: 2,
  corpus: 2,
  lm: 2,
  audit: 3,
  cda: 3,
  training: 3,
  evaluation: 3,
  report: 4,
  jobs: 5,
  policy: 5,
  editor: 6,
  webview: 6,
  cli: 6,
  "extension.ts": 7,
};

/** Type-only arrows that the shells need beside the floor rule. */
const pageMayImport = [/^webview\/(protocol|recordsProtocol)\.ts$/, /^webview\/app\//, /^report\//];

const packageRooms: readonly { readonly name: RegExp; readonly rooms: readonly RegExp[] }[] = [
  { name: /^vscode$/, rooms: [/^editor\//, /^webview\/(?!app\/)/, /^extension\.ts$/] },
  { name: /^onnxruntime-/, rooms: [/^training\/runtime\//] },
  { name: /^@tensorflow\//, rooms: [/^lm\//, /^training\//] },
  { name: /^@vscode\/webview-ui-toolkit/, rooms: [/^webview\/app\/controls\.ts$/] },
  { name: /^@observablehq\/plot/, rooms: [/^webview\/app\//] },
  { name: /^jsonc-parser/, rooms: [/^policy\//] },
  { name: /^@modelcontextprotocol\//, rooms: [/^cli\/mcp\.ts$/] },
  { name: /^compromise/, rooms: [/^cda\//, /^text\//] },
  { name: /^@huggingface\/tokenizers/, rooms: [/^lm\//] },
  { name: /^(hyparquet|zstddec)/, rooms: [/^corpus\//] },
  { name: /^apache-arrow/, rooms: [/^corpus\//, /^audit\/countsArrow\.ts$/] },
  { name: /^node:worker_threads/, rooms: [/^jobs\/(scan|augment|update)\//] },
  { name: /^node:(http|http2|https|net|tls|dgram|dns)(\/|$)/, rooms: [/^jobs\/hub\//] },
  {
    name: /^node:(fs|child_process)/,
    rooms: [
      // The one helper that every writing room needs, from lm up.
      /^base\/makeFolder/,
      /^corpus\//,
      /^lm\/(adapterFolder|checkpoint|classifierFolder|tokenizer)/,
      /^training\/(runtime\/|checkpoint|privacy\/ledger)/,
      /^jobs\//,
      /^editor\//,
      /^cli\//,
      /^webview\/(?!app\/)/,
    ],
  },
];

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

function arrowsOf(path: string): Arrow[] {
  const text = readFileSync(path, "utf8");
  const from = relative(source, path).split(sep).join("/");
  const pattern =
    /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|\bimport\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const target = (match[2] ?? match[3] ?? match[4]) as string;
    const to = target.startsWith(".")
      ? relative(source, resolve(dirname(path), target))
          .split(sep)
          .join("/")
      : target;
    return { from, to, typeOnly: match[1] !== undefined };
  });
}

function withoutComments(path: string): string {
  return readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, "");
}

function room(path: string): string {
  return path.split("/")[0] as string;
}

const arrows = sourceFiles(source).flatMap(arrowsOf);

describe("the house", () => {
  test("finds arrows to check", () => {
    expect(arrows.length).toBeGreaterThan(20);
  });

  test("imports point down: never up, never sideways", () => {
    const wrong = arrows.filter(({ from, to }) => {
      if (from.startsWith("webview/app/")) return false;
      const target = floors[room(to)];
      if (target === undefined) return false;
      const own = floors[room(from)];
      return own === undefined || (room(from) !== room(to) && target >= own);
    });
    expect(wrong).toEqual([]);
  });

  test("every folder under src has a floor", () => {
    const unknown = readdirSync(source).filter((name) => floors[name] === undefined);
    expect(unknown).toEqual([]);
  });

  test("the page imports nothing but its protocol and the report", () => {
    const wrong = arrows.filter(
      ({ from, to }) =>
        from.startsWith("webview/app/") &&
        floors[room(to)] !== undefined &&
        !pageMayImport.some((pattern) => pattern.test(to)),
    );
    expect(wrong).toEqual([]);
  });

  test("nothing goes around the one room that uses the network", () => {
    const wrong = sourceFiles(source).filter((path) =>
      /(?<![.\w#])(?:fetch|WebSocket|EventSource)\(/u.test(withoutComments(path)),
    );
    expect(wrong.map((path) => relative(source, path))).toEqual([]);
  });

  test("outside packages stay in their rooms", () => {
    const wrong = arrows.filter(({ from, to }) =>
      packageRooms.some(({ name, rooms }) => name.test(to) && !rooms.some((allowed) => allowed.test(from))),
    );
    expect(wrong).toEqual([]);
  });
});
