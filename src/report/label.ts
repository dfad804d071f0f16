import type { BiasReport } from "./biasReport.ts";
import { labelFacts } from "./labelFacts.ts";
import type { LabelFact, LabelFacts } from "./labelFacts.ts";

/** Width of the label in CSS pixels; its height follows from its text. */
export const labelWidth = 600;

const margin = 24;
const termWidth = 112;
const valueLeft = margin + termWidth + 12;
const stripWidth = 120;
const inks = { text: "#1f2328", muted: "#59616c", line: "#d0d4da", paper: "#ffffff" } as const;

/** Characters are taken for this wide in ems: that of a wide face, because the reader's fonts are not known. */
const charWidth = 0.61;

/**
 * The privacy-and-bias label: one card with the few figures that a reader of a model or a data set asks for first, as an SVG that
 * stands alone. Black on white whatever the theme, because it is passed on as an image; no colour says good or bad.
 *
 * @param arm the arm that it is about; the last one when absent
 * @throws EvenhandError `report.invalid`
 */
export function renderLabel(report: BiasReport, arm?: string): string {
  const facts = labelFacts(report, arm);
  const page = new Page();
  page.text("Privacy and bias label", margin, { size: 20, weight: 600, lead: 34 });
  for (const line of wrapped(facts.title, labelWidth - 2 * margin, 14)) {
    page.text(line, margin, { size: 14, ink: inks.muted, lead: 21 });
  }
  for (const fact of facts.facts) drawFact(page, fact, scaleOf(facts.facts, fact));
  drawNotCovered(page, facts.notCovered);
  page.rule();
  page.text(facts.made, margin, { size: 11.5, ink: inks.muted, lead: 20 });
  return page.svg(facts);
}

/** The label in words, for those who do not see it. */
export function labelDescription({ title, facts, notCovered, made }: LabelFacts): string {
  const lines = facts.map(({ term, value, notes }) => `${term}: ${[value, ...notes].join("; ")}.`);
  const open = notCovered.length === 0 ? [] : [`Epsilon does not cover: ${notCovered.join("; ")}.`];
  return [`${title}.`, ...lines, ...open, `${made}.`].join(" ");
}

function drawFact(page: Page, fact: LabelFact, scale: Scale | undefined): void {
  page.rule();
  page.text(fact.term, margin, { size: 13, ink: inks.muted, lead: 22 });
  const room = labelWidth - margin - valueLeft - (fact.interval === undefined ? 0 : stripWidth + 16);
  if (fact.interval !== undefined && scale !== undefined) page.strip(fact.interval, scale);
  wrapped(fact.value, room, 15).forEach((line, index) => {
    page.text(line, valueLeft, { size: 15, weight: 600, lead: index === 0 ? 0 : 20 });
  });
  for (const note of fact.notes) {
    for (const line of wrapped(note, labelWidth - margin - valueLeft, 12)) {
      page.text(line, valueLeft, { size: 12, ink: inks.muted, lead: 17 });
    }
  }
}

function drawNotCovered(page: Page, notCovered: readonly string[]): void {
  if (notCovered.length === 0) return;
  page.rule();
  page.text("Epsilon does not cover", margin, { size: 13, ink: inks.muted, lead: 22 });
  for (const sentence of notCovered) {
    wrapped(sentence, labelWidth - 2 * margin - 14, 12).forEach((line, index) => {
      if (index === 0) page.text("–", margin, { size: 12, lead: 18 });
      page.text(line, margin + 14, { size: 12, lead: index === 0 ? 0 : 16 });
    });
  }
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** One scale for all intervals of one measure, with their ideal in it, so that they can be compared by eye. */
function scaleOf(facts: readonly LabelFact[], { interval: own }: LabelFact): Scale | undefined {
  const ends = facts.flatMap(({ interval }) =>
    interval === undefined || interval.measure !== own?.measure
      ? []
      : [interval.low, interval.high, interval.ideal ?? interval.value],
  );
  if (ends.length === 0) return undefined;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return { low, high: high > low ? high : low + 1 };
}

interface TextStyle {
  readonly size: number;
  readonly weight?: number;
  readonly ink?: string;
  /** How far below the last line. */
  readonly lead: number;
}

/** Collects what is drawn, from the top down. */
class Page {
  readonly #parts: string[] = [];
  #y = 8;

  text(content: string, x: number, { size, weight = 400, ink = inks.text, lead }: TextStyle): void {
    this.#y += lead;
    this.#parts.push(
      `<text x="${x}" y="${round(this.#y)}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escapeXml(content)}</text>`,
    );
  }

  rule(): void {
    this.#y += 13;
    this.#parts.push(
      `<line x1="${margin}" x2="${labelWidth - margin}" y1="${round(this.#y)}" y2="${round(this.#y)}" stroke="${inks.line}"/>`,
    );
  }

  /** An interval on the last line of text, at the right: a line with its value as a dot, and the ideal as a dashed stroke. */
  strip({ value, low, high, ideal }: NonNullable<LabelFact["interval"]>, scale: Scale): void {
    const left = labelWidth - margin - stripWidth;
    const place = (of: number): number =>
      round(left + 4 + ((of - scale.low) / (scale.high - scale.low)) * (stripWidth - 8));
    const y = round(this.#y - 5);
    if (ideal !== undefined) {
      this.#parts.push(
        `<line x1="${place(ideal)}" x2="${place(ideal)}" y1="${y - 9}" y2="${y + 9}" stroke="${inks.muted}" stroke-dasharray="3 2"/>`,
      );
    }
    this.#parts.push(
      `<line x1="${place(low)}" x2="${place(high)}" y1="${y}" y2="${y}" stroke="${inks.text}" stroke-width="2"/>`,
      `<circle cx="${place(value)}" cy="${y}" r="4" fill="${inks.text}"/>`,
    );
  }

  svg(facts: LabelFacts): string {
    const height = Math.ceil(this.#y + 18);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth}" height="${height}" viewBox="0 0 ${labelWidth} ${height}" role="img" aria-labelledby="evenhand-label-title evenhand-label-description" font-family="system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif">`,
      `<title id="evenhand-label-title">Privacy and bias label: ${escapeXml(facts.title)}</title>`,
      `<desc id="evenhand-label-description">${escapeXml(labelDescription(facts))}</desc>`,
      `<rect x="0.5" y="0.5" width="${labelWidth - 1}" height="${height - 1}" rx="6" fill="${inks.paper}" stroke="${inks.muted}"/>`,
      ...this.#parts,
      "</svg>",
      "",
    ].join("\n");
  }
}

/** Lines of at most this width; a word that is longer than a line is cut. */
function wrapped(text: string, width: number, size: number): readonly string[] {
  const most = Math.max(8, Math.floor(width / (size * charWidth)));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/u).flatMap((one) => pieces(one, most))) {
    if (line !== "" && lengthOf(line) + 1 + lengthOf(word) > most) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, most: number): readonly string[] {
  const cut: string[] = [];
  let piece = "";
  for (const letter of word) {
    if (piece !== "" && lengthOf(piece) + lengthOf(letter) > most) {
      cut.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return piece === "" ? cut : [...cut, piece];
}

/** Letters that are an em wide in every face. */
const wideLetter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;

/** In letters of `charWidth`. */
function lengthOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (wideLetter.test(letter) ? 1 / charWidth : 1), 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** XML has no place for control characters and halves of pairs, not even escaped. */
function escapeXml(text: string): string {
  return text
    .replace(/\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
