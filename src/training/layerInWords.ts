/** What a reader may call each part of a model; the first rule that fits counts. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)(wte|embed_tokens)\b/u, "the token embedding"],
  [/(^|\.)wpe\b/u, "the position embedding"],
  [/(^|\.)lm_head\b/u, "the output head"],
  [/\.(attn|self_attn)\./u, "attention"],
  [/\.mlp\./u, "feed-forward part"],
  [/\.(ln_1|ln_2|input_layernorm|post_attention_layernorm)\b/u, "normalisation"],
  [/(^|\.)(ln_f|norm)\b/u, "the last normalisation"],
];

/** "block 2, attention (transformer.h.1.attn.c_attn)": blocks count from 1 here, from 0 in the names. */
export function layerInWords(name: string): string {
  const block = /\.(?:h|layers)\.(\d+)\./u.exec(name)?.[1];
  const part = parts.find(([pattern]) => pattern.test(name))?.[1];
  if (part === undefined) return name;
  return `${block === undefined ? "" : `block ${Number(block) + 1}, `}${part} (${name})`;
}
