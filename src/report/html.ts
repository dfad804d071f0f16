import { createHash } from "node:crypto";
import type { BiasReport } from "./biasReport.ts";
import type { ReportComparison } from "./comparison/reportComparison.ts";
import { emptyStyleSource } from "./contentPolicy.ts";
import { withFewerItems } from "./fewerItems.ts";

/** The page's code and styles, as built. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * The report as one self-contained HTML file: the editor's page with script, styles and data inside. Its content policy
 * admits exactly this script and this style sheet (by hash) and no connection, so the file can be opened anywhere.
 * Of a metric with many items the file has those that weigh most; all stay in the JSON.
 */
export function renderHtml(report: BiasReport, assets: PageAssets): string {
  return pageFile(
    { title: report.title, version: report.generator.version, dataId: "report-data" },
    withFewerItems(report),
    assets,
  );
}

/** Two reports side by side, as one file of the same kind. */
export function renderComparisonHtml(comparison: ReportComparison, assets: PageAssets): string {
  const { title, generator } = comparison;
  return pageFile({ title, version: generator.version, dataId: "comparison-data" }, comparison, assets);
}

interface PageHead {
  readonly title: string;
  readonly version: string;
  /** Where the page's script looks for its data. */
  readonly dataId: "report-data" | "comparison-data";
}

function pageFile({ title, version, dataId }: PageHead, data: unknown, assets: PageAssets): string {
  const script = inlineScript(assets.script);
  const style = withUnixLines(assets.style).replace(/<\/(?=style)/gi, "<\\/");
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)} ${emptyStyleSource}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="evenhand ${escapeHtml(version)}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main id="report"><noscript>This report is drawn by the script inside this file, which your viewer does not run. The same figures are in its Markdown and JSON forms.</noscript></main>
<script type="application/json" id="${dataId}">${inlineJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that may stand inside a script element: no `<` that could end it, no line separators. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** In strings, templates and regular expressions, the only places where a bundle can have these, `\x3c` means `<`. */
function inlineScript(script: string): string {
  return withUnixLines(script).replace(/<(?=\/script|!--)/gi, "\\x3c");
}

/** The HTML parser reads `\r\n` as `\n`, and the policy's hash is taken of what the parser reads. */
function withUnixLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
