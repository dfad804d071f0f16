import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EvenhandError } from "../../base/errors.ts";
import type {
  AnswerTo,
  OpenedRecords,
  RecordsEvent,
  RecordsFile,
  RecordsQuestion,
  RecordsReply,
  RecordsRequest,
} from "./recordsProtocol.ts";

export interface RecordsClientSettings {
  /** The bundled `records-child.mjs`. */
  readonly childPath: string;
  /** A Node program to run it with; the program that runs the shell when undefined. */
  readonly nodePath?: (() => string | undefined) | undefined;
  readonly onEvent: (event: RecordsEvent) => void;
  /** The process ended although nobody asked it to; every later question fails. */
  readonly onGone: (error: EvenhandError) => void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: EvenhandError) => void;
}

/** Asks a process of its own about one file of records. Disposing it ends the process. */
export class RecordsClient {
  readonly #settings: RecordsClientSettings;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #gone: EvenhandError | undefined;

  constructor(settings: RecordsClientSettings) {
    this.#settings = settings;
    const nodePath = settings.nodePath?.();
    this.#child = fork(settings.childPath, [], {
      // Inspector flags of the shell would make the child wait for a debugger on the same port.
      execArgv: [],
      // Makes the editor's own program behave as Node; a real Node ignores it.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      ...(nodePath === undefined ? {} : { execPath: nodePath }),
    });
    this.#child.on("message", (message) => this.#receive(message as RecordsReply));
    this.#child.on("error", (cause) => this.#end(`could not be started: ${cause.message}`));
    this.#child.on("exit", (code, signal) => this.#end(signal === null ? `ended with ${code}` : `ended on ${signal}`));
  }

  /** @throws EvenhandError what the file's reader says; `job.crashed` when the process is gone */
  open(file: RecordsFile): Promise<OpenedRecords> {
    return this.#send({ kind: "open", id: this.#nextId(), file }) as Promise<OpenedRecords>;
  }

  /** @throws as `open` */
  ask<Question extends RecordsQuestion>(question: Question): Promise<AnswerTo<Question>> {
    return this.#send({ kind: "ask", id: this.#nextId(), question }) as Promise<AnswerTo<Question>>;
  }

  dispose(): void {
    this.#gone = new EvenhandError("cancelled", "Cancelled.", { hint: "Open the file again." });
    this.#child.kill("SIGKILL");
    this.#rejectAll(this.#gone);
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #send(request: RecordsRequest): Promise<unknown> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      // A child that is already gone is reported by its "exit" or "error".
      this.#child.send(request, () => {});
    });
  }

  #receive(reply: RecordsReply): void {
    if (reply.kind === "event") {
      this.#settings.onEvent(reply.event);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === "answer") waiting?.resolve(reply.answer);
    else waiting?.reject(new EvenhandError(reply.code, reply.message, { hint: reply.hint }));
  }

  #end(how: string): void {
    if (this.#gone !== undefined) return;
    const hint = "Open the file again; if it happens again, look whether the memory is full.";
    this.#gone = new EvenhandError("job.crashed", `The process that reads the records ${how}.`, { hint });
    this.#rejectAll(this.#gone);
    this.#settings.onGone(this.#gone);
  }

  #rejectAll(error: EvenhandError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
