import { isRecordsHostMessage } from "../../recordsProtocol.ts";
import type { AnswerTo, RecordsHostMessage, RecordsPageMessage, RecordsQuestion } from "../../recordsProtocol.ts";

/** Every message but those that answer a question. */
export type HostNews = Exclude<RecordsHostMessage, { readonly kind: "answer" | "failed" }>;

/** Why a question has no answer. */
export class AskFailure extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The editor around the page of the record viewer. */
export interface RecordsHost {
  ask<Question extends RecordsQuestion>(question: Question): Promise<AnswerTo<Question>>;
  send(message: Exclude<RecordsPageMessage, { readonly kind: "ask" }>): void;
  loadState(): unknown;
  saveState(state: unknown): void;
}

interface EditorApi {
  postMessage(message: RecordsPageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Connects to the editor; `onNews` is told what it says without being asked. */
export function connectRecordsHost(onNews: (news: HostNews) => void): RecordsHost {
  const acquire = globalThis.acquireVsCodeApi as (() => EditorApi) | undefined;
  if (acquire === undefined) throw new TypeError("This page is shown in an editor only.");
  const editor = acquire();
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: AskFailure) => void }>();
  let lastId = 0;
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (!isRecordsHostMessage(data)) return;
    if (data.kind !== "answer" && data.kind !== "failed") {
      onNews(data);
      return;
    }
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === "answer") asked?.resolve(data.answer as never);
    else asked?.reject(new AskFailure(data.message, data.hint));
  });
  return {
    ask: (question) => {
      lastId += 1;
      const id = lastId;
      editor.postMessage({ kind: "ask", id, question });
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    send: (message) => editor.postMessage(message),
    loadState: () => editor.getState(),
    saveState: (state) => editor.setState(state),
  };
}
