import { isRule } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { silenceOf } from "./silence.ts";
import type { Finding, Silence } from "./silence.ts";

/** A silence written into the file itself: `evenhand-disable-next-line ambiguous-term(black) -- the colour`. */
export interface DirectiveSilence extends Silence {
  /** Line of the comment, from 0. */
  readonly line: number;
  /** Lines that it silences, from 0; both ends belong to it. */
  readonly from: number;
  readonly to: number;
}

export interface Directives {
  readonly silences: readonly DirectiveSilence[];
  /** Lines that hold such a comment, from 0: what they say is about other lines. */
  readonly lines: ReadonlySet<number>;
  /** Comments that name no rule that there is. */
  readonly unknown: readonly { readonly line: number; readonly rule: string }[];
}

const directive = /\bevenhand-(disable-next-line|disable-line|disable-file|disable|enable)(?![\w-])(.*)$/u;

/** `RULE` or `RULE(WORD)`. */
const target = /^([\w-]+|\*)(?:\((.+)\))?$/u;

/**
 * Finds the comments that silence findings in a text:
 *
 * - `evenhand-disable-line`, `evenhand-disable-next-line`, `evenhand-disable-file`, and
 * - `evenhand-disable` … `evenhand-enable` around a block (to the end of the file when it is not closed),
 *
 * each with rules separated by commas (all rules when absent), a word in brackets behind a rule, and a reason behind `--`.
 */
export function readDirectives(lines: Iterable<string>): Directives {
  const silences: DirectiveSilence[] = [];
  const unknown: { line: number; rule: string }[] = [];
  const commentLines = new Set<number>();
  let open: DirectiveSilence[] = [];
  let line = -1;
  for (const text of lines) {
    line += 1;
    const match = text.includes("evenhand-") ? directive.exec(text) : null;
    if (match === null) continue;
    const [, verb, rest = ""] = match;
    // A line that is silenced by its own comment has text of its own.
    if (verb !== "disable-line") commentLines.add(line);
    const { targets, reason, wrong } = readTargets(rest);
    for (const rule of wrong) unknown.push({ line, rule });
    if (verb === "enable") {
      const closes = (one: DirectiveSilence): boolean =>
        targets.some(({ rule, word }) => rule === "*" || (rule === one.rule && (word ?? one.word) === one.word));
      const upTo = line;
      silences.push(...open.filter(closes).map((one) => ({ ...one, to: upTo })));
      open = open.filter((one) => !closes(one));
      continue;
    }
    const range = rangeOf(verb as Exclude<typeof verb, undefined>, line);
    const found = targets.map((one) => ({ ...one, ...(reason === undefined ? {} : { reason }), line, ...range }));
    (verb === "disable" ? open : silences).push(...found);
  }
  return { silences: [...silences, ...open].sort((a, b) => a.line - b.line), lines: commentLines, unknown };
}

/** The directive that silences a finding in a line, from 0. */
export function directiveFor({ silences }: Directives, line: number, finding: Finding): DirectiveSilence | undefined {
  return silenceOf(
    silences.filter(({ from, to }) => from <= line && line <= to),
    finding,
  );
}

function rangeOf(verb: string, line: number): { from: number; to: number } {
  switch (verb) {
    case "disable-line":
      return { from: line, to: line };
    case "disable-next-line":
      return { from: line + 1, to: line + 1 };
    case "disable-file":
      return { from: 0, to: Number.POSITIVE_INFINITY };
    default:
      return { from: line, to: Number.POSITIVE_INFINITY };
  }
}

function readTargets(rest: string): {
  targets: { rule: Rule | "*"; word?: string }[];
  reason: string | undefined;
  wrong: string[];
} {
  // In two steps: a run of spaces is tried from each of its places when a pattern begins with it.
  const inside = rest
    .trimEnd()
    .replace(/(?:-->|\*\/)$/u, "")
    .trimEnd();
  const [, names = "", reason = ""] = /^(.*?)(?:\s--(?:\s+(.*))?)?$/u.exec(inside) ?? [];
  const written = names
    .split(/,/u)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (written.length === 0) return { targets: [{ rule: "*" }], reason: reason.trim() || undefined, wrong: [] };
  const targets: { rule: Rule | "*"; word?: string }[] = [];
  const wrong: string[] = [];
  for (const part of written) {
    const [, rule, word] = target.exec(part) ?? [];
    if (rule === "*" || isRule(rule)) targets.push({ rule, ...(word === undefined ? {} : { word: word.trim() }) });
    else wrong.push(part);
  }
  return { targets, reason: reason.trim() || undefined, wrong };
}
