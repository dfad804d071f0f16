import * as tf from "@tensorflow/tfjs-core";
import type { ElementType, GraphAttribute, GraphConstant, GraphNode, GraphValue } from "../graph.ts";

/** Name of the tfjs backend that writes operations down instead of doing them. */
export const recordBackendName = "record";

/** What a recorded tensor stands for: a value of the graph, or a constant that enters the graph when it is first used. */
type Recorded =
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "constant"; readonly data: ArrayLike<number>; name?: string };

interface OutputType {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

interface NodeOptions {
  readonly attributes?: Readonly<Record<string, GraphAttribute>>;
  readonly domain?: "com.microsoft";
}

/** A tfjs backend whose tensors have no values, only a place in the graph that is being recorded. */
export class RecordBackend extends tf.KernelBackend {
  #contents = new WeakMap<object, Recorded>();
  #nodes: GraphNode[] = [];
  #constants: GraphConstant[] = [];
  #next = 0;
  #isRecording = false;

  /** True between `start` and `stop`. */
  get isRecording(): boolean {
    return this.#isRecording;
  }

  /** Starts a new graph; tensors of the one before must not be used any more. */
  start(): void {
    this.stop();
    this.#isRecording = true;
  }

  /** Forgets the graph. */
  stop(): void {
    this.#isRecording = false;
    this.#contents = new WeakMap();
    this.#nodes = [];
    this.#constants = [];
    this.#next = 0;
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  get constants(): readonly GraphConstant[] {
    return this.#constants;
  }

  /** A tensor that stands for the graph value `name`. */
  symbol(name: string, shape: readonly number[], dtype: tf.DataType): tf.Tensor {
    const dataId = {};
    this.#contents.set(dataId, { kind: "value", name });
    // Kept, because the end of a tfjs scope means nothing to a recording.
    return tf.keep(tf.engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype }));
  }

  /** The same value seen with another shape or type tag; no node. */
  alias(tensor: tf.TensorInfo, shape: readonly number[] = tensor.shape): tf.Tensor {
    const info = { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
    return tf.keep(tf.engine().makeTensorFromTensorInfo(info));
  }

  /** Appends one operator and returns its outputs. */
  node(
    operator: string,
    inputs: readonly (tf.TensorInfo | string)[],
    outputs: readonly OutputType[],
    options: NodeOptions = {},
  ): tf.Tensor[] {
    const values = outputs.map(({ shape, dtype }) => this.#newValue(shape, elementTypeOf(dtype)));
    this.#nodes.push({
      operator,
      ...(options.domain === undefined ? {} : { domain: options.domain }),
      inputs: inputs.map((input) => (typeof input === "string" ? input : this.nameOf(input))),
      outputs: values,
      attributes: options.attributes ?? {},
    });
    return outputs.map(({ shape, dtype }, index) => this.symbol((values[index] as GraphValue).name, shape, dtype));
  }

  /** Name of a one-dimensional int64 constant, the form in which operators want shapes and axes. */
  integers(values: readonly number[]): string {
    const { name } = this.#newValue([values.length], "int64");
    this.#constants.push({
      name,
      elementType: "int64",
      shape: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    return name;
  }

  /** The graph value behind a tensor. */
  nameOf(tensor: tf.TensorInfo): string {
    const recorded = this.#contents.get(tensor.dataId);
    if (recorded === undefined) throw new RangeError("a tensor of another backend cannot be recorded");
    if (recorded.kind === "value") return recorded.name;
    recorded.name ??= this.#addConstant(tensor, recorded.data);
    return recorded.name;
  }

  /** A constant of one repeated value is kept as that value and spread where it is used. */
  #addConstant({ shape, dtype }: tf.TensorInfo, values: ArrayLike<number>): string {
    const elementType = elementTypeOf(dtype);
    const isUniform = values.length > 1 && Array.from(values).every((value) => value === values[0]);
    const constant = this.#newValue(isUniform ? [1] : shape, elementType);
    this.#constants.push({ ...constant, data: constantData(elementType, isUniform ? [values[0] as number] : values) });
    if (!isUniform) return constant.name;
    const spread = this.#newValue(shape, elementType);
    const inputs = [constant.name, this.integers(shape)];
    this.#nodes.push({ operator: "Expand", inputs, outputs: [spread], attributes: {} });
    return spread.name;
  }

  #newValue(shape: readonly number[], elementType: ElementType): GraphValue {
    const name = `v${this.#next}`;
    this.#next += 1;
    return { name, elementType, shape };
  }

  override write(values: tf.BackendValues): object {
    const dataId = {};
    this.#contents.set(dataId, { kind: "constant", data: values as unknown as ArrayLike<number> });
    return dataId;
  }

  override move(dataId: object, values: tf.BackendValues): void {
    this.#contents.set(dataId, { kind: "constant", data: values as unknown as ArrayLike<number> });
  }

  override readSync(): never {
    throw new RangeError("a recorded tensor has no values to read");
  }

  override read(): never {
    throw new RangeError("a recorded tensor has no values to read");
  }

  override numDataIds(): number {
    return this.#next;
  }

  override disposeData(): boolean {
    return false; // what was recorded stays recorded
  }

  override incRef(): void {}

  override refCount(): number {
    return 1;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }
}

/** The one recording backend; tfjs knows backends by name only. */
export const recordBackend = new RecordBackend();

export function elementTypeOf(dtype: tf.DataType): ElementType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new RangeError(`tensors of type ${dtype} cannot be recorded`);
}

function constantData(elementType: ElementType, values: ArrayLike<number>): GraphConstant["data"] {
  if (elementType === "float32") return Float32Array.from(values);
  return elementType === "int32" ? Int32Array.from(values) : Uint8Array.from(values);
}
