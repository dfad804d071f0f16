import type { SchemaElement } from "hyparquet";

/**
 * A Parquet schema that says how values are stored and nothing of what they mean, so that reading and writing pass them
 * on bit for bit. Groups keep that they are lists or maps, which is how their values are put together.
 */
export function physicalSchema(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    if (element.num_children !== undefined && element.num_children > 0) {
      const { logical_type: meaning, ...group } = element;
      return meaning === undefined || meaning.type === "VARIANT" ? group : { ...group, logical_type: meaning };
    }
    const { name, type, type_length: length, repetition_type: repetition } = element;
    return {
      name,
      ...(type === undefined ? {} : { type }),
      ...(length === undefined ? {} : { type_length: length }),
      ...(repetition === undefined ? {} : { repetition_type: repetition }),
    };
  });
}
