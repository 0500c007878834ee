"""Computes, in float64 and from nothing but the data and the coefficients, how far a result is from the optimum at most.

    check_gap.py WORKLOAD RESULT... [--tolerance 1e-6]

Prints one JSON line a result: the largest and the median duality gap over the lambdas, relative to the null model's loss. The exit code is 1 if a
gap is beyond the tolerance, or if the lambdas are not the workload's (or the first of them).

The objective is (1/n) sum l(y_i, b0 + x_i.b) + lambda |b|_1. A vector u that sums to 0 with |X'u|/n <= lambda gives a lower bound of its optimum,
whatever made the coefficients: u is the residual, brought to sum 0 and shrunk where it must be to keep to lambda (or stretched as far as lambda
allows). The gap is the objective less the best of the bounds tried.
"""
import argparse
import json

import numpy as np
from scipy.special import expit, xlog1py, xlogy

from folders import lambda_path, read_result, read_workload

AT_ONCE = 10    # lambdas whose predictions are held at a time


class Gaussian:
    def loss(self, y, eta):
        return ((y - eta) ** 2).mean(axis=0) / 2

    def dual_points(self, y, eta):
        u = y - eta
        return [u - u.mean(axis=0)]

    def largest_scale(self, u):
        return np.inf

    def dual(self, y, u):
        return (y * u).mean(axis=0) - (u ** 2).mean(axis=0) / 2

    def null_intercept(self, y):
        return y.mean()


class Binomial:
    def loss(self, y, eta):
        return np.logaddexp(0, (1 - 2 * y) * eta).mean(axis=0)

    def dual_points(self, y, eta):
        """Residuals of label 1 must lie in [0, 1], those of label 0 in [-1, 0], and their sum must be 0, which two ways lead to."""
        sign = 2 * y - 1
        shift = np.zeros(eta.shape[1])
        for _ in range(50):    # Newton's method for the intercept of which it is so
            mu = expit(eta + shift)
            step = (y - mu).mean(axis=0) / np.maximum((mu * (1 - mu)).mean(axis=0), 1e-12)
            shift += np.clip(step, -1, 1)
            if np.abs(step).max() < 1e-14:
                break
        moved = sign * expit(-sign * (eta + shift))
        size = np.clip(expit(-sign * eta) - sign * (y - expit(eta)).mean(axis=0), 0, 1)    # centred; then both labels brought to the same sum
        ones, zeros = (size * y).sum(axis=0), (size * (1 - y)).sum(axis=0)
        smaller = np.minimum(ones, zeros)
        centred = sign * size * np.where(y == 1, smaller / np.maximum(ones, 1e-300), smaller / np.maximum(zeros, 1e-300))
        return [moved, centred]

    def largest_scale(self, u):
        return (1 - 1e-15) / np.maximum(np.abs(u).max(axis=0), 1e-300)

    def dual(self, y, u):
        q = np.abs(u)
        return -(xlogy(q, q) + xlog1py(1 - q, -q)).mean(axis=0)

    def null_intercept(self, y):
        return np.log(y.mean() / (1 - y.mean()))


def relative_gaps(meta, X, y, lambdas, intercepts, beta):
    model = Gaussian() if meta['task'] == 'gaussian' else Binomial()
    column = y[:, None]
    null_loss = model.loss(y, np.full(len(y), model.null_intercept(y)))
    gaps = []
    for start in range(0, len(lambdas), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        eta = intercepts[part] + X @ beta[:, part].toarray()
        primal = model.loss(column, eta) + lambdas[part] * np.asarray(abs(beta[:, part]).sum(axis=0)).ravel()
        bounds = []
        for u in model.dual_points(column, eta):
            usable = np.abs(u.sum(axis=0)) <= 1e-10 * np.abs(u).sum(axis=0)
            room = lambdas[part] / np.maximum(np.abs(X.T @ u).max(axis=0) / len(y), 1e-300)
            bounds += [np.where(usable, model.dual(column, scale * u), -np.inf) for scale in (np.minimum(1, room), np.minimum(room, model.largest_scale(u)))]
        gaps.extend((primal - np.nanmax(bounds, axis=0)) / null_loss)    # NaN is no bound
    return np.array(gaps)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('workload')
    parser.add_argument('results', nargs='+', metavar='result')
    parser.add_argument('--tolerance', type=float, default=1e-6)
    options = parser.parse_args()

    meta, X, y = read_workload(options.workload)
    expected = lambda_path(meta, X, y)
    fine = True
    for folder in options.results:
        lambdas, intercepts, beta = read_result(folder, meta['p'])
        right_lambdas = 0 < len(lambdas) <= len(expected) and bool(np.allclose(lambdas, expected[:len(lambdas)], rtol=1e-5, atol=0))
        gaps = relative_gaps(meta, X, y, lambdas, intercepts, beta) if right_lambdas else np.array([np.inf])
        within = bool(gaps.max() <= options.tolerance)    # false for NaN
        fine &= within
        print(json.dumps({
            'workload': meta['name'], 'result': folder, 'lambdas': len(lambdas), 'rightLambdas': right_lambdas, 'largestGap': float(f'{gaps.max():.3g}'),
            'medianGap': float(f'{np.median(gaps):.3g}'), 'nonzeros': int(beta[:, -1:].count_nonzero()), 'within': within,
        }), flush=True)
    raise SystemExit(0 if fine else 1)
