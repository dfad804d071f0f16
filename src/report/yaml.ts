/** What front matter is made of. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Entries as a YAML block, a line each, ended by a line break. Strings are quoted as in JSON, which YAML 1.2 reads; no other text can end or change them. */
export function yamlBlock(entries: Readonly<Record<string, YamlValue>>, indent = ""): string {
  return Object.entries(entries)
    .map(([key, value]) => `${indent}${key}:${yamlAfter(value, indent)}`)
    .join("");
}

/** A value behind `key:` or `-`. */
function yamlAfter(value: YamlValue, indent: string): string {
  if (typeof value === "string") return ` ${quoted(value)}\n`;
  if (typeof value !== "object") return ` ${String(value)}\n`;
  if (!Array.isArray(value)) return `\n${yamlBlock(value as Readonly<Record<string, YamlValue>>, `${indent}  `)}`;
  if (value.length === 0) return " []\n";
  return `\n${(value as readonly YamlValue[]).map((item) => `${indent}  -${yamlItem(item, `${indent}  `)}`).join("")}`;
}

/** The first entry of a mapping stands behind its dash. */
function yamlItem(item: YamlValue, indent: string): string {
  if (typeof item !== "object" || Array.isArray(item)) return yamlAfter(item, indent);
  const inner = `${indent}  `;
  return ` ${yamlBlock(item as Readonly<Record<string, YamlValue>>, inner).slice(inner.length)}`;
}

function quoted(text: string): string {
  // JSON leaves these two as they are, YAML takes them for line breaks.
  return JSON.stringify(text)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
    .replaceAll("\u0085", "\\u0085");
}
