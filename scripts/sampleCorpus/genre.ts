/** Kinds of writing in the corpus; a record's `source` field. */
export const genres = ["news brief", "memo", "review", "profile", "letter", "report"] as const;

export type Genre = (typeof genres)[number];
