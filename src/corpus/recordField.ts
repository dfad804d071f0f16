/** One parsed JSONL record. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of `field`: the key of that name, else the value at a path such as `meta.text`; undefined when absent. */
export function recordField(record: JsonRecord, field: string): unknown {
  if (Object.hasOwn(record, field)) return record[field];
  if (!field.includes(".")) return undefined;
  let value: unknown = record;
  for (const key of field.split(".")) {
    if (!isJsonRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
