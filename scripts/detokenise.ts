/**
 * Undoes WikiText's tokenisation (` @-@ `, ` , `, spaced quotes and brackets), so that a model trained on it reads ordinary
 * text. Other text passes through unchanged as long as it has no ` @-@ `-style marks and no spaced punctuation.
 */
export function detokenise(line: string): string {
  let open = false;
  return line
    .replace(/ @([-,.])@ /g, "$1")
    .replace(/ "(?= |$)|^" /g, () => {
      open = !open;
      return open ? ' "\u0000' : '"';
    })
    .replaceAll("\u0000 ", "")
    .replaceAll("\u0000", "")
    .replace(/ ([,.;:!?)\]%]|'s\b|n't\b|'(?:re|ve|ll|d|m)\b|\.\.\.)/g, "$1")
    .replace(/([([$£#]) /g, "$1")
    .replace(/ ([–—/]) /g, (_, mark: string) => (mark === "/" ? "/" : ` ${mark} `))
    .replace(/(\w)s ' /g, "$1s' ")
    .trim();
}

/** The sentences of a detokenised line that hold no `<unk>`; a run of neighbours stays one piece of text. */
export function knownRuns(line: string): string[] {
  const runs: string[] = [];
  let run: string[] = [];
  for (const sentence of line.split(/(?<=[.!?]["')]?) (?=["'(]?\p{Lu})/u)) {
    if (sentence.includes("<unk>")) {
      if (run.length > 0) runs.push(run.join(" "));
      run = [];
    } else {
      run.push(sentence);
    }
  }
  if (run.length > 0) runs.push(run.join(" "));
  return runs;
}
