import type { PageContent } from "../../../report/pageContent.ts";
import type { Host } from "../host.ts";
import { pngBytes, svgBytes } from "../pictureBytes.ts";
import { chartImage, svgText } from "./chartImage.ts";

/** What a figure asks the page for: the figure knows its chart, the page knows whose it is. */
export interface SaveChart {
  readonly chart: SVGSVGElement;
  readonly title: string;
  readonly reading: string;
  readonly format: "svg" | "png";
  /** Tells beside the button what became of it. */
  readonly said: (words: string) => void;
}

const eventName = "evenhand-save-chart";

export function askToSave(figure: HTMLElement, asked: SaveChart): void {
  figure.dispatchEvent(new CustomEvent(eventName, { bubbles: true, detail: asked }));
}

/** Saves the charts of everything inside `place`, with a line on what they are of. */
export function answerSaving(place: HTMLElement, content: () => PageContent | undefined, host: Host): void {
  place.addEventListener(eventName, (event) => {
    const { said, chart, title, reading, format } = (event as CustomEvent<SaveChart>).detail;
    const svg = svgText(chartImage(chart, { title, reading, source: sourceOf(content()) }));
    const bytes = format === "svg" ? Promise.resolve(svgBytes(svg)) : pngBytes(svg);
    bytes.then(
      (file) => {
        host.saveImage(`${fileName(title)}.${format}`, file);
        said("");
      },
      (error: unknown) => said(`Not saved: ${String(error)}`),
    );
  });
}

/** `gender-loss-gap-between-groups`. */
function fileName(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["chart"];
  return words.slice(0, 8).join("-");
}

function sourceOf(content: PageContent | undefined): string {
  if (content === undefined) return "";
  if (content.kind === "comparison") return content.comparison.title;
  const { corpus, arms = [], generator, createdAt } = content.report;
  const models = [...new Set(arms.map(({ model }) => model.name))];
  return [
    ...(corpus === undefined ? [] : [`Corpus ${corpus.name}, ${corpus.records.toLocaleString("en-US")} records`]),
    ...(models.length === 0
      ? []
      : [`Model ${models.length <= 3 ? models.join(", ") : `${models.length} checkpoints`}`]),
    `${generator.name} ${generator.version}`,
    createdAt.slice(0, 10),
  ].join(" · ");
}
