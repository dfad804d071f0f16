// Lives beside Evenhand in the extension host and tells a benchmark what it sees there. Extensions of one host share its thread,
// so that whatever holds up Evenhand's neighbours holds up this one.
const { createServer } = require("node:http");
const { Session } = require("node:inspector");
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { PerformanceObserver, performance } = require("node:perf_hooks");
const vscode = require("vscode");

/** Between two looks at the clock. */
const tickMs = 10;

let watch;
let measures = [];

exports.activate = (context) => {
  const observer = new PerformanceObserver((list) => {
    for (const { name, startTime, duration } of list.getEntries()) {
      if (name.startsWith("evenhand.")) measures.push({ name, startTime, duration });
    }
  });
  observer.observe({ entryTypes: ["measure"] });
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      try {
        response.end(JSON.stringify((await answers[request.url.slice(1)](JSON.parse(body || "null"))) ?? null));
      } catch (error) {
        response.statusCode = 500;
        response.end(String(error?.stack ?? error));
      }
    });
  });
  server.listen(0, "127.0.0.1", () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    // Beside the workspace: its explorer would show the file.
    if (folder !== undefined) writeFileSync(path.join(folder, "..", "probe-port"), String(server.address().port));
  });
  context.subscriptions.push({ dispose: () => server.close() }, { dispose: () => observer.disconnect() });
};

const answers = {
  /** Loads and activates an extension that nothing has activated so far. */
  async activate(id) {
    const extension = vscode.extensions.getExtension(id);
    if (extension === undefined) throw new Error(`${id} is not installed`);
    if (extension.isActive) return { wasActive: true };
    const memory = process.memoryUsage().rss;
    const processor = process.cpuUsage();
    const started = performance.now();
    await extension.activate();
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(processor);
    return { wasActive: false, ms, processorMs: (user + system) / 1e3, rssBytes: process.memoryUsage().rss - memory };
  },

  /** What an extension has loaded by now: the scripts below its folder. */
  async scripts(id) {
    const folder = vscode.extensions.getExtension(id).extensionPath;
    const session = new Session();
    session.connect();
    const scripts = [];
    session.on("Debugger.scriptParsed", ({ params }) => {
      if (params.url.includes(folder)) scripts.push({ url: params.url.split(folder)[1], bytes: params.length });
    });
    await new Promise((resolve) => session.post("Debugger.enable", resolve));
    session.disconnect();
    return scripts;
  },

  async command({ id, path: file }) {
    await vscode.commands.executeCommand(id, ...(file === undefined ? [] : [vscode.Uri.file(file)]));
  },

  /** How long the editor takes for a page with nothing but a script that says it runs. Milliseconds. */
  async emptyPage() {
    const started = performance.now();
    const panel = vscode.window.createWebviewPanel("probe", "Probe", vscode.ViewColumn.Active, { enableScripts: true });
    const ready = new Promise((resolve) => panel.webview.onDidReceiveMessage(resolve));
    panel.webview.html = "<!doctype html><script>acquireVsCodeApi().postMessage('ready')</script>";
    await ready;
    const ms = performance.now() - started;
    panel.dispose();
    return ms;
  },

  /** Begins to watch how late timers are. */
  watch() {
    clearInterval(watch?.timer);
    const seen = { late: [], own: [], started: performance.now(), processor: process.cpuUsage() };
    let expected = performance.now() + tickMs;
    let processor = process.cpuUsage();
    const tick = () => {
      const now = performance.now();
      const used = process.cpuUsage(processor);
      processor = process.cpuUsage();
      const late = Math.max(0, now - expected);
      seen.late.push(late);
      // What the host itself computed between two ticks: the rest of a delay is other processes' time.
      seen.own.push(Math.min(late, (used.user + used.system) / 1e3));
      expected = now + tickMs;
      watch.timer = setTimeout(tick, tickMs);
    };
    watch = { seen, timer: setTimeout(tick, tickMs) };
  },

  watched() {
    const { late, own, started, processor } = watch.seen;
    clearTimeout(watch.timer);
    const { user, system } = process.cpuUsage(processor);
    const ms = performance.now() - started;
    return { ms, share: (user + system) / 1e3 / ms, ticks: late.length, late: spread(late), own: spread(own) };
  },

  /** What Evenhand measured since the last time. */
  measures() {
    const seen = measures;
    measures = [];
    return seen;
  },
};

function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), p99: at(0.99), most: at(1), over50: values.filter((value) => value > 50).length };
}
