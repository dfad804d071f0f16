// A read-only folder `memory:/corpus` with one corpus, as a repository that is browsed over the network would be.
const vscode = require("vscode");

const record = (text) => `${JSON.stringify({ text })}\n`;
const lines = Array.from(
  { length: 40 },
  (_, at) =>
    record(`Ward ${at}: She is a nurse and her shift is long.`) + record(`Gate ${at}: he is a pilot and flies far.`),
);
const content = Buffer.from(lines.join(""));
const tree = { "/corpus": undefined, "/corpus/far.jsonl": content };

function activate(context) {
  const changed = new vscode.EventEmitter();
  const missing = (uri) => vscode.FileSystemError.FileNotFound(uri);
  const readOnly = (uri) => vscode.FileSystemError.NoPermissions(uri);
  const provider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => {}),
    stat(uri) {
      if (!(uri.path in tree)) throw missing(uri);
      const bytes = tree[uri.path];
      const type = bytes === undefined ? vscode.FileType.Directory : vscode.FileType.File;
      return { type, ctime: 1, mtime: 1, size: bytes === undefined ? 0 : bytes.length };
    },
    readDirectory: (uri) => (uri.path === "/corpus" ? [["far.jsonl", vscode.FileType.File]] : []),
    readFile(uri) {
      if (tree[uri.path] === undefined) throw missing(uri);
      return tree[uri.path];
    },
    createDirectory: (uri) => Promise.reject(readOnly(uri)),
    writeFile: (uri) => Promise.reject(readOnly(uri)),
    delete: (uri) => Promise.reject(readOnly(uri)),
    rename: (uri) => Promise.reject(readOnly(uri)),
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider("memory", provider, { isReadonly: true }));
}

module.exports = { activate };
