const columns = 100;

/** One paragraph in lines of at most 100 columns, the second and later ones indented; a longer word stays whole. */
export function wrapText(paragraph: string, indent = "  "): string {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines.join("\n");
}
