import * as tf from "@tensorflow/tfjs-core";
import type { GradientSteps } from "../gradientSteps.ts";
import { namedStep, stepInputs } from "../traceGradientStep.ts";
import type { TrainableModel } from "../trainableModel.ts";

/**
 * Steps by the same tfjs code as the compiled ones, operation after operation on a tfjs backend.
 *
 * @param backend name of a backend that is registered
 */
export function eagerSteps(model: TrainableModel, backend: string): GradientSteps {
  return {
    async run(key, feeds, into) {
      await tf.setBackend(backend);
      return withoutLeaks(() => {
        const tensors = new Map<string, tf.Tensor>();
        for (const [name, { shape, dtype }] of stepInputs(model, key)) {
          tensors.set(name, tf.tensor(feeds.get(name) ?? [], [...shape], dtype));
        }
        // All results are read before the first is written: `into` may be the memory that the inputs lie in.
        const results = [...namedStep(model, key, tensors)].map(([name, tensor]) => {
          return [name, tensor.dataSync<"float32">()] as const;
        });
        return new Map(
          results.map(([name, values]) => {
            const target = into.get(name);
            target?.set(values);
            return [name, target ?? values.slice()];
          }),
        );
      });
    },
    async release() {}, // nothing outlives a run
  };
}

/**
 * Runs tfjs code that keeps tensors out of tfjs's scopes for its backward pass, and frees every tensor that it made.
 *
 * @param compute synchronous; what it returns must not be tensors
 */
function withoutLeaks<T>(compute: () => T): T {
  const engine = tf.engine();
  const made: tf.Tensor[] = [];
  const trackTensor = engine.trackTensor.bind(engine);
  engine.trackTensor = (tensor, owner) => {
    made.push(tensor);
    trackTensor(tensor, owner);
  };
  try {
    return compute();
  } finally {
    Reflect.deleteProperty(engine, "trackTensor"); // the engine's own again, which its class has
    for (const tensor of made) tensor.dispose();
  }
}
