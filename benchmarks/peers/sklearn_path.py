"""scikit-learn's lasso_path on a workload of least squares, dense or sparse.

    sklearn_path.py WORKLOAD RESULT [--tol 1e-6]

Prints one JSON line; the seconds are those of lasso_path alone, on a design already centred. (The logistic regressions of scikit-learn have no
path, and liblinear penalises the intercept.)
"""
import argparse
import json
import platform
import time
import warnings

import numpy as np
import scipy
import sklearn
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import lasso_path

from folders import lambda_path, read_workload, write_result

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('workload')
parser.add_argument('result')
parser.add_argument('--tol', type=float, default=1e-6)
options = parser.parse_args()

meta, X, y = read_workload(options.workload)
if meta['task'] != 'gaussian':
    raise SystemExit('least squares only')
lambdas, mean = lambda_path(meta, X, y), np.asarray(X.mean(axis=0)).ravel()
if sparse.issparse(X):
    centred, more = X, {'X_offset': mean, 'X_scale': np.ones(meta['p'])}
    X.indices, X.indptr = X.indices.astype(np.int32), X.indptr.astype(np.int32)
else:
    centred, more = np.asfortranarray(X - mean), {}
warnings.simplefilter('ignore', ConvergenceWarning)    # the gap tells

start = time.perf_counter()
_, beta, _ = lasso_path(centred, y - y.mean(), alphas=lambdas, tol=options.tol, max_iter=100_000, **more)
seconds = time.perf_counter() - start

write_result(options.result, lambdas, y.mean() - mean @ beta, beta)
versions = f'scikit-learn {sklearn.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}, Python {platform.python_version()}'
print(json.dumps({'workload': meta['name'], 'seconds': round(seconds, 4), 'lambdas': len(lambdas), 'versions': versions}))
