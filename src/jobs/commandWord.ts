/** A path or an option's value as it is typed in a shell, quoted where it must be; what a file is called must not become a command of its own. */
export function commandWord(text: string): string {
  if (/^[\w./\\:@+-]+$/u.test(text)) return text;
  // Double quotes are known to every shell, and keep all but these from being read.
  if (!/["$`!]|\\\\|\\$/u.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
