import { InferenceSession, Tensor } from "onnxruntime-node";
import { EvenhandError, messageOf } from "../../base/errors.ts";
import { type Graph, sizeOf } from "../graph.ts";
import { encodeModel } from "../onnx/encodeModel.ts";
import { webgpuGraph } from "./webgpuGraph.ts";

export interface CompileOptions {
  /** Threads that one operator may use; ONNX Runtime's choice, one per core, when absent. */
  readonly threads?: number;
  /** Where operators run; those that a graphics adapter cannot do run on the CPU all the same. `cpu` when absent. */
  readonly provider?: "cpu" | "webgpu";
  /**
   * Inputs whose values are the same in every run, by name: they are no inputs any more. The runtime arranges copies of them
   * as it multiplies fastest, which pays where few rows meet large matrices, and costs their memory a second time.
   */
  readonly fixed?: ReadonlyMap<string, Float32Array>;
}

/**
 * An output of a kind that the runtime's binding for Node cannot hand over. After a run it makes new arrays of all outputs, also
 * of those that lie in arrays of ours already: for a step of training that is a second copy of every gradient. It gives up
 * at the first output that it cannot turn into an array, which is this one, when everything has been computed.
 */
const unreadable = "no output";
const unreadableMessage = "Non tensor type";

type Values = Float32Array | Int32Array;

/**
 * A graph that ONNX Runtime has compiled. Arrays go in and come out without being copied: the runtime reads and writes
 * the memory it is handed, so an array that changes between two runs needs no further word.
 */
export class CompiledGraph {
  readonly #session: InferenceSession;
  readonly #graph: Graph;
  /** Written anew by every run. */
  readonly #results = new Map<string, Float32Array>();

  private constructor(session: InferenceSession, graph: Graph) {
    this.#session = session;
    this.#graph = graph;
  }

  /** @throws EvenhandError `runtime.failed` */
  static async compile(graph: Graph, options: CompileOptions = {}): Promise<CompiledGraph> {
    const { provider = "cpu", fixed = new Map<string, Float32Array>() } = options;
    const isOnAdapter = provider === "webgpu";
    const bytes = encodeModel(isOnAdapter ? webgpuGraph(graph) : graph, {
      fixed: new Set(fixed.keys()),
      firstOutput: unreadable,
    });
    try {
      const session = await InferenceSession.create(bytes, {
        graphOptimizationLevel: "all",
        executionProviders: isOnAdapter ? ["webgpu", "cpu"] : ["cpu"],
        logSeverityLevel: 3,
        // Left operands are turned once, on purpose (see gemm); this would undo it.
        extra: { "optimization.disable_specified_optimizers": "GemmTransposeFusion" },
        enableMemPattern: false, // a plan of all memory beforehand costs 40% more of it and no less time
        ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
        externalData: [...fixed].map(([name, { buffer, byteOffset, byteLength }]) => ({
          path: name,
          data: new Uint8Array(buffer, byteOffset, byteLength),
        })),
      });
      return new CompiledGraph(session, { ...graph, inputs: graph.inputs.filter(({ name }) => !fixed.has(name)) });
    } catch (cause) {
      throw failed("ONNX Runtime could not load the computation", cause);
    }
  }

  /**
   * @param feeds every input of the graph, by name
   * @param into arrays for outputs, by name; one may be the very array of an input that only leads to this output
   * @returns every float32 output, by name; those not named in `into` are valid until the next run
   * @throws EvenhandError `runtime.failed`
   */
  async run(
    feeds: ReadonlyMap<string, Values>,
    into: ReadonlyMap<string, Float32Array> = new Map(),
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const inputs: Record<string, Tensor> = {};
    for (const { name, shape, elementType } of this.#graph.inputs) {
      const values = feeds.get(name);
      if (values?.length !== sizeOf(shape)) {
        throw new RangeError(`input ${name} needs ${sizeOf(shape)} values and has ${values?.length ?? 0}`);
      }
      inputs[name] = new Tensor(elementType as "float32", values as Float32Array, shape);
    }
    const outputs: Record<string, Tensor | null> = { [unreadable]: null };
    const results = new Map<string, Float32Array>();
    for (const { name, shape } of this.#graph.outputs) {
      const values = into.get(name) ?? this.#results.get(name) ?? new Float32Array(sizeOf(shape));
      if (!into.has(name)) this.#results.set(name, values);
      results.set(name, values);
      outputs[name] = new Tensor("float32", values, shape);
    }
    try {
      await this.#session.run(inputs, outputs);
    } catch (cause) {
      if (!messageOf(cause).includes(unreadableMessage)) throw failed("ONNX Runtime stopped", cause);
    }
    return results;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function failed(what: string, cause: unknown): EvenhandError {
  return new EvenhandError("runtime.failed", `${what}: ${messageOf(cause)}`, {
    hint: "Close other programs if memory is short, or train with a smaller model or shorter texts.",
    cause,
  });
}
