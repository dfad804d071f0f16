import { parquetSchema } from "hyparquet";
import type { SchemaElement, SchemaTree } from "hyparquet";
import { isListLike, isMapLike } from "hyparquet/src/schema.js";

/**
 * A Parquet schema that says how values are stored and nothing of what they mean, so that reading and writing pass them
 * on bit for bit. Lists keep that they are lists, which is how their values are put together.
 *
 * @param maps `kept` for writing; `entries` for reading, which would make an object of each map and lose keys that are not
 *   texts: it gives the repeated group as a list instead, see `asWritten`
 */
export function physicalSchema(schema: readonly SchemaElement[], maps: "kept" | "entries"): SchemaElement[] {
  return schema.map((element) => {
    const { name, type, type_length: length, repetition_type: repetition, num_children: children = 0 } = element;
    const isGroup = children > 0;
    const kept =
      isGroup && (element.converted_type === "LIST" || (element.converted_type === "MAP" && maps === "kept"));
    return {
      name,
      ...(isGroup ? { num_children: children } : {}),
      ...(type === undefined ? {} : { type }),
      ...(length === undefined ? {} : { type_length: length }),
      ...(repetition === undefined ? {} : { repetition_type: repetition }),
      ...(kept && element.converted_type !== undefined ? { converted_type: element.converted_type } : {}),
    };
  });
}

/** A function that turns stored values of a top-level column into what writing wants: maps as lists of key and value. */
export function asWritten(schema: readonly SchemaElement[]): (name: string, value: unknown) => unknown {
  const columns = new Map(parquetSchema({ schema: [...schema] }).children.map((tree) => [tree.element.name, tree]));
  const withMaps = new Set([...columns].filter(([, tree]) => hasMap(tree)).map(([name]) => name));
  return (name, value) => {
    const tree = columns.get(name);
    return tree === undefined || !withMaps.has(name) ? value : written(value, tree);
  };
}

/** The first repeated column that is neither in a list nor in a map; the library reads those and cannot write them. */
export function looseRepetition(schema: readonly SchemaElement[]): string | undefined {
  const search = (tree: SchemaTree): string | undefined => {
    for (const child of tree.children) {
      const isLoose = child.element.repetition_type === "REPEATED" && !isListLike(tree) && !isMapLike(tree);
      const found = isLoose ? child.element.name : search(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(parquetSchema({ schema: [...schema] }));
}

function hasMap(tree: SchemaTree): boolean {
  return isMapLike(tree) || tree.children.some(hasMap);
}

function written(value: unknown, tree: SchemaTree): unknown {
  if (value === null || value === undefined || tree.children.length === 0) return value;
  const [inner] = tree.children;
  if (inner !== undefined && isListLike(tree) && Array.isArray(value)) {
    const [element] = inner.children;
    const item = element !== undefined && inner.children.length === 1 ? element : inner;
    return value.map((one) => written(one, item));
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (inner !== undefined && isMapLike(tree)) {
    const entries = fields[inner.element.name];
    return Array.isArray(entries) ? entries.map((entry) => struct(entry as typeof fields, inner)) : entries;
  }
  return struct(fields, tree);
}

function struct(fields: Readonly<Record<string, unknown>>, { children }: SchemaTree): Record<string, unknown> {
  return Object.fromEntries(children.map((child) => [child.element.name, written(fields[child.element.name], child)]));
}
