import { dirname, join } from "node:path";
import { EvenhandError } from "../../base/errors.ts";
import { isShown } from "../../report/associationSentence.ts";
import type { AssociationRow, BiasReport, KeywordInContext } from "../../report/biasReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../../report/numberFormat.ts";
import { agreementText, drivingText, rangeText } from "../../report/scanWords.ts";
import { groupLabel, maskSlurs, noAssociation, slursOf } from "../../report/wording.ts";
import { findContexts } from "../findContexts.ts";
import { findReport } from "./findReport.ts";
import { checkText, isOpen } from "./toolContext.ts";
import type { ToolAnswer, ToolContext } from "./toolContext.ts";

export interface ExplainFindingInput {
  readonly group: string;
  readonly word: string;
  readonly scan?: string;
  readonly places?: number;
  readonly includeText?: boolean;
}

/** The figures of one association in words, then where both occur. A word that the scan did not keep is looked up all the same. */
export async function explainFinding(input: ExplainFindingInput, context: ToolContext): Promise<ToolAnswer> {
  const withText = checkText(input.includeText, context);
  const { report, path } = await findReport(input.scan, ["scans"], context);
  const row = report.scan?.associations.find(
    ({ group, word }) => group === input.group && word.toLowerCase() === input.word.toLowerCase(),
  );
  const limit = input.places ?? 10;
  const found = limit === 0 ? { places: [], notes: [] } : await placesOf(input, limit, path, report, context);
  const slurs = slursOf(report);
  const places = found.places.map(({ file, line, column, text }) => ({
    file,
    line,
    column,
    ...(withText && text !== undefined ? { text: maskSlurs(text, slurs) } : {}),
  }));
  const lines = [
    ...(row === undefined ? [notKept(report, input)] : explained(report, row)),
    ...found.notes,
    ...(places.length === 0
      ? []
      : [
          [
            `${places.length === limit ? "The first" : "All"} ${formatCount(places.length)} places:`,
            ...places.map(
              (place) => `- ${place.file}:${place.line}:${place.column + 1}${"text" in place ? `  ${place.text}` : ""}`,
            ),
          ].join("\n"),
        ]),
  ];
  const { places: _kept, ...figures } = row ?? { places: [] };
  return { text: lines.join("\n\n"), figures: { scan: report.title, finding: figures, places } };
}

interface FoundPlaces {
  readonly places: readonly KeywordInContext[];
  readonly notes: readonly string[];
}

/** A scan without an index of places still has its figures. */
async function placesOf(
  { group, word }: ExplainFindingInput,
  limit: number,
  path: string,
  { method }: BiasReport,
  context: ToolContext,
): Promise<FoundPlaces> {
  const scanId = method.settings["scanIndex"];
  if (typeof scanId !== "string") return { places: [], notes: ["This scan kept no index of places."] };
  try {
    const { places, changed } = await findContexts(
      { partsFolder: join(dirname(path), "parts"), scanId, group, word, limit },
      context,
      (file) => isOpen(file, context),
    );
    return {
      places,
      notes: changed.length === 0 ? [] : [`Left out, changed or gone since the scan: ${changed.join(", ")}.`],
    };
  } catch (error) {
    if (!(error instanceof EvenhandError) || error.code !== "report.invalid") throw error;
    return { places: [], notes: [`${error.message} ${error.hint}`] };
  }
}

function notKept(report: BiasReport, { group, word }: ExplainFindingInput): string {
  const slurs = slursOf(report);
  return `“${maskSlurs(word, slurs)}” is not among the associations that the scan kept for ${groupLabel(report, group)}: ${noAssociation}, or it ranks below those kept.`;
}

function explained(report: BiasReport, row: AssociationRow): string[] {
  const slurs = slursOf(report);
  const driving = drivingText(row, slurs);
  return [
    `“${maskSlurs(row.word, slurs)}” and ${groupLabel(report, row.group)} share ${formatCount(row.together)} of the ${formatCount(row.wordSentences)} sentences with the word.`,
    `nPMI ${formatDecimal(row.npmi, 2)} (95% interval ${rangeText(row.npmiLow, row.npmiHigh)}; 0 is chance, 1 is always together), log-odds z ${formatDecimal(row.z, 1)}, q ${formatProbability(row.q)} over ${formatCount(report.scan?.tests ?? 0)} tests.`,
    isShown(row)
      ? "The interval lies above chance and the finding survives the correction for many tests."
      : "This does not stand out from chance once many words are tested.",
    `Do two random halves of the documents agree? ${agreementText(row)}`,
    ...(driving === "" ? [] : [`Terms behind it: ${driving}.`]),
  ];
}
