export interface ModelCardFacts {
  readonly files: readonly string[];
  readonly parameters: number;
  readonly vocabularySize: number;
  readonly blocks: number;
  readonly blockLength: number;
  readonly steps: number;
  readonly lot: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly minutes: number;
  readonly threads: number;
  readonly lastLoss: number;
  readonly heldOutPerplexity: number;
}

/** The README.md beside the base model: how it was made and what it cannot do. */
export function modelCard(facts: ModelCardFacts): string {
  const tokens = facts.blocks * facts.blockLength;
  const epochs = (facts.steps * facts.lot) / facts.blocks;
  return `---
license: cc-by-sa-3.0
language: en
tags: [gpt2, evenhand, demonstration]
---
# evenhand-tiny

A GPT-2 of ${facts.parameters.toLocaleString("en")} parameters (4 layers, 128 wide, 4 heads, ${facts.blockLength} positions, byte-level BPE of
${facts.vocabularySize.toLocaleString("en")} tokens, tied head) that makes Evenhand's demonstration run offline within minutes.

## How it was made
\`npm run pretrain -- ${facts.files.join(" ")}\`: Evenhand's own trainer, without privacy. ${facts.steps.toLocaleString("en")} AdamW steps of ${facts.lot} blocks of
${facts.blockLength} tokens (${tokens.toLocaleString("en")} tokens of text, ${epochs.toFixed(1)} passes), peak learning rate ${facts.learningRate}, 200 steps of warm-up, linear
decay, weight decay 0.1, seed ${facts.seed}. It took ${facts.minutes.toFixed(0)} minutes with --threads ${facts.threads}. Perplexity on held-out paragraphs (3% of them):
${facts.heldOutPerplexity.toFixed(1)} a token. The weights are stored in half precision (float16); everything is computed in float32.

## What it was made from
- WikiText-2, validation and test parts (Merity et al. 2016), text of Wikipedia, CC BY-SA 3.0. The tokenisation was undone and
  sentences with \`<unk>\` were left out.
- State of the Union messages and inaugural addresses of US presidents, 1945 to 2006, public domain.

The vocabulary was learnt from the same text. The weights carry WikiText's licence, CC BY-SA 3.0.

## What it cannot do
- It writes broken English, knows nothing, and must not be used to write anything.
- It learnt from encyclopaedia articles and political speeches, mostly about and by men. Its own bias is a property of those texts
  and is shown as the \`base\` arm of a report.
- Figures measured with it illustrate Evenhand's methods. They say nothing about larger models, in size or in sign.
- It was trained without privacy: an epsilon in a report covers the fine-tuning on your corpus, not this model's own text.
`;
}
