import { EvenhandError } from "../base/errors.ts";
import type { ArmSection, BiasReport } from "./biasReport.ts";
import {
  biasStatements,
  limitStatements,
  membershipStatements,
  modelStatements,
  privacyStatements,
} from "./cardStatements.ts";
import { datasetFrontMatter, modelFrontMatter } from "./cardMetadata.ts";
import { codeSpan } from "./codeSpan.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { decimalsOf, metricsOfAxis, resultOf } from "./measures.ts";
import { formatCount, formatInterval, formatQuantity, formatSmall } from "./numberFormat.ts";
import { baseModelName } from "./modelNames.ts";
import type { Publication } from "./publication.ts";
import { axisName, axisOrder, counted, metricWords } from "./wording.ts";

/**
 * A Hugging Face data set card with the section "Bias, Risks, and Limitations", from the figures of a scan: a whole README, or
 * to be pasted into the card of the data.
 *
 * @throws EvenhandError `report.invalid` for a report without a scan
 * @see https://huggingface.co/docs/hub/datasets-cards
 */
export function datasetCard(report: BiasReport, publication: Publication = {}): string {
  const { corpus, scan } = report;
  if (corpus === undefined || scan === undefined) throw withoutPart("a scan of a corpus", "evenhand scan PATH");
  const files = markdownTable(
    [{ head: "File" }, { head: "Bytes", numeric: true }, { head: "SHA-256" }],
    corpus.files.map(({ name, bytes, sha256 }) => [escape(name), formatCount(bytes), `\`${sha256}\``]),
  );
  return document([
    datasetFrontMatter(report, publication),
    `# ${escape(corpus.name)}`,
    "## Bias, Risks, and Limitations",
    bullets(biasStatements(report)),
    "### How this was measured",
    bullets([...limitStatements(report), madeBy(report)]),
    files,
  ]);
}

/**
 * A Hugging Face model card with the sections on bias, training and evaluation, about one arm of a report.
 *
 * @param name the arm; the last one when absent, which the others lead up to
 * @throws EvenhandError `report.invalid` for a report without arms or without that one
 * @see https://huggingface.co/docs/hub/model-cards
 */
export function modelCard(report: BiasReport, name?: string, publication: Publication = {}): string {
  const arms = report.arms ?? [];
  const arm = name === undefined ? arms.at(-1) : arms.find((one) => one.arm === name);
  if (arm === undefined) {
    throw withoutPart(
      name === undefined ? "arms" : `an arm "${name}" (it has ${arms.map((one) => one.arm).join(", ") || "none"})`,
      "evenhand train PATH",
    );
  }
  return document([
    modelFrontMatter(report, arm, publication),
    `# ${escape(arm.arm)}`,
    "## Bias, Risks, and Limitations",
    `Figures of ${codeSpan(arm.arm)} (SHA-256 of its weights \`${arm.model.sha256}\`)${arms.length > 1 ? ", beside the other arms of the same comparison" : ""}.`,
    bullets(modelStatements(report)),
    ...(report.warnings.length === 0 ? [] : ["### Read first", bullets(report.warnings)]),
    "### Privacy",
    bullets([...privacyStatements(arm), ...membershipStatements(report, arm.arm)]),
    ...trainingDetails(report, arm),
    "## Evaluation",
    evaluationTable(report, arm),
    madeBy(report),
  ]);
}

/** Counts are of units of privacy: pieces of records, or all records of a value, where the report says so or says nothing. */
function trainingDetails(report: BiasReport, { training }: ArmSection): string[] {
  if (training === undefined) return [];
  const { arms = [] } = report;
  const base = baseModelName(report);
  const noun = arms.some(({ privacy }) => privacy?.unit.startsWith("record") === true) ? "record" : "unit";
  return [
    "## Training Details",
    bullets([
      ...(base === undefined ? [] : [`Fine-tuned from ${base}.`]),
      `${counted(training.records, noun)}, ${formatSmall(training.viewsPerRecord)} views each, at most ${formatCount(training.maximumTokens)} tokens a view.`,
      `${formatCount(training.steps)} steps with lots of ${formatSmall(training.expectedLotSize)} ${noun}s on average; ${training.optimizer}, learning rate ${formatSmall(training.learningRate)}.`,
    ]),
  ];
}

function evaluationTable(report: BiasReport, arm: ArmSection): string {
  const rows = [undefined, ...axisOrder].flatMap((axis) =>
    metricsOfAxis(report, axis).flatMap((metric) => {
      const result = resultOf(arm, metric, axis);
      if (result === undefined) return [];
      const decimals = decimalsOf(report, metric);
      const { interval, unit } = result;
      return [
        [
          axis === undefined ? "" : axisName(axis),
          metricWords[metric].name,
          formatQuantity(result.value, unit, decimals),
          interval === undefined ? "–" : formatInterval(interval.low, interval.high, unit, decimals),
          result.ideal === undefined ? "–" : formatQuantity(result.ideal, unit, unit === "share" ? 0 : 1),
          formatCount(result.n),
        ],
      ];
    }),
  );
  if (rows.length === 0) return "This model has no figures: it was not measured, or its training diverged.";
  return markdownTable(
    [
      { head: "Axis" },
      { head: "Measure" },
      { head: "Value", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Ideal", numeric: true },
      { head: "n", numeric: true },
    ],
    rows,
  );
}

function madeBy({ generator, createdAt }: BiasReport): string {
  return `Made by ${generator.name} ${generator.version} on ${createdAt.slice(0, 10)}.`;
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${escape(sentence)}`).join("\n");
}

function document(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function withoutPart(what: string, command: string): EvenhandError {
  return new EvenhandError(
    "report.invalid",
    `This report has no ${what.replace(/^an? /u, "")}, which the card needs.`,
    {
      hint: `Make one with: ${command}`,
    },
  );
}
