import { associationSentence } from "./associationSentence.ts";
import type { BiasReport } from "./biasReport.ts";
import { counterfactualSentences } from "./counterfactualWords.ts";
import { counterfactualMarkdown } from "./markdownCounterfactuals.ts";
import { clippingMarkdown } from "./markdownClipping.ts";
import { armsMarkdown, trainingMarkdown } from "./markdownArms.ts";
import { findingsMarkdown } from "./markdownFindings.ts";
import { membershipMarkdown } from "./markdownMembership.ts";
import { scanMarkdown } from "./markdownScan.ts";
import { robustnessMarkdown, tradeOffMarkdown } from "./markdownStudies.ts";
import { codeSpan } from "./codeSpan.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import { biasMeasures, scannedAxes } from "./measures.ts";
import { formatBytes, formatCount, formatDuration, formatTime } from "./numberFormat.ts";
import { privacyLines } from "./privacyWords.ts";
import { modelNames, modelsText } from "./modelNames.ts";
import { headlineSentences } from "./headlineSentences.ts";
import { counted } from "./wording.ts";

/** The report as Markdown for a repository or a pull request: the same figures and words as the page, slurs masked. */
export function renderMarkdown(report: BiasReport): string {
  const parts = [
    `# ${escape(report.title)}`,
    identity(report),
    report.warnings.length > 0
      ? `**Read first**\n\n${report.warnings.map((warning) => `- ${escape(warning)}`).join("\n")}`
      : "",
    inWords(report),
    corpusMarkdown(report),
    scanMarkdown(report),
    findingsMarkdown(report),
    counterfactualMarkdown(report),
    armsMarkdown(report),
    trainingMarkdown(report),
    clippingMarkdown(report),
    membershipMarkdown(report),
    tradeOffMarkdown(report),
    robustnessMarkdown(report),
    methodMarkdown(report),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function identity(report: BiasReport): string {
  const { corpus, arms } = report;
  const items: string[] = [];
  if (corpus !== undefined) {
    const hash = corpus.files.length === 1 ? ` · sha256 \`${corpus.files[0]?.sha256 ?? ""}\`` : "";
    items.push(`Corpus ${escape(corpus.name)} · ${counted(corpus.records, "record")}${hash}`);
  }
  const models = modelNames(report);
  const sizes = [...new Set((arms ?? []).map(({ model }) => formatCount(model.parameters)))];
  const size = sizes.length === 1 ? ` · ${sizes.join("")} parameters` : "";
  if (models.length > 0) items.push(`Model ${escape(modelsText(models))}${size}`);
  items.push(...privacyLines(arms ?? []).map(escape));
  items.push(`evenhand ${escape(report.generator.version)} · ${formatTime(report.createdAt)}`);
  return items.join("  \n");
}

function inWords(report: BiasReport): string {
  const measures = biasMeasures(report);
  const sentences =
    measures.length > 0
      ? headlineSentences(report)
      : scannedAxes(report).map((axis) => associationSentence(report, axis));
  if (sentences.length === 0 && report.counterfactuals !== undefined) {
    sentences.push(...counterfactualSentences(report.counterfactuals));
  }
  if (sentences.length === 0) return "";
  return `## In words\n\n${sentences.map((sentence) => `- ${escape(sentence)}`).join("\n")}`;
}

function corpusMarkdown({ corpus }: BiasReport): string {
  if (corpus === undefined) return "";
  const files = markdownTable(
    [{ head: "File" }, { head: "Size", numeric: true }, { head: "sha256" }],
    corpus.files.map((file) => [escape(file.name), formatBytes(file.bytes), `\`${file.sha256}\``]),
  );
  const skipped = corpus.skipped.map(
    (skip) => `${formatCount(skip.count)} ${escape(skip.reason)} (${skip.examples.map(escape).join(", ")})`,
  );
  const field = corpus.textField === undefined ? "" : ` in the field ${codeSpan(corpus.textField)}`;
  const passed = skipped.length > 0 ? `Passed over: ${skipped.join("; ")}.` : "Nothing was passed over.";
  return `## Data\n\n${counted(corpus.records, "record")}${field}. ${passed}\n\n${files}`;
}

function methodMarkdown({ method, scan }: BiasReport): string {
  const rows = [
    ...(method.seed === undefined ? [] : [["seed", String(method.seed)]]),
    ...Object.entries(method.settings).map(([name, value]) => [escape(name), escape(String(value))]),
    ...Object.entries(method.versions).map(([name, value]) => [`version of ${escape(name)}`, escape(value)]),
    ...(scan === undefined ? [] : [["lexicon sha256", `\`${scan.lexiconHash}\``]]),
    ...(method.durationMs === undefined ? [] : [["duration", formatDuration(method.durationMs)]]),
  ];
  return rows.length === 0 ? "" : `## Method\n\n${markdownTable([{ head: "Setting" }, { head: "Value" }], rows)}`;
}
