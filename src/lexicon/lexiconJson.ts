import { EvenhandError, messageOf } from "../base/errors.ts";
import { lineAt, lineOfPlace } from "./jsonLines.ts";

/**
 * Parses a lexicon file and reads it; what `read` finds wrong gets the line of the place that its message names.
 *
 * @param read throws `lexicon.invalid` with messages of the form `FILE, PLACE: what is wrong`
 */
export function readLexiconJson<T>(jsonText: string, fileName: string, read: (value: unknown) => T): T {
  let value: unknown;
  try {
    value = JSON.parse(jsonText);
  } catch (cause) {
    const reason = messageOf(cause);
    const position = /position (\d+)/.exec(reason)?.[1];
    const line = position === undefined ? "" : `, line ${lineAt(jsonText, Number(position))}`;
    throw new EvenhandError("lexicon.invalid", `${fileName}: not JSON (${reason}${line})`, {
      hint: "Check the file with a JSON editor; a lexicon is one JSON object.",
      cause,
    });
  }
  try {
    return read(value);
  } catch (error) {
    throw error instanceof EvenhandError && error.code === "lexicon.invalid"
      ? withLine(error, jsonText, fileName)
      : error;
  }
}

function withLine(error: EvenhandError, jsonText: string, fileName: string): EvenhandError {
  const prefix = `${fileName}, `;
  if (!error.message.startsWith(prefix)) return error;
  const place = error.message.slice(prefix.length).split(": ")[0] ?? "";
  const line = lineOfPlace(jsonText, place);
  return new EvenhandError("lexicon.invalid", `${error.message} (line ${line})`, { hint: error.hint, cause: error });
}
