"""Log-probabilities of every token by transformers at distilGPT2's shape, random weights: `score.py THREADS SENTENCES.json RUNS`.

Needs torch and transformers. 32 sentences of like length side by side.
"""

import sys

import torch
from distil_gpt2 import model_of, padded, print_runs, rows_of

threads, runs = int(sys.argv[1]), int(sys.argv[3])
model = model_of(threads)
sentences = rows_of(sys.argv[2])
batch_size = 32


def score(some):
    for start in range(0, len(some), batch_size):
        ids, mask = padded(some[start : start + batch_size], left=False)
        logits = model(input_ids=ids[:, :-1], attention_mask=mask[:, :-1]).logits
        scores = torch.log_softmax(logits, -1).gather(2, ids[:, 1:, None]).squeeze(2) * mask[:, 1:]
        assert scores.shape == (ids.shape[0], ids.shape[1] - 1)


with torch.no_grad():
    score(sentences[: 2 * batch_size])  # warm-up
    print_runs(runs, lambda: score(sentences))
