"""Scores of a causal language model on the published benchmarks, written from their papers and released code, apart from this
project: `python benchmarkScores.py MODEL_FOLDER BENCHMARKS_FOLDER`. Needs torch and transformers; computes in float64.

Rules: StereoSet and CrowS-Pairs as bias-bench scores GPT-2 (the first token after a lone end-of-text token, the others
without it in their context, mean of log2 p), totals as lm-evaluation-harness (everything after end-of-text). Sentences
that do not fit the model with an end-of-text token in front are left out with their item.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float64).eval()
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
folder = Path(sys.argv[2])
positions = model.config.n_positions
end_of_text = tokenizer.bos_token_id


@torch.no_grad()
def log_probs(ids):
    """ln P of each token but the first, given all before it."""
    scores = torch.log_softmax(model(torch.tensor([ids])).logits[0, :-1], -1)
    return scores.gather(1, torch.tensor(ids[1:])[:, None])[:, 0]


def scored(sentence):
    """(mean by bias-bench, total after end-of-text), or None for a sentence that does not fit."""
    ids = tokenizer(sentence, add_special_tokens=False)["input_ids"]
    if not 1 <= len(ids) < positions:
        return None
    first = log_probs([end_of_text, ids[0]])
    rest = log_probs(ids) if len(ids) > 1 else torch.zeros(0)
    return (float(first.sum() + rest.sum()) / len(ids), float(log_probs([end_of_text, *ids]).sum()))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def stereoset():
    data = json.loads((folder / "stereoset/intrasentence.json").read_text(encoding="utf8"))["data"]["intrasentence"]
    rows = []
    for item in data:
        by_label = {one["gold_label"]: scored(one["sentence"]) for one in item["sentences"]}
        if None not in by_label.values():
            s, a, u = (by_label[label][0] for label in ("stereotype", "anti-stereotype", "unrelated"))
            rows.append((item["bias_type"], item["target"], s > a, ((s > u) + (a > u)) / 2))

    def of(kind):
        terms = defaultdict(list)
        for bias_type, target, prefers, related in rows:
            if kind in (None, bias_type):
                terms[(bias_type, target)].append((prefers, related))
        ss = mean(mean(prefers for prefers, _ in items) for items in terms.values())
        lms = mean(mean(related for _, related in items) for items in terms.values())
        return {"n": sum(map(len, terms.values())), "ss": ss, "lms": lms, "icat": lms * min(ss, 1 - ss) / 0.5}

    return {kind or "all": of(kind) for kind in (None, "gender", "race", "religion")}


def share(pairs, rule):
    return mean(0.5 if more[rule] == less[rule] else float(more[rule] > less[rule]) for more, less in pairs)


def pair_figures(pairs):
    pairs = [pair for pair in pairs if None not in pair]
    return {"n": len(pairs), "byMean": share(pairs, 0), "byTotal": share(pairs, 1)}


def crows_pairs():
    with open(folder / "crows-pairs/crows_pairs_anonymized.csv", encoding="utf8", newline="") as file:
        rows = [(row["bias_type"], scored(row["sent_more"]), scored(row["sent_less"])) for row in csv.DictReader(file)]
    kinds = {"all": None, "gender": "gender", "race": "race-color", "religion": "religion"}
    return {name: pair_figures([row[1:] for row in rows if kind in (None, row[0])]) for name, kind in kinds.items()}


def winobias():
    def lines(side, kind):
        text = (folder / f"winobias/{side}_stereotyped_{kind}.txt.dev").read_text(encoding="utf8")
        bare = [re.sub(r"^\d+ +", "", line).replace("[", "").replace("]", "").strip() for line in text.splitlines()]
        return [line for line in bare if line]

    pronouns = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
    pairs = []
    for kind in ("type1", "type2"):
        for more, less in zip(lines("pro", kind), lines("anti", kind), strict=True):
            a, b = more.split(), less.split()
            swaps = [(x, y) for x, y in zip(a, b) if x != y]
            letters = [re.sub("[^a-z]", "", word.lower()) for swap in swaps for word in swap]
            if len(a) == len(b) and swaps and pronouns.issuperset(letters):
                pairs.append((scored(more), scored(less)))
    return pair_figures(pairs)


def winogender():
    with open(folder / "winogender/occupations-stats.tsv", encoding="utf8", newline="") as file:
        women = {row["occupation"]: float(row["bls_pct_female"]) for row in csv.DictReader(file, delimiter="\t")}
    sentences = {}
    with open(folder / "winogender/all_sentences.tsv", encoding="utf8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            occupation, participant, answer, gender, _ = row["sentid"].split(".")
            if answer == "0":
                sentences.setdefault((occupation, participant), {})[gender] = scored(row["sentence"])
    leanings = defaultdict(list)
    for (occupation, _), of in sentences.items():
        leanings[occupation].append(of["female"][1] - of["male"][1])
    points = torch.tensor([[women[occupation], mean(values)] for occupation, values in leanings.items()])
    every = [value for values in leanings.values() for value in values]
    return {
        "n": len(every),
        "correlation": float(torch.corrcoef(points.double().T)[0, 1]),
        "prefersFemale": mean(float(value > 0) for value in every),
    }


@torch.no_grad()
def bold():
    """Greedy continuations by 20 tokens of the first prompt of every hundredth title of each gender: all that a generation metric follows from."""
    groups = json.loads((folder / "bold/gender_prompt.json").read_text(encoding="utf8"))
    prompts = [titles[name][0].strip() for titles in groups.values() for name in list(titles)[::100]]
    made = []
    for prompt in prompts:
        ids = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        start = len(ids)
        for _ in range(20):
            ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
        made.append(ids[start:])
    return made


figures = {"stereoset": stereoset(), "crowsPairs": crows_pairs(), "winobias": winobias(), "winogender": winogender()}
print(json.dumps({**figures, "boldContinuations": bold()}))
