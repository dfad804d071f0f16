"""One training step at distilGPT2's shape in PyTorch, as JSON: torchStep.py plain|opacus|opacus-ghost|peft [RUNS]."""

import json
import os
import resource
import statistics
import sys
import time

threads = 2
os.environ["OMP_NUM_THREADS"] = str(threads)
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # a thread that waits costs no processor time

import torch
from torch.nn.functional import cross_entropy
from transformers import GPT2Config, GPT2LMHeadModel

torch.set_num_threads(threads)
torch.manual_seed(0)
variant = sys.argv[1]
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 4
warm_ups = 2
batch, length, vocabulary = 8, 128, 50257

is_private = variant.startswith("opacus")
config = GPT2Config(
    n_layer=6, n_head=12, n_embd=768, vocab_size=vocabulary, n_positions=1024,
    resid_pdrop=0, embd_pdrop=0, attn_pdrop=0,
    attn_implementation="eager" if is_private else "sdpa",
)
model = GPT2LMHeadModel(config)
model.train()
if variant == "peft":
    from peft import LoraConfig, get_peft_model

    model = get_peft_model(model, LoraConfig(r=8, lora_alpha=16, target_modules=["c_attn"], fan_in_fan_out=True))
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-6)
inputs = torch.randint(0, vocabulary, (batch, length))
targets = torch.randint(0, vocabulary, (batch, length))
# Explicit positions: Opacus needs every embedding's input to have the examples first.
positions = torch.arange(length).repeat(batch, 1)


def plain_loss():
    logits = model(input_ids=inputs, position_ids=positions, use_cache=False).logits
    return cross_entropy(logits.reshape(-1, vocabulary), targets.reshape(-1))


criterion = None
if is_private:
    from opacus import PrivacyEngine
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(inputs, targets), batch_size=batch)
    # Opacus does not know GPT-2's Conv1D: the same layer as a Linear, and a head of its own, because it refuses tied weights.
    from transformers.pytorch_utils import Conv1D

    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, Conv1D):
                linear = torch.nn.Linear(child.weight.shape[0], child.weight.shape[1])
                linear.weight.data = child.weight.data.t().contiguous()
                linear.bias.data = child.bias.data
                setattr(module, name, linear)
    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
    model.config.tie_word_embeddings = False
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6)
    common = dict(module=model, optimizer=optimizer, data_loader=loader, noise_multiplier=1.0, max_grad_norm=1.0,
                  poisson_sampling=False)
    if variant == "opacus-ghost":
        model, optimizer, criterion, loader = PrivacyEngine().make_private(
            criterion=torch.nn.CrossEntropyLoss(), grad_sample_mode="ghost", **common)
    else:
        model, optimizer, loader = PrivacyEngine().make_private(**common)


def one_step():
    if criterion is not None:
        logits = model(input_ids=inputs, position_ids=positions, use_cache=False).logits
        loss = criterion(logits.reshape(-1, vocabulary), targets.reshape(-1), shape=(batch, length))
    else:
        loss = plain_loss()
    loss.backward()
    between = time.process_time()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return between


clocks, processors, gradients = [], [], []
for run in range(warm_ups + runs):
    clock, processor = time.perf_counter(), time.process_time()
    between = one_step()
    if run >= warm_ups:
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
        gradients.append(between - processor)
print(json.dumps({
    "seconds": statistics.median(clocks),
    "processorSeconds": statistics.median(processors),
    "gradientProcessorSeconds": statistics.median(gradients),
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
