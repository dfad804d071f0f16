import { isHostMessage } from "../protocol.ts";
import type { PageContent } from "../../report/pageContent.ts";
import type { PageMessage } from "../protocol.ts";

type Place = Omit<Extract<PageMessage, { kind: "openPlace" }>, "kind">;

/** What surrounds the page: the editor, or nothing but a browser. */
export interface Host {
  /** Calls back with what to show: at once when it is embedded, on the editor's message otherwise. */
  onContent(show: (content: PageContent) => void): void;
  copy(text: string): Promise<void>;
  /** Absent where places cannot be opened. */
  readonly openPlace?: (place: Place) => void;
  /** Saves a picture under a name that the reader may change. */
  saveImage(name: string, bytes: Uint8Array<ArrayBuffer>): void;
  /** Absent where the page already is a file. */
  readonly saveHtml?: () => void;
  /** View state of the last time, unchecked. */
  loadState(): unknown;
  saveState(state: unknown): void;
}

interface EditorApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Present in the editor's webview only; may be called once. */
  var acquireVsCodeApi: (() => EditorApi) | undefined;
}

export function connectHost(): Host {
  return typeof globalThis.acquireVsCodeApi === "function" ? editorHost(globalThis.acquireVsCodeApi()) : browserHost();
}

function editorHost(editor: EditorApi): Host {
  return {
    onContent(show) {
      window.addEventListener("message", (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) show(event.data);
      });
      editor.postMessage({ kind: "ready" });
    },
    copy(text) {
      editor.postMessage({ kind: "copy", text });
      return Promise.resolve();
    },
    openPlace: (place) => editor.postMessage({ kind: "openPlace", ...place }),
    saveImage: (name, bytes) => {
      const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
      editor.postMessage({ kind: "saveImage", name, base64: btoa(text) });
    },
    saveHtml: () => editor.postMessage({ kind: "saveHtml" }),
    loadState: () => editor.getState(),
    saveState: (state) => editor.setState(state),
  };
}

function browserHost(): Host {
  return {
    onContent(show) {
      const comparison = embedded("comparison-data");
      const content: unknown =
        comparison === undefined
          ? { kind: "report", report: embedded("report-data") }
          : { kind: "comparison", comparison };
      if (isHostMessage(content)) show(content);
      else throw new TypeError("The page has no report of this version inside.");
    },
    copy: copyInBrowser,
    saveImage: downloadInBrowser,
    loadState: () => undefined,
    saveState: () => {},
  };
}

/** The data that the file carries under this id. */
function embedded(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  return text == null ? undefined : (JSON.parse(text) as unknown);
}

function downloadInBrowser(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const type = name.endsWith(".svg") ? "image/svg+xml" : "image/png";
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** A file opened from disk is not always a secure context, where the clipboard has no other way than a selection. */
async function copyInBrowser(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.className = "off-screen";
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser refused");
}
