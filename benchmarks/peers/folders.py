"""Reads and writes the folders of workloads and results that benchmarks/README.md describes. Nothing to run; the other scripts use it."""
import json
from pathlib import Path

import numpy as np
from scipy import sparse

LAMBDAS = 100


def write_array(path, values, dtype):
    np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder('<')).tofile(path)


def read_array(path, dtype):
    return np.fromfile(path, dtype=np.dtype(dtype).newbyteorder('<'))


def write_workload(folder, columns, y, task, lmr):
    """`columns` is a SciPy sparse matrix n x p, or an array p x n: a column of the design in each row, as it lies in the file."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    is_sparse = sparse.issparse(columns)
    n, p = columns.shape if is_sparse else columns.shape[::-1]
    if is_sparse:
        csc = columns.tocsc()
        csc.sort_indices()
        write_array(folder / 'indptr.i64', csc.indptr, 'i8')
        write_array(folder / 'indices.i32', csc.indices, 'i4')
        write_array(folder / 'data.f32', csc.data, 'f4')
    else:
        write_array(folder / 'X.f32', columns, 'f4')
    write_array(folder / 'y.f64', y, 'f8')
    meta = {'name': folder.name, 'n': n, 'p': p, 'sparse': is_sparse, 'task': task, 'lmr': lmr}
    (folder / 'meta.json').write_text(json.dumps(meta, indent=2) + '\n')
    print(f'{folder}: {n:,} x {p:,}{" sparse" if is_sparse else ""}, {task}')


def read_workload(folder):
    """The description, the design in float64 (array or CSC) and the response."""
    folder = Path(folder)
    meta = json.loads((folder / 'meta.json').read_text())
    if meta['sparse']:
        parts = read_array(folder / 'data.f32', 'f4').astype('f8'), read_array(folder / 'indices.i32', 'i4'), read_array(folder / 'indptr.i64', 'i8')
        X = sparse.csc_matrix(parts, shape=(meta['n'], meta['p']))
    else:
        X = read_array(folder / 'X.f32', 'f4').astype('f8').reshape(meta['p'], meta['n']).T
    return meta, X, read_array(folder / 'y.f64', 'f8')


def lambda_path(meta, X, y):
    largest = np.abs(X.T @ (y - y.mean())).max() / len(y)
    return largest * np.geomspace(1, meta['lmr'], LAMBDAS)


def write_result(folder, lambdas, intercepts, coefficients):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    beta = sparse.csc_matrix(coefficients)
    write_array(folder / 'lambda.f64', lambdas, 'f8')
    write_array(folder / 'intercept.f64', intercepts, 'f8')
    write_array(folder / 'beta.indptr.i64', beta.indptr, 'i8')
    write_array(folder / 'beta.indices.i32', beta.indices, 'i4')
    write_array(folder / 'beta.data.f64', beta.data, 'f8')


def read_result(folder, p):
    """Lambdas, intercepts, and the coefficients p x lambdas, CSC."""
    folder = Path(folder)
    lambdas = read_array(folder / 'lambda.f64', 'f8')
    parts = read_array(folder / 'beta.data.f64', 'f8'), read_array(folder / 'beta.indices.i32', 'i4'), read_array(folder / 'beta.indptr.i64', 'i8')
    return lambdas, read_array(folder / 'intercept.f64', 'f8'), sparse.csc_matrix(parts, shape=(p, len(lambdas)))
