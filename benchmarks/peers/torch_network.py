"""Seconds an epoch of the network of `bench -- network` in PyTorch, by the usual loop over batches of a tensor in memory.

usage: python3 torch_network.py [--layers 784-256-10] [--rows 10000] [--batch 128] [--epochs 12] [--threads 1]
"""
import argparse
import statistics
import time

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--layers", default="784-256-10")
parser.add_argument("--rows", type=int, default=10_000)
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--threads", type=int, default=1)
asked = parser.parse_args()
torch.set_num_threads(asked.threads)
torch.manual_seed(1)

sizes = [int(size) for size in asked.layers.split("-")]
layers = []
for inputs, outputs in zip(sizes, sizes[1:]):
    layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
loss_of = torch.nn.CrossEntropyLoss()
x = torch.randn(asked.rows, sizes[0])
y = torch.randint(sizes[-1], (asked.rows,))

seconds = []
for _ in range(asked.epochs):
    started = time.perf_counter()
    order = torch.randperm(asked.rows)
    for start in range(0, asked.rows, asked.batch):
        rows = order[start:start + asked.batch]
        optimizer.zero_grad()
        loss = loss_of(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
    seconds.append(time.perf_counter() - started)
print(f"PyTorch {torch.__version__}, {asked.threads} threads: {statistics.median(seconds[2:]):.3f} s an epoch (fastest {min(seconds):.3f})")
