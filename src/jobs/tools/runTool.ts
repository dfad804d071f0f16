import type { ExplainFindingInput } from "./explainFinding.ts";
import type { GetReportInput } from "./getReport.ts";
import type { PreviewCounterfactualInput } from "./previewCounterfactual.ts";
import type { ScanCorpusInput } from "./scanCorpus.ts";
import type { ToolName } from "./definitions.ts";
import type { ToolAnswer, ToolContext } from "./toolContext.ts";

/** What each tool is asked with; `definitions.ts` says the same as JSON Schema, which the caller has checked. */
export interface ToolInputs {
  readonly scan_corpus: ScanCorpusInput;
  readonly explain_finding: ExplainFindingInput;
  readonly preview_counterfactual: PreviewCounterfactualInput;
  readonly get_report: GetReportInput;
}

type Tool<Name extends ToolName> = (input: ToolInputs[Name], context: ToolContext) => ToolAnswer | Promise<ToolAnswer>;

/** Each is loaded when it is first used: an editor that never asks pays nothing. */
const tools: { readonly [Name in ToolName]: () => Promise<Tool<Name>> } = {
  scan_corpus: async () => (await import("./scanCorpus.ts")).scanCorpus,
  explain_finding: async () => (await import("./explainFinding.ts")).explainFinding,
  preview_counterfactual: async () => (await import("./previewCounterfactual.ts")).previewCounterfactual,
  get_report: async () => (await import("./getReport.ts")).getReport,
};

/** @throws EvenhandError what the tool throws */
export async function runTool<Name extends ToolName>(
  name: Name,
  input: ToolInputs[Name],
  context: ToolContext,
): Promise<ToolAnswer> {
  const tool = await tools[name]();
  return tool(input, context);
}
