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
}

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
    const isOnAdapter = options.provider === "webgpu";
    try {
      const session = await InferenceSession.create(encodeModel(isOnAdapter ? webgpuGraph(graph) : graph), {
        graphOptimizationLevel: "all",
        executionProviders: isOnAdapter ? ["webgpu", "cpu"] : ["cpu"],
        logSeverityLevel: 3,
        enableMemPattern: false, // a plan of all memory beforehand costs 40% more of it and no less time
        ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
      });
      return new CompiledGraph(session, graph);
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
    const outputs: Record<string, Tensor> = {};
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
      throw failed("ONNX Runtime stopped", cause);
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
