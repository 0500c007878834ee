namespace Regularization;

/// <content>The minimum of the quadratic model over the columns that move: epochs of coordinate descent, and Newton steps on the support whenever these have cost as much.</content>
internal sealed partial class QuadraticGram
{
    /// <summary>Added to the diagonal of Newton systems, relative to it.</summary>
    private const double NewtonRidge = 1e-11;

    /// <summary>Epochs before a Newton step, at the least.</summary>
    private const int LeastEpochs = 3;

    /// <summary>Of the matrix as it is: made anew with it.</summary>
    private readonly SupportFactor _factor = new(NewtonRidge);

    /// <summary>Descends from the coefficients of the set, until the largest curvature·change² of an epoch is at most <paramref name="tolerance"/>.</summary>
    /// <param name="positions">Those that move, all of them held.</param>
    /// <param name="gradient">The gradient of a position about its mean here.</param>
    /// <param name="tolerance">When to end.</param>
    /// <param name="maxEpochs">How many epochs at the most.</param>
    /// <param name="bySteps">Whether an <see cref="ActiveSet"/> begins, and not only where Newton steps have been many.</param>
    /// <param name="epochs">Counts them.</param>
    /// <param name="cancellationToken">Stops between some epochs.</param>
    /// <returns>Whether it came to the tolerance.</returns>
    public bool Descend(int[] positions, Func<int, double> gradient, double tolerance, int maxEpochs, bool bySteps, ref int epochs, CancellationToken cancellationToken)
    {
        Span<double> q = _q.AsSpan(0, _size);
        q.Clear();
        int[] visit = [.. positions.Select(PlaceOf)], columns = set.ColumnsAt(_positions.AsSpan(0, _size));
        for (int k = 0; k < visit.Length; k++)
        {
            q[visit[k]] = gradient(positions[k]);
        }

        double[] curvature = new double[_size], beta = At(set.Beta);
        ReadOnlySpan<double> gram = _gram.Span;
        for (int k = 0; k < _size; k++)
        {
            curvature[k] = gram[(k * _stride) + k];
        }

        var view = new CoordinateView
        {
            Visit = visit,
            Columns = columns,
            Center = [],
            InverseScale = At(set.InverseScale),
            Curvature = curvature,
            L1 = At(set.L1),
            L2 = At(set.L2),
            Lower = At(set.Lower),
            Upper = At(set.Upper),
            Beta = beta,
        };
        int chunk = CoordinateEpochs.Chunk((double)visit.Length * _size);
        bool isDone = false, newtonHelps = true;
        for (int left = maxEpochs, budget = 0, rounds = bySteps ? ActiveSet.RoundsBefore : 0; left > 0 && !isDone && !cancellationToken.IsCancellationRequested;)
        {
            if (rounds == ActiveSet.RoundsBefore)
            {
                int before = epochs;
                isDone = new ActiveSet(_gram.Span, _stride, q, view, _factor).Descend(tolerance, Math.Min(left, ActiveSet.MostSteps(visit.Length)), ref epochs, cancellationToken);
                left -= epochs - before;
                rounds++;
                continue;
            }

            budget = budget > 0 ? budget : newtonHelps ? EpochsPerNewtonStep(visit, beta) : left;
            var progress = new EpochProgress { MaxEpochs = Math.Min(Math.Min(left, budget), chunk), Tolerance = tolerance };
            Kernels.Current.CoordinateDescent(_gram.Span, _stride, q, view, ref progress);
            epochs += progress.Epochs;
            (left, budget) = (left - progress.Epochs, budget - progress.Epochs);
            isDone = progress.MaxChange <= tolerance;
            if (!isDone && budget == 0)
            {
                newtonHelps = newtonHelps && NewtonStep(view, q);
                rounds++;
            }
        }

        foreach (int k in visit)
        {
            set.Beta[_positions[k]] = beta[k];
        }

        return isDone;
    }

    /// <summary>Epochs that cost as much as a Newton step, of which most of the factor is there already.</summary>
    private int EpochsPerNewtonStep(int[] visit, double[] beta)
    {
        double size = Math.Max(1, visit.Count(k => beta[k] != 0)), kept = Math.Max(0, size - _factor.Appended);
        return (int)Math.Clamp(NewtonSystem.PriceOfProduct * ((size * size * size) - (kept * kept * kept)) / (3 * size * visit.Length), LeastEpochs, int.MaxValue / 2);
    }

    /// <summary>Moves the coefficients that are not 0 to the minimum of the model in them, as far as their signs and bounds allow, if that is downwards.</summary>
    private bool NewtonStep(in CoordinateView view, Span<double> q)
    {
        var free = new List<int>(view.Visit.Length);
        foreach (int k in view.Visit)
        {
            double b = view.Beta[k];
            if ((b != 0 || view.L1[k] == 0) && b > view.Lower[k] && b < view.Upper[k])
            {
                free.Add(k);
            }
        }

        int[] support = [.. free];
        if (support.Length == 0 || !_factor.Update(support, _gram.Span, _stride, view.L2))
        {
            return false;
        }

        var gradient = new double[support.Length];
        for (int k = 0; k < gradient.Length; k++)
        {
            int at = support[k];
            gradient[k] = q[at] - (view.L1[at] * Math.Sign(view.Beta[at])) - (view.L2[at] * view.Beta[at]);
        }

        double[] step = [.. gradient];
        _factor.Solve(support, step);
        var point = new SignedPoint(view.Beta, view.L1, view.Lower, view.Upper);
        return SignedStep.TryMake(support, SignedStep.Kept(support, step, point), gradient, _gram.Span, _stride, q, view)
            || SignedStep.TryMake(support, SignedStep.Shortened(support, step, point), gradient, _gram.Span, _stride, q, view);
    }

    private double[] At(double[] byPosition)
    {
        var values = new double[_size];
        for (int k = 0; k < _size; k++)
        {
            values[k] = byPosition[_positions[k]];
        }

        return values;
    }
}
