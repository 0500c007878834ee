"""Generates the workloads of benchmarks/README.md, each from its own fixed seed.

    workloads.py OUT [tall] [mid] [wide] [widelog] [text] [textreg] [--scale F]

--scale F makes what grows F times as large, to see how times grow with it: the rows of tall, mid, text and textreg, the columns of wide and
widelog. `mid --scale 10` makes mid-x10. Values below 1 make small ones to try things on.
"""
import argparse
from pathlib import Path

import numpy as np
from scipy import sparse

from folders import write_workload


def correlated(n, p, rho, random):
    """Columns (the rows of the array returned) of normal values, each correlated rho with the one before."""
    columns = random.standard_normal((p, n), dtype=np.float32)
    columns[1:] *= np.sqrt(1 - rho ** 2)
    for j in range(1, p):
        columns[j] += rho * columns[j - 1]
    return columns


def numbers(eta, signal_to_noise, random):
    return eta + eta.std() / np.sqrt(signal_to_noise) * random.standard_normal(len(eta))


def classes(eta, spread, random):
    """0/1 with log-odds eta, brought to mean 0 and standard deviation `spread`."""
    odds = np.exp(spread * (eta - eta.mean()) / eta.std())
    return (random.random(len(eta)) < odds / (1 + odds)).astype(float)


def table(n, p, signal_to_noise, seed):
    """n > p: every tenth column counts."""
    random = np.random.default_rng(seed)
    columns = correlated(n, p, 0.5, random)
    eta = random.standard_normal(p // 10) @ columns[::10][:p // 10]
    return columns, numbers(eta, signal_to_noise, random), 'gaussian', 1e-3


def wide(p, logistic):
    """p > n: 100 columns count, in ten groups of neighbours."""
    random = np.random.default_rng(3)
    columns = correlated(1_000, p, 0.6, random)
    counting = (np.arange(0, p, p // 10)[:10, None] + np.arange(10)).ravel()
    eta = random.standard_normal(100) @ columns[counting]
    y = classes(eta, 4, random) if logistic else numbers(eta, 10, random)
    return columns, y, 'binomial' if logistic else 'gaussian', 1e-2


def text(n, logistic):
    """Documents of words drawn by Zipf's law, tf-idf weights, rows of length 1; 300 of the 5,000 most frequent words count."""
    p, random = 100_000, np.random.default_rng(4)
    share = np.cumsum(1 / np.arange(1, p + 1) ** 0.9)
    length = np.maximum(5, random.lognormal(np.log(100), 0.6, n)).astype(int)
    words = np.searchsorted(share, share[-1] * random.random(length.sum()))
    counts = sparse.csr_matrix((np.ones(len(words)), (np.repeat(np.arange(n), length), words)), shape=(n, p))
    counts.sum_duplicates()
    documents_with = np.bincount(counts.indices, minlength=p)
    counts.data = (1 + np.log(counts.data)) * np.log(n / (1 + documents_with))[counts.indices].clip(0.1)
    norms = np.sqrt(counts.multiply(counts).sum(axis=1)).A1
    X = sparse.diags(1 / norms) @ counts
    weights = np.zeros(p)
    weights[random.choice(5_000, 300, replace=False)] = random.standard_normal(300)
    eta = X @ weights
    y = classes(eta, 2, random) if logistic else numbers(eta, 1, random)
    return X, y, 'binomial' if logistic else 'gaussian', 1e-2


WORKLOADS = {
    'tall': lambda scale: table(int(100_000 * scale), 200, 2, seed=1),
    'mid': lambda scale: table(int(10_000 * scale), 500, 2, seed=2),
    'wide': lambda scale: wide(int(20_000 * scale), logistic=False),
    'widelog': lambda scale: wide(int(20_000 * scale), logistic=True),
    'text': lambda scale: text(int(20_000 * scale), logistic=True),
    'textreg': lambda scale: text(int(20_000 * scale), logistic=False),
}

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('out', type=Path)
    parser.add_argument('names', nargs='*', metavar='name', help=', '.join(WORKLOADS))
    parser.add_argument('--scale', type=float, default=1)
    options = parser.parse_args()
    if unknown := set(options.names) - set(WORKLOADS):
        parser.error(f'there is no workload {", ".join(unknown)}, but {", ".join(WORKLOADS)}')
    for name in options.names or WORKLOADS:
        folder = name if options.scale == 1 else f'{name}-x{options.scale:g}'
        write_workload(options.out / folder, *WORKLOADS[name](options.scale))
