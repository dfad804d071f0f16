import { EvenhandError } from "../../base/errors.ts";
import { subjectOf, verdicts } from "./swapDecision.ts";
import type { SwapDecision } from "./swapDecision.ts";
import { swapKeyDigits } from "./swapKey.ts";

/** The committed file of decisions, beside evenhand.json. It has no ending of a corpus, so that no scan reads it. */
export const decisionsFileName = "evenhand.decisions";

/**
 * Reads the file: one JSON object a line, so that two people's decisions merge line by line.
 *
 * @param name the file, for errors
 * @throws EvenhandError `configuration.invalid` with the line
 */
export function readDecisions(text: string, name: string): readonly SwapDecision[] {
  const lines = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [readLine(line, `${name}, line ${index + 1}`)]));
}

/**
 * The text of the file with decisions at its end, and without earlier ones about the same; other lines stay as they are.
 *
 * @throws as `readDecisions`: what is broken is not written over
 */
export function withDecisions(text: string, decisions: readonly SwapDecision[], name: string): string {
  // Of two about the same, the later.
  const last = new Map(decisions.map((decision) => [subjectOf(decision), decision]));
  const added = [...last.values()].map((decision) => `${JSON.stringify(decision)}\n`);
  return `${withoutDecisions(text, decisions, name)}${added.join("")}`;
}

/** The text without any decisions about the same. @throws as `readDecisions` */
export function withoutDecisions(text: string, decisions: readonly SwapDecision[], name: string): string {
  readDecisions(text, name);
  const subjects = new Set(decisions.map(subjectOf));
  const kept = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !subjects.has(subjectOf(readLine(line.replace(/^\uFEFF/u, ""), name))));
  return kept.map((line) => `${line}\n`).join("");
}

function readLine(line: string, place: string): SwapDecision {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw invalid(place, "not a JSON value", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(place, "not an object");
  const { decision: given, swap, word, after, rule, ...others } = value as Readonly<Record<string, unknown>>;
  const decision = verdicts.find((verdict) => verdict === given);
  if (decision === undefined) throw invalid(place, `"decision" must be ${verdicts.join(" or ")}`);
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(place, `there is no "${other}" in a decision`);
  const isText = (text: unknown): text is string => typeof text === "string" && text !== "";
  if (isText(rule) && swap === undefined && word === undefined && after === undefined) return { decision, rule };
  if (isText(word) && rule === undefined) {
    if (swap === undefined && after === undefined) return { decision, word };
    if (isKey(swap) && typeof after === "string") return { decision, swap, word, after };
  }
  throw invalid(place, "a decision is about a swap (with its word and counterpart), a word, or a rule");
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value.length === swapKeyDigits && /^[0-9a-f]+$/u.test(value);
}

function invalid(place: string, what: string, cause?: unknown): EvenhandError {
  return new EvenhandError("configuration.invalid", `${place}: ${what}`, {
    hint: 'A line is for example {"decision":"reject","word":"king"}; remove the line, or decide anew in the editor.',
    cause,
  });
}
