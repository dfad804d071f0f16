import * as vscode from "vscode";
import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import { EditorPainter } from "./editorPainter.ts";
import { rangeOf } from "./recordAnalysis.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";
import { readSettings } from "./settings.ts";
import { visibleLines } from "./visibleLines.ts";

/** Decorations slow an editor down past about a thousand. */
const mostPerAxis = 1000;

/** Each axis has a line style and a lane of the overview ruler of its own, so that the colour is never the only sign. */
const lineStyles: Readonly<Record<Axis, string>> = { gender: "solid", race: "dashed", religion: "dotted" };
const lanes: Readonly<Record<Axis, vscode.OverviewRulerLane>> = {
  gender: vscode.OverviewRulerLane.Left,
  race: vscode.OverviewRulerLane.Center,
  religion: vscode.OverviewRulerLane.Right,
};

/** Underlines identity terms by axis in the visible part of corpora. */
export class TermDecorations extends EditorPainter {
  readonly #analysis: RecordAnalysis;
  readonly #types: ReadonlyMap<Axis, vscode.TextEditorDecorationType>;

  constructor(analysis: RecordAnalysis, log: vscode.LogOutputChannel) {
    super(log, "terms");
    this.#analysis = analysis;
    this.#types = new Map(axes.map((axis) => [axis, this.own(underline(axis))]));
    this.own(analysis.onDidChange(() => this.schedule()));
    this.schedule();
  }

  protected override async prepare(editor: vscode.TextEditor): Promise<(() => void) | undefined> {
    const { document } = editor;
    if (!this.#analysis.isCorpus(document)) return undefined;
    const ranges = new Map<Axis, vscode.Range[]>(axes.map((axis) => [axis, []]));
    if (readSettings(document.uri).highlight) {
      const analyser = await this.#analysis.analyser(document.uri);
      for (const line of visibleLines(editor)) {
        const analysed = line < document.lineCount ? analyser.at(document, line) : undefined;
        if (analysed === undefined) continue;
        for (const term of analysed.terms) {
          const ofAxis = ranges.get(term.axis);
          if (ofAxis !== undefined && ofAxis.length < mostPerAxis) ofAxis.push(rangeOf(analysed, term));
        }
      }
    }
    return () => {
      for (const [axis, type] of this.#types) editor.setDecorations(type, ranges.get(axis) ?? []);
    };
  }

  protected override clear(editor: vscode.TextEditor): void {
    for (const type of this.#types.values()) editor.setDecorations(type, []);
  }
}

function underline(axis: Axis): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    borderColor: new vscode.ThemeColor(`evenhand.${axis}Term`),
    borderStyle: lineStyles[axis],
    borderWidth: "0 0 2px 0",
    overviewRulerColor: new vscode.ThemeColor(`evenhand.${axis}Term`),
    overviewRulerLane: lanes[axis],
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}
