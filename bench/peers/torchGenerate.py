"""transformers on CPU at distilGPT2's shape, as JSON: greedy `generate` of 16 prompts x 20 new tokens, and scoring of 64 sentences."""

import json
import os
import statistics
import time

threads = 2
os.environ["OMP_NUM_THREADS"] = str(threads)
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.set_num_threads(threads)
torch.manual_seed(0)
vocabulary = 50257
model = GPT2LMHeadModel(GPT2Config(n_layer=6, n_head=12, n_embd=768, vocab_size=vocabulary, attn_implementation="sdpa"))
model.eval()
prompts = torch.randint(0, vocabulary - 1, (16, 16))
sentences = torch.randint(0, vocabulary - 1, (64, 16))


def generate():
    model.generate(prompts, attention_mask=torch.ones_like(prompts), min_new_tokens=20, max_new_tokens=20,
                   do_sample=False, pad_token_id=vocabulary - 1)


def score():
    logits = model(input_ids=sentences[:, :-1]).logits
    torch.log_softmax(logits, -1).gather(2, sentences[:, 1:, None])


answer = {}
with torch.no_grad():
    for name, task in (("generate", generate), ("score", score)):
        clocks, processors = [], []
        for run in range(6):
            clock, processor = time.perf_counter(), time.process_time()
            task()
            if run >= 2:
                clocks.append(time.perf_counter() - clock)
                processors.append(time.process_time() - processor)
        answer[name] = {"seconds": statistics.median(clocks), "processorSeconds": statistics.median(processors)}
print(json.dumps(answer))
