/**
 * Who computes clipped gradient sums: `compiled`, ONNX Runtime on the CPU; `tfjs-node`, the user's TensorFlow, operation
 * after operation; `webgpu`, ONNX Runtime on a graphics adapter.
 */
export const engineNames = ["compiled", "tfjs-node", "webgpu"] as const;

export type EngineName = (typeof engineNames)[number];

export const defaultEngine: EngineName = "compiled";
