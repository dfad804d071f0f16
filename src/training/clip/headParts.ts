/** Some rows of the output head's matrix, so some words of the vocabulary. */
export interface HeadPart {
  /** Under which the step finds these rows and their sum; the head's own name when they are all of them. */
  readonly name: string;
  readonly firstRow: number;
  readonly rows: number;
}

/** Rows that a matrix product of the runtime still works on within the cores' own caches. */
const rowsPerPart = 2048;

/** The head in one part. */
export function wholeHead(head: string, vocabularySize: number): readonly HeadPart[] {
  return [{ name: head, firstRow: 0, rows: vocabularySize }];
}

/**
 * The head in parts of like size, a large one in several. Products with all of a large vocabulary at once go to the main
 * memory for every intermediate sum; in parts they are up to a third quicker, and take no more than a part's scratch space.
 */
export function headParts(head: string, vocabularySize: number): readonly HeadPart[] {
  const parts = Math.ceil(vocabularySize / rowsPerPart);
  if (parts === 1) return wholeHead(head, vocabularySize);
  const rows = Math.ceil(vocabularySize / parts / 16) * 16; // the widest step of the matrix kernels
  return Array.from({ length: Math.ceil(vocabularySize / rows) }, (_, index) => {
    const firstRow = index * rows;
    const last = Math.min(firstRow + rows, vocabularySize);
    return { name: `${head} [${firstRow}:${last}]`, firstRow, rows: last - firstRow };
  });
}
