import type { Graph, GraphAttribute, GraphConstant, GraphValue } from "./graph.ts";

/**
 * A graph as text a reviewer can read: one line per input, constant and node, values renamed in order of appearance,
 * so that two recordings of the same code give the same text.
 */
export function graphText(graph: Graph): string {
  const names = new Map<string, string>();
  for (const { name } of [...graph.inputs, ...graph.outputs]) names.set(name, name);
  let next = 0;
  const shortName = (name: string): string => {
    let short = names.get(name);
    if (short === undefined) {
      short = `%${next}`;
      next += 1;
      names.set(name, short);
    }
    return short;
  };
  const constants = new Map(graph.constants.map((constant) => [constant.name, constant]));
  const operand = (name: string): string => {
    const constant = constants.get(name);
    return constant === undefined ? shortName(name) : constantText(constant);
  };
  const declare = (value: GraphValue): string => `${shortName(value.name)} ${typeText(value)}`;
  const lines = graph.inputs.map((input) => `input  ${declare(input)}`);
  for (const node of graph.nodes) {
    const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}=${attributeText(value)}`);
    const operator = node.domain === undefined ? node.operator : `${node.domain}.${node.operator}`;
    lines.push(
      `${node.outputs.map(declare).join(", ")} = ${operator}(${node.inputs.map(operand).join(", ")})${attributes.join("")}`,
    );
  }
  for (const output of graph.outputs) lines.push(`output ${shortName(output.name)}`);
  return `${lines.join("\n")}\n`;
}

function typeText(value: GraphValue): string {
  const type = value.elementType === "float32" ? "" : value.elementType;
  return `${type}[${value.shape.join(",")}]`;
}

function constantText(constant: GraphConstant): string {
  if (constant.data.length > 8) return `constant${typeText(constant)}`;
  const values = Array.from(constant.data as ArrayLike<number | bigint>, (value) =>
    typeof value === "bigint" ? value.toString() : Number(value.toPrecision(7)).toString(),
  );
  return constant.shape.length === 0 ? (values[0] ?? "") : `{${values.join(",")}}`;
}

function attributeText(value: GraphAttribute): string {
  if (typeof value === "object" && "float" in value) return String(Number(value.float.toPrecision(7)));
  return typeof value === "object" ? `[${value.join(",")}]` : String(value);
}
