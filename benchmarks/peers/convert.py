"""Makes a workload of a CSV, TSV or libsvm file, to compare on data of one's own.

    convert.py FILE OUT [--label NAME] [--positive VALUE] [--task gaussian|binomial] [--lmr RATIO] [--standardize]

FILE may be gzipped. A CSV file has a header and numbers only, and --label names the response. A TSV file has a header, and what is not the label is
text: the features are tf-idf of its words, rows of length 1, by scikit-learn. A file of any other ending (.gz aside) is libsvm: `label index:value ...`,
indices from 1. A response of two values is binomial, the larger value being 1; with --positive that value against all others. --lmr is the smallest lambda over the
largest: 1e-3, or 1e-2 with more columns than rows. The job itself does not standardise; --standardize divides columns by their standard
deviations here.
"""
import argparse
import csv
import gzip
from pathlib import Path

import numpy as np
from scipy import sparse

from folders import write_workload


def read_csv(lines, label):
    rows = csv.reader(lines)
    header = [name.strip() for name in next(rows)]
    if label not in header:
        raise SystemExit(f'--label must name a column of the file: {", ".join(header)}')
    values = np.array([[float(cell) for cell in row] for row in rows if row])
    y = header.index(label)
    return np.delete(values, y, axis=1), values[:, y]


def read_text(lines, label):
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = [line.rstrip('\r\n').split('\t') for line in lines]
    header, rows = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    if label not in header:
        raise SystemExit(f'--label must name a column of the file: {", ".join(header)}')
    at = header.index(label)
    X = TfidfVectorizer().fit_transform(' '.join(row[:at] + row[at + 1:]) for row in rows)
    return X, np.array([row[at] for row in rows])


def read_libsvm(lines):
    y, indices, values, starts = [], [], [], [0]
    for line in lines:
        if parts := line.split('#')[0].split():
            y.append(float(parts[0]))
            for part in parts[1:]:
                index, value = part.split(':')
                indices.append(int(index) - 1)
                values.append(float(value))
            starts.append(len(indices))
    if min(indices) < 0:
        raise SystemExit('an index is 0: those of a libsvm file begin at 1')
    return sparse.csr_matrix((values, indices, starts)), np.array(y)


def deviations(X):
    if not sparse.issparse(X):
        return X.std(axis=0)
    mean = X.mean(axis=0).A1
    return np.sqrt(np.maximum(X.multiply(X).mean(axis=0).A1 - mean ** 2, 0))


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('file', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--label')
    parser.add_argument('--positive')
    parser.add_argument('--task', choices=['gaussian', 'binomial'])
    parser.add_argument('--lmr', type=float)
    parser.add_argument('--standardize', action='store_true')
    options = parser.parse_args()

    endings = [ending.lower() for ending in options.file.suffixes]
    with (gzip.open if endings[-1:] == ['.gz'] else open)(options.file, 'rt', newline='') as lines:
        X, y = read_csv(lines, options.label) if '.csv' in endings else read_text(lines, options.label) if '.tsv' in endings else read_libsvm(lines)
    if options.positive is not None:
        y = (y.astype(str) == options.positive).astype(float)
    elif y.dtype.kind not in 'fi':
        y = np.unique(y, return_inverse=True)[1].astype(float)
    if not (np.isfinite(y).all() and np.isfinite(X.data if sparse.issparse(X) else X).all()):
        raise SystemExit('a value is missing or not finite')
    if options.standardize:
        scale = deviations(X)
        scale[scale == 0] = 1
        X = (X @ sparse.diags(1 / scale)) if sparse.issparse(X) else X / scale
    levels = np.unique(y)
    task = options.task or ('binomial' if len(levels) == 2 else 'gaussian')
    if task == 'binomial':
        if len(levels) != 2:
            raise SystemExit(f'the response has {len(levels)} values; binomial needs two')
        y = (y == levels[1]).astype(float)
    lmr = options.lmr or (1e-2 if X.shape[1] > X.shape[0] else 1e-3)
    write_workload(options.out, X if sparse.issparse(X) else X.T, y, task, lmr)
