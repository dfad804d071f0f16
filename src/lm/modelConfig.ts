/** Shape of a GPT-2-family model, read from a Hugging Face `config.json`. */
export interface ModelConfig {
  readonly architecture: "gpt2";
  /** V */
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly positions: number;
  /** C, `n_embd` */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the feed-forward layer, `n_inner`, 4C when null. */
  readonly innerWidth: number;
  readonly layerNormEpsilon: number;
  /** True when the output head is the token embedding. */
  readonly tiedHead: boolean;
}

/** Name (with the `transformer.` prefix, as Hugging Face saves it) and shape of every parameter, in checkpoint order. */
export function parameterShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize, positions, width, innerWidth } = config;
  const shapes = new Map<string, readonly number[]>([
    ["transformer.wte.weight", [vocabularySize, width]],
    ["transformer.wpe.weight", [positions, width]],
  ]);
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = `transformer.h.${layer}`;
    shapes.set(`${block}.ln_1.weight`, [width]);
    shapes.set(`${block}.ln_1.bias`, [width]);
    shapes.set(`${block}.attn.c_attn.weight`, [width, 3 * width]);
    shapes.set(`${block}.attn.c_attn.bias`, [3 * width]);
    shapes.set(`${block}.attn.c_proj.weight`, [width, width]);
    shapes.set(`${block}.attn.c_proj.bias`, [width]);
    shapes.set(`${block}.ln_2.weight`, [width]);
    shapes.set(`${block}.ln_2.bias`, [width]);
    shapes.set(`${block}.mlp.c_fc.weight`, [width, innerWidth]);
    shapes.set(`${block}.mlp.c_fc.bias`, [innerWidth]);
    shapes.set(`${block}.mlp.c_proj.weight`, [innerWidth, width]);
    shapes.set(`${block}.mlp.c_proj.bias`, [width]);
  }
  shapes.set("transformer.ln_f.weight", [width]);
  shapes.set("transformer.ln_f.bias", [width]);
  if (!config.tiedHead) shapes.set("lm_head.weight", [vocabularySize, width]);
  return shapes;
}
