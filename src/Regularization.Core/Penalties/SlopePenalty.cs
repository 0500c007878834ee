namespace Regularization;

/// <summary>
/// SLOPE, the sorted L1 norm Ω(b) = Σ_k a_k |b|_(k) with |b|_(1) ≥ |b|_(2) ≥ …: the largest coefficients pay most, and coefficients of equal size come in
/// clusters. With equal weights it is the lasso.
/// </summary>
/// <remarks>
/// The prox averages over the sorted sizes less the weights until they do not increase. Source: Bogdan, van den Berg, Sabatti, Su, Candès, SLOPE (2015),
/// equation (1.8) and algorithm 3; the screening is algorithm 1 of Larsson, Bogdan, Wallin, The strong screening rule for SLOPE (2020).
/// <example>
/// <code>
/// SlopePenalty penalty = Penalties.Slope(SlopeSequences.BenjaminiHochberg(problem.X.Columns, rate: 0.1));
/// RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record SlopePenalty : BlockPenalty
{
    private readonly double[] _sequence;

    internal SlopePenalty(IReadOnlyList<double> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        _sequence = [.. sequence];
        for (int k = 0; k < _sequence.Length; k++)
        {
            if (!(_sequence[k] >= 0) || double.IsInfinity(_sequence[k]))
            {
                throw new ArgumentException($"Weight {k} of the sequence is {_sequence[k]}; weights must be finite and not negative.", nameof(sequence));
            }

            if (k > 0 && _sequence[k] > _sequence[k - 1])
            {
                throw new ArgumentException($"Weight {k} of the sequence is {_sequence[k]}, above weight {k - 1}, {_sequence[k - 1]}; the sequence must not increase. Sort it in descending order.", nameof(sequence));
            }
        }

        if (_sequence.Length == 0 || _sequence[0] == 0)
        {
            throw new ArgumentException("The sequence has no positive weight; its first weight must be above 0.", nameof(sequence));
        }
    }

    /// <summary>The weights a_k, not increasing, at least one a feature; those beyond the number of features are not used.</summary>
    public IReadOnlyList<double> Sequence => _sequence;

    /// <inheritdoc/>
    public override string Name => "SLOPE";

    private protected override string FactorAdvice => "Its weights belong to ranks, not to features.";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> b, double lambda)
    {
        double[] sizes = SortedSizes(b, out _);
        double sum = 0;
        for (int k = 0; k < sizes.Length && sizes[k] != 0; k++)
        {
            sum -= _sequence[k] * sizes[k];
        }

        return lambda * sum;
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> z, double strength, Span<double> result)
    {
        double[] sizes = SortedSizes(z, out int[] order);
        int[] start = new int[sizes.Length];
        double[] mean = new double[sizes.Length];
        int blocks = 0;
        for (int k = 0; k < sizes.Length; k++)
        {
            (start[blocks], mean[blocks]) = (k, -sizes[k] - (strength * _sequence[k]));
            int end = k + 1;
            for (; blocks > 0 && mean[blocks - 1] <= mean[blocks]; blocks--)
            {
                int length = end - start[blocks], before = start[blocks] - start[blocks - 1];
                mean[blocks - 1] += (mean[blocks] - mean[blocks - 1]) * length / (length + before);
            }

            blocks++;
        }

        for (int block = 0; block < blocks; block++)
        {
            double size = Math.Max(mean[block], 0);
            for (int k = start[block]; k < (block + 1 < blocks ? start[block + 1] : sizes.Length); k++)
            {
                result[order[k]] = Math.CopySign(size, z[order[k]]);
            }
        }
    }

    /// <inheritdoc/>
    public override double DualNorm(ReadOnlySpan<double> g)
    {
        double[] sizes = SortedSizes(g, out _);
        double most = 0, sum = 0, weight = 0;
        for (int k = 0; k < sizes.Length; k++)
        {
            (sum, weight) = (sum - sizes[k], weight + _sequence[k]);
            most = Math.Max(most, sum / weight);
        }

        return most;
    }

    internal override bool IsFree(int feature) => false;

    internal override BlockPenalty Restrict(ReadOnlySpan<int> features) => this;

    internal override void MayEnter(ReadOnlySpan<double> gradient, double lambda, double slack, Span<bool> result)
    {
        double[] sizes = SortedSizes(gradient, out int[] order);
        double sum = 0;
        int count = 0;
        for (int k = 0; k < sizes.Length; k++)
        {
            sum += -sizes[k] + ((slack - lambda) * _sequence[k]);
            if (sum >= 0)
            {
                (sum, count) = (0, k + 1);
            }
        }

        result.Clear();
        for (int k = 0; k < count; k++)
        {
            result[order[k]] = gradient[order[k]] != 0;
        }
    }

    internal override BlockQuadratic Quadratic(int size) => new SlopeQuadratic(this, size);

    /// <inheritdoc/>
    internal override void Check(int features)
    {
        base.Check(features);
        if (_sequence.Length < features)
        {
            throw new ArgumentException($"The sequence has {_sequence.Length} weights for {features} features; give at least one a feature, such as SlopeSequences.BenjaminiHochberg({features}, 0.1).", nameof(Sequence));
        }
    }

    /// <summary>The sizes with a minus sign, so that ascending order is by falling size, and whose they are.</summary>
    private static double[] SortedSizes(ReadOnlySpan<double> values, out int[] order)
    {
        var sizes = new double[values.Length];
        order = new int[values.Length];
        for (int k = 0; k < sizes.Length; k++)
        {
            (sizes[k], order[k]) = (-Math.Abs(values[k]), k);
        }

        Array.Sort(sizes, order);
        return sizes;
    }
}
