import { emptyStyleSource } from "../report/contentPolicy.ts";

/** What a page needs besides its data; the addresses are the webview's own. */
export interface PageFrame {
  readonly title: string;
  readonly scriptAddress: string;
  readonly styleAddress: string;
  /** The webview's own source for styles and images. */
  readonly source: string;
  /** Fresh for every page: letters and digits only. */
  readonly nonce: string;
}

/** The page around the report's script: one nonce for the script, styles from the package, nothing from elsewhere. */
export function pageHtml({ title, scriptAddress, styleAddress, source, nonce }: PageFrame): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} ${emptyStyleSource}`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en" class="editor">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(styleAddress)}">
</head>
<body>
<main id="report"></main>
<script nonce="${nonce}" src="${escapeHtml(scriptAddress)}"></script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
