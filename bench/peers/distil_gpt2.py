"""A model of distilGPT2's shape with random weights, the rows that it is asked about, and how a run is timed."""

import json
import resource
import time

import torch
from transformers import GPT2Config, GPT2LMHeadModel


def model_of(threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    return GPT2LMHeadModel(GPT2Config(n_layer=6, n_embd=768, n_head=12, vocab_size=50257, n_positions=1024)).eval()


def rows_of(path):
    """In order of length, so that little of a batch is padding."""
    with open(path, encoding="utf8") as file:
        return sorted(json.load(file), key=len)


def padded(rows, left):
    """Ids and mask of rows side by side, padded on one side."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for index, row in enumerate(rows):
        where = slice(longest - len(row), longest) if left else slice(0, len(row))
        ids[index, where] = torch.tensor(row)
        mask[index, where] = 1
    return ids, mask


def print_runs(runs, work):
    seconds = []
    processor_seconds = []
    for _ in range(runs):
        started, used = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - started)
        processor_seconds.append(time.process_time() - used)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "processorSeconds": processor_seconds, "peakBytes": peak}))
