import { EvenhandError, messageOf } from "../../base/errors.ts";
import { RecordBook } from "./recordBook.ts";
import { parseRecordsRequest } from "./recordsProtocol.ts";
import type { RecordsReply, RecordsRequest } from "./recordsProtocol.ts";

/** The process behind one record viewer: opens one file and answers until its shell goes away. */
let book: Promise<RecordBook> | undefined;
let hasStarted = false;

function send(reply: RecordsReply): void {
  if (process.connected) process.send?.(reply, undefined, undefined, () => {});
}

async function answer(request: RecordsRequest): Promise<unknown> {
  if (request.kind === "open") {
    book ??= RecordBook.open(request.file, (event) => send({ kind: "event", event }));
    return await (await book).describe();
  }
  if (book === undefined) throw new TypeError("nothing is open");
  const answered = await (await book).answer(request.question);
  if (!hasStarted) {
    hasStarted = true;
    // After the answer is on its way.
    setImmediate(() => void book?.then((opened) => opened.start()));
  }
  return answered;
}

process.on("message", (message: unknown) => {
  const request = parseRecordsRequest(message);
  const { id } = request;
  answer(request).then(
    (answered) => send({ kind: "answer", id, answer: answered }),
    (error: unknown) => {
      const known = error instanceof EvenhandError ? error : undefined;
      const hint = known?.hint ?? "Close the file and open it again; if it happens again, please report it.";
      send({ kind: "failed", id, code: known?.code ?? "job.crashed", message: messageOf(error), hint });
    },
  );
});

process.on("disconnect", () => process.exit(0));
