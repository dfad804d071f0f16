import type { CorpusSummary } from "../report/biasReport.ts";

/**
 * Files with the field that each one's text is in, where they differ in it, and all fields in one line for people.
 *
 * @param fields of each file, empty for plain text
 */
export function withTextFields(
  files: CorpusSummary["files"],
  fields: readonly string[],
): Pick<CorpusSummary, "files" | "textField"> {
  const named = [...new Set(fields)].filter((field) => field !== "");
  if (named.length === 0) return { files };
  const ofFile = (index: number): { readonly textField?: string } => {
    const textField = fields[index] ?? "";
    return named.length === 1 || textField === "" ? {} : { textField };
  };
  return { files: files.map((file, index) => ({ ...file, ...ofFile(index) })), textField: named.join(", ") };
}
