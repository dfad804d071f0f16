/** Text that a spreadsheet would take for a formula, in full width too, gets an apostrophe, as OWASP advises. */
export function disarmFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
}
