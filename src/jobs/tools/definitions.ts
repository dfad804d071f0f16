/** The tools' names, in the order in which somebody who knows nothing would use them. */
export const toolNames = ["scan_corpus", "explain_finding", "preview_counterfactual", "get_report"] as const;

export type ToolName = (typeof toolNames)[number];

/** What a language model is told of a tool; the same over MCP and in the editor. */
export interface ToolDefinition {
  readonly name: ToolName;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the input, an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

const includeText = {
  type: "boolean",
  description:
    "Also give sentences of the corpus. Off by default: figures and places say what is there without showing anybody's text.",
};

const path = { type: "string", minLength: 1 };

export const toolDefinitions: readonly ToolDefinition[] = [
  {
    name: "scan_corpus",
    title: "Scan a corpus",
    description:
      "Counts how often words of gender, race and religion occur in text files (txt, Markdown, JSONL, CSV, Parquet, …) and which words keep company with each group: sentences, normalised pointwise mutual information with its 95% interval, z and q. Gives figures, no text. Changes nothing on disk.",
    inputSchema: {
      type: "object",
      properties: {
        paths: { type: "array", items: path, minItems: 1, description: "Files or folders." },
        field: { ...path, description: "Field that holds the text; guessed when absent." },
        axes: {
          type: "array",
          items: { type: "string", enum: ["gender", "race", "religion"] },
          minItems: 1,
          description: "All three when absent.",
        },
        top: { type: "integer", minimum: 1, maximum: 100, description: "Words a group; 10 when absent." },
        includeText,
      },
      required: ["paths"],
      additionalProperties: false,
    },
  },
  {
    name: "explain_finding",
    title: "Explain a finding",
    description:
      "Explains one association of the last scan: every figure with its interval, whether both halves of the corpus agree, which terms drive it, and the places (file and line) where group and word share a sentence.",
    inputSchema: {
      type: "object",
      properties: {
        group: { ...path, description: "Group id such as gender.female, or one term such as she." },
        word: { ...path, description: "The word that keeps company with the group." },
        scan: { ...path, description: "The scan's JSON report; the newest in .evenhand/scans when absent." },
        places: { type: "integer", minimum: 0, maximum: 100, description: "Places given; 10 when absent." },
        includeText,
      },
      required: ["group", "word"],
      additionalProperties: false,
    },
  },
  {
    name: "preview_counterfactual",
    title: "Preview a counterfactual",
    description:
      "Rewrites a text so that it speaks of another gender, race or religion, with the grammar right (her becomes him or his by its role), and says why each word was changed or left. Heeds the decisions of a review (evenhand.decisions). Changes nothing on disk.",
    inputSchema: {
      type: "object",
      properties: {
        text: { type: "string", minLength: 1, maxLength: 100_000 },
        swaps: {
          type: "array",
          items: path,
          minItems: 1,
          description:
            "AXIS:DIRECTION each, one an axis: gender:swap (when absent), gender:m2f, religion:Muslim->Christian, race:black<->white.",
        },
        names: { type: "string", enum: ["keep", "swap"], description: "First names: keep when absent." },
      },
      required: ["text"],
      additionalProperties: false,
    },
  },
  {
    name: "get_report",
    title: "Read a bias report",
    description:
      "Reads a bias report (of a scan, a comparison of models, or a counterfactual corpus) as Markdown. Without a section: what it is about, its warnings, its findings in words, and the names of its sections. Never holds sentences of the corpus.",
    inputSchema: {
      type: "object",
      properties: {
        report: {
          ...path,
          description: "JSON report; the newest in .evenhand/reports, else in .evenhand/scans, when absent.",
        },
        section: { ...path, description: "Heading of a section, such as Arms, Membership or Method." },
      },
      additionalProperties: false,
    },
  },
];
