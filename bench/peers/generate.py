"""transformers' `generate` at distilGPT2's shape, random weights: `generate.py THREADS PROMPTS PROMPT_TOKENS NEW_TOKENS RUNS`.

Needs torch and transformers. Greedy, with its cache of keys and values, which is its default.
"""

import json
import resource
import sys
import time

import torch
from transformers import GPT2Config, GPT2LMHeadModel

threads, prompts, prompt_tokens, new_tokens, runs = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)
config = GPT2Config(n_layer=6, n_embd=768, n_head=12, vocab_size=50257, n_positions=1024)
model = GPT2LMHeadModel(config).eval()
ids = torch.randint(0, config.vocab_size - 1, (prompts, prompt_tokens))
seconds = []
processor_seconds = []
with torch.no_grad():
    for run in range(-1, runs):
        started, used = time.perf_counter(), time.process_time()
        made = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=new_tokens,
            min_new_tokens=new_tokens,
            do_sample=False,
            pad_token_id=config.eos_token_id,
        )
        assert made.shape == (prompts, prompt_tokens + new_tokens)
        if run < 0:
            continue  # warm-up
        seconds.append(time.perf_counter() - started)
        processor_seconds.append(time.process_time() - used)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "processorSeconds": processor_seconds, "peakBytes": peak}))
