import { sizeOf } from "../graph.ts";
import type { ElementType, Graph, GraphAttribute, GraphConstant, GraphNode, GraphValue } from "../graph.ts";
import { ProtobufWriter } from "./protobuf.ts";

/** ONNX's numbers for element types (TensorProto.DataType). */
const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** `Gelu` came with operator set 20, which goes with format version 9. */
const operatorSet = 20;
const formatVersion = 9;

export interface EncodeOptions {
  /** Names of inputs that become constants; whoever loads the model hands over their values under these names. */
  readonly fixed?: ReadonlySet<string>;
  /** Name of an output before all others that is no tensor: an empty sequence. */
  readonly firstOutput?: string;
}

/**
 * A graph as the bytes of an ONNX `ModelProto`.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (field numbers)
 */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const { fixed, firstOutput } = options;
  const body = new ProtobufWriter();
  if (firstOutput !== undefined) body.bytes(1, encodeEmptySequence(firstOutput));
  for (const node of graph.nodes) body.bytes(1, encodeNode(node));
  body.string(2, "evenhand");
  for (const constant of graph.constants) body.bytes(5, encodeConstant(constant));
  for (const input of graph.inputs) {
    if (fixed?.has(input.name) === true) body.bytes(5, encodeFixed(input));
    else body.bytes(11, encodeValue(input));
  }
  if (firstOutput !== undefined) body.bytes(12, encodeSequenceValue(firstOutput));
  for (const output of graph.outputs) body.bytes(12, encodeValue(output));
  return new ProtobufWriter()
    .integer(1, formatVersion)
    .string(2, "evenhand")
    .bytes(7, body.finish())
    .bytes(8, new ProtobufWriter().string(1, "").integer(2, operatorSet).finish())
    .bytes(8, new ProtobufWriter().string(1, "com.microsoft").integer(2, 1).finish())
    .finish();
}

function encodeNode(node: GraphNode): Uint8Array {
  const writer = new ProtobufWriter();
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output.name);
  writer.string(3, node.outputs[0]?.name ?? "").string(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes)) writer.bytes(5, encodeAttribute(name, value));
  if (node.domain !== undefined) writer.string(7, node.domain);
  return writer.finish();
}

function encodeEmptySequence(name: string): Uint8Array {
  return new ProtobufWriter().string(2, name).string(3, name).string(4, "SequenceEmpty").finish();
}

/** A sequence of float32 tensors of any shape. */
function encodeSequenceValue(name: string): Uint8Array {
  const tensorType = new ProtobufWriter().integer(1, elementTypes.float32).finish();
  const sequenceType = new ProtobufWriter().bytes(1, new ProtobufWriter().bytes(1, tensorType).finish()).finish();
  const type = new ProtobufWriter().bytes(4, sequenceType).finish();
  return new ProtobufWriter().string(1, name).bytes(2, type).finish();
}

function encodeAttribute(name: string, value: GraphAttribute): Uint8Array {
  const writer = new ProtobufWriter().string(1, name);
  if (typeof value === "string") return writer.string(4, value).integer(20, 3).finish();
  if (typeof value === "number") return writer.integer(3, value).integer(20, 2).finish();
  if ("float" in value) return writer.float(2, value.float).integer(20, 1).finish();
  for (const item of value) writer.integer(8, item);
  return writer.integer(20, 7).finish();
}

function encodeConstant({ name, elementType, shape, data }: GraphConstant): Uint8Array {
  const writer = new ProtobufWriter();
  for (const size of shape) writer.integer(1, size);
  return writer
    .integer(2, elementTypes[elementType])
    .string(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .finish();
}

/** A constant whose values lie outside: the place is called as it is. */
function encodeFixed({ name, elementType, shape }: GraphValue): Uint8Array {
  const writer = new ProtobufWriter();
  for (const size of shape) writer.integer(1, size);
  writer.integer(2, elementTypes[elementType]).string(8, name);
  const bytes = 4 * sizeOf(shape);
  for (const [key, value] of [
    ["location", name],
    ["offset", "0"],
    ["length", String(bytes)],
  ] as const) {
    writer.bytes(13, new ProtobufWriter().string(1, key).string(2, value).finish());
  }
  return writer.integer(14, 1).finish();
}

function encodeValue({ name, elementType, shape }: GraphValue): Uint8Array {
  const dimensions = new ProtobufWriter();
  for (const size of shape) dimensions.bytes(1, new ProtobufWriter().integer(1, size).finish());
  const tensorType = new ProtobufWriter().integer(1, elementTypes[elementType]).bytes(2, dimensions.finish());
  const type = new ProtobufWriter().bytes(1, tensorType.finish());
  return new ProtobufWriter().string(1, name).bytes(2, type.finish()).finish();
}
