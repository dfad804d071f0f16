import * as vscode from "vscode";
import type { BiasReport } from "../report/biasReport.ts";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import { isPageMessage } from "./protocol.ts";
import type { PageContent } from "../report/pageContent.ts";
import type { PageMessage } from "./protocol.ts";
import { pageRoots, showPage } from "./showPage.ts";

/** What the page may ask of the editor. */
export interface PageRequests {
  openPlace(place: Extract<PageMessage, { kind: "openPlace" }>): Promise<void>;
  saveHtml(content: PageContent): Promise<void>;
  saveImage(image: Extract<PageMessage, { kind: "saveImage" }>): Promise<void>;
  /** What to show after the window was loaded anew; undefined when there is nothing any more. */
  restore(): Promise<PageContent | undefined>;
  /** Told of each report that the page has. */
  shown(report: BiasReport): void;
  failed(error: unknown): void;
}

export interface ShowOptions {
  /** Leaves the keyboard, and what is being worked on, where they are: the report was not asked for just now. */
  readonly preserveFocus?: boolean;
}

/** The type of the panel in the editor; the manifest's activation event names it too. */
export const reportViewType = "evenhand.report";

/** The one report panel: shows the report or the comparison that was opened last, also after a reload of the window. */
export class ReportPanel implements vscode.WebviewPanelSerializer {
  readonly #extension: vscode.Uri;
  readonly #requests: PageRequests;
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #content: PageContent | undefined;

  constructor(extension: vscode.Uri, requests: PageRequests) {
    this.#extension = extension;
    this.#requests = requests;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(reportViewType, this);
  }

  show(report: BiasReport, options?: ShowOptions): void {
    this.#show({ kind: "report", report }, options);
  }

  showComparison(comparison: ReportComparison): void {
    this.#show({ kind: "comparison", comparison });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    try {
      // What was opened meanwhile is newer than what is read here.
      const restored = this.#content === undefined ? await this.#requests.restore() : undefined;
      this.#content ??= restored;
    } catch (error) {
      this.#requests.failed(error);
    }
    if (this.#content === undefined) {
      panel.dispose();
      return;
    }
    panel.title = titleOf(this.#content);
    panel.webview.options = this.#options();
    this.#adopt(panel);
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  #show(content: PageContent, { preserveFocus = false }: ShowOptions = {}): void {
    this.#content = content;
    const isCovering = preserveFocus && wouldCover(this.#panel);
    if (this.#panel === undefined) {
      const viewColumn = isCovering ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      const place = { viewColumn, preserveFocus };
      this.#adopt(vscode.window.createWebviewPanel(reportViewType, titleOf(content), place, this.#options()));
    } else {
      this.#panel.title = titleOf(content);
      this.#panel.reveal(isCovering ? vscode.ViewColumn.Beside : undefined, preserveFocus);
      this.#send(this.#panel, content);
    }
  }

  #send({ webview }: vscode.WebviewPanel, content: PageContent): void {
    void webview.postMessage(content);
    if (content.kind === "report") this.#requests.shown(content.report);
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return { enableScripts: true, enableFindWidget: true, localResourceRoots: pageRoots(this.#extension) };
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extension, "media", "evenhand.svg");
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    webview.onDidReceiveMessage((message: unknown) => {
      if (isPageMessage(message)) void this.#answer(panel, message).catch((error) => this.#requests.failed(error));
    });
    showPage(webview, this.#extension, "page", panel.title);
  }

  async #answer(panel: vscode.WebviewPanel, message: PageMessage): Promise<void> {
    const content = this.#content;
    switch (message.kind) {
      case "ready":
        if (content !== undefined) this.#send(panel, content);
        return;
      case "openPlace":
        return this.#requests.openPlace(message);
      case "copy":
        return vscode.env.clipboard.writeText(message.text);
      case "saveImage":
        return this.#requests.saveImage(message);
      case "saveHtml":
        return content === undefined ? undefined : this.#requests.saveHtml(content);
    }
  }
}

/** Whether the panel, where it is or would be made, comes before a tab that may be worked in; the editor's own pages have no input. */
function wouldCover(panel: vscode.WebviewPanel | undefined): boolean {
  const { activeTab, viewColumn } = vscode.window.tabGroups.activeTabGroup;
  if (activeTab?.input === undefined) return false;
  return panel === undefined || (!panel.visible && panel.viewColumn === viewColumn);
}

function titleOf(content: PageContent): string {
  return content.kind === "report" ? content.report.title : content.comparison.title;
}
