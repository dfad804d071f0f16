"""transformers' `generate` at distilGPT2's shape, random weights: `generate.py THREADS PROMPTS.json NEW_TOKENS RUNS greedy|nucleus`.

Needs torch and transformers. With its cache of keys and values, which is its default; 32 prompts of like length side by side.
"""

import sys

import torch
from distil_gpt2 import model_of, padded, print_runs, rows_of

threads, new_tokens, runs = int(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4])
choice = {"do_sample": True, "top_p": 0.9, "top_k": 0} if sys.argv[5] == "nucleus" else {"do_sample": False}
model = model_of(threads)
prompts = rows_of(sys.argv[2])
batch_size = 32


def generate(some):
    for start in range(0, len(some), batch_size):
        ids, mask = padded(some[start : start + batch_size], left=True)
        made = model.generate(
            ids,
            attention_mask=mask,
            max_new_tokens=new_tokens,
            min_new_tokens=new_tokens,
            pad_token_id=model.config.eos_token_id,
            **choice,
        )
        assert made.shape == (ids.shape[0], ids.shape[1] + new_tokens)


with torch.no_grad():
    generate(prompts[:batch_size])  # warm-up
    print_runs(runs, lambda: generate(prompts))
