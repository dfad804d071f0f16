/** What records are looked for; everything when both are empty. */
export interface Query {
  readonly text: string;
  /** A group's id, `axis:NAME` for any group of an axis, or nothing. */
  readonly group: string;
}

/** What the page remembers while it is hidden and over a reload of the window. */
export interface ViewState {
  /** The file's own when absent. */
  readonly field?: string;
  readonly query: Query;
  /** First byte, or row, of the record at the top. */
  readonly start: number;
}

export const noQuery: Query = { text: "", group: "" };

/** The remembered state as far as it can be trusted. */
export function restoreViewState(saved: unknown): ViewState {
  const { field, start, query } = asRecord(saved);
  const { text, group } = asRecord(query);
  return {
    ...(typeof field === "string" ? { field } : {}),
    query: { text: typeof text === "string" ? text : "", group: typeof group === "string" ? group : "" },
    start: typeof start === "number" && start >= 0 ? start : 0,
  };
}

export function isEmptyQuery({ text, group }: Query): boolean {
  return text === "" && group === "";
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
