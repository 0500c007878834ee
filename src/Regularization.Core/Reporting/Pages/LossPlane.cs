namespace Regularization;

/// <summary>
/// Enough of a problem to draw its loss around the chosen model: the linear predictor and the columns, standardised and centred, of the largest coefficients. Of many
/// rows some are kept, evenly spread.
/// </summary>
internal sealed class LossPlane
{
    /// <summary>Features that pairs are made of, at most.</summary>
    public const int MostFeatures = 5;

    private const int MostRows = 4000;
    private const int NewtonSteps = 30;

    private readonly Loss _loss;
    private readonly double[] _y;
    private readonly double[] _weights;
    private readonly double[] _eta;
    private readonly double[][] _columns;

    /// <param name="problem">The training rows.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="penalty">The penalty.</param>
    /// <param name="solution">The chosen model.</param>
    /// <param name="scale">What each feature was divided by.</param>
    public LossPlane(TrainingProblem problem, Loss loss, Penalty penalty, Solution solution, IReadOnlyList<double> scale)
    {
        _loss = loss;
        SparseCoefficients b = solution.Coefficients;
        Features =
        [
            .. Enumerable.Range(0, b.NonzeroCount)
                .Where(k => penalty is BlockPenalty || penalty.Factor(b.Indices[k]) > 0)
                .OrderByDescending(k => Math.Abs(b.Values[k] * scale[b.Indices[k]]))
                .Take(MostFeatures)
                .Select(k => b.Indices[k]),
        ];
        Coefficients = [.. Features.Select(j => b[j] * scale[j])];
        Factors = [.. Features.Select(j => penalty is BlockPenalty ? 1 : penalty.Factor(j))];

        double[] weights = problem.NormalizedWeights(), all = solution.LinearPredictor(problem.X, problem.Offsets is null ? [] : [.. problem.Offsets]);
        int n = problem.X.Rows, kept = Math.Min(n, MostRows);
        Rows = [.. Enumerable.Range(0, kept).Select(s => (int)((long)s * n / kept))];
        (_eta, _y, _weights) = ([.. Rows.Select(i => all[i])], [.. Rows.Select(i => problem.Y[i])], [.. Rows.Select(i => weights[i])]);
        double total = VectorMath.Sum(_weights);
        VectorMath.Divide(_weights, total > 0 ? total : 1, _weights);
        _columns =
        [
            .. Features.Select(j =>
            {
                double[] column = new double[n];
                problem.X.Add([j], [1], column);
                double mean = VectorMath.Dot(column, weights);
                return (double[])[.. Rows.Select(i => (column[i] - mean) / scale[j])];
            }),
        ];
    }

    /// <summary>The features, the largest standardised coefficient first.</summary>
    public int[] Features { get; }

    /// <summary>Their standardised coefficients in the chosen model.</summary>
    public double[] Coefficients { get; }

    /// <summary>Their penalty factors.</summary>
    public double[] Factors { get; }

    /// <summary>The rows that are kept.</summary>
    public int[] Rows { get; }

    /// <summary>What the chosen model predicts for the rows.</summary>
    public Predictions Fitted => new(Rows, [.. _eta.Select(_loss.Mean)], _y, _weights);

    /// <summary>The linear predictors of the rows.</summary>
    public IReadOnlyList<double> Eta => _eta;

    /// <summary>The mean loss with other standardised coefficients of two of the features, all else, the intercept of centred features too, as in the chosen model.</summary>
    /// <param name="pair">Positions in <see cref="Features"/>.</param>
    /// <param name="b">The two coefficients.</param>
    /// <param name="scratch">Length of the rows.</param>
    public double Value((int First, int Second) pair, (double First, double Second) b, double[] scratch)
    {
        Move(pair, b, scratch);
        return _loss.Value(scratch, _y, _weights);
    }

    /// <summary>The two coefficients without a penalty on them, all else as in the chosen model, no further out than a limit.</summary>
    public (double First, double Second) Free((int First, int Second) pair, double limit)
    {
        double[] eta = new double[_y.Length], residual = new double[_y.Length], curvature = new double[_y.Length];
        double[] x = _columns[pair.First], z = _columns[pair.Second];
        (double First, double Second) b = (Coefficients[pair.First], Coefficients[pair.Second]);
        double value = Value(pair, b, eta);
        for (int step = 0; step < NewtonSteps; step++)
        {
            Move(pair, b, eta);
            _loss.Derivatives(eta, _y, residual, curvature);
            double g1 = 0, g2 = 0, h11 = 1e-12, h12 = 0, h22 = 1e-12;
            for (int i = 0; i < eta.Length; i++)
            {
                double r = _weights[i] * residual[i], h = _weights[i] * curvature[i];
                g1 += r * x[i];
                g2 += r * z[i];
                h11 += h * x[i] * x[i];
                h12 += h * x[i] * z[i];
                h22 += h * z[i] * z[i];
            }

            double determinant = Math.Max((h11 * h22) - (h12 * h12), 1e-12 * h11 * h22);
            (double d1, double d2) = (((h22 * g1) - (h12 * g2)) / determinant, ((h11 * g2) - (h12 * g1)) / determinant);
            double length = 1, next = double.NaN;
            (double First, double Second) tried = b;
            for (int halved = 0; halved < 30; halved++, length /= 2)
            {
                tried = (Math.Clamp(b.First + (length * d1), -limit, limit), Math.Clamp(b.Second + (length * d2), -limit, limit));
                next = Value(pair, tried, eta);
                if (next <= value)
                {
                    break;
                }
            }

            if (!(next < value - (1e-14 * Math.Abs(value))))
            {
                break;
            }

            (b, value) = (tried, next);
        }

        return b;
    }

    private void Move((int First, int Second) pair, (double First, double Second) b, double[] eta)
    {
        VectorMath.MultiplyAdd(_columns[pair.First], b.First - Coefficients[pair.First], _eta, eta);
        VectorMath.MultiplyAdd(_columns[pair.Second], b.Second - Coefficients[pair.Second], eta, eta);
    }
}
