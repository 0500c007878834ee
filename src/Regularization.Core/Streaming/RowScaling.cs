namespace Regularization;

/// <summary>
/// The features as the stochastic steps see them: z_j = (x_j − c_j) / d_j with coefficient β_j = b_j d_j. It changes the steps, not the objective, whose
/// penalty acts on ρ_j β_j with ρ_j = s_j / d_j, s_j being the standard deviation with standardisation and 1 without.
/// </summary>
/// <remarks>
/// A feature that is not 0 in most rows is centred and d is its standard deviation; c is free because the intercept is. Any other feature is left
/// where it is, so that sparse rows stay sparse, and d is the root mean square of its nonzero values: the deviation of a rare feature would be so
/// small that its first step would throw the prediction away. Ross, Mineiro, Langford, Normalized Online Learning (2013), has the same purpose.
/// </remarks>
internal sealed class RowScaling
{
    /// <summary>A feature that varies less than this about its mean in the first rows is not centred: other rows may be quite different.</summary>
    private const double LeastSampleSpread = 1e-8;

    private readonly float[] _inverse;
    private readonly double[] _center;
    private readonly int[] _centered;
    private readonly double[] _absent;
    private int[] _indices = [];
    private double[] _z = [];

    /// <param name="moments">Of all rows, or of the first ones.</param>
    /// <param name="sample">Whether they are of the first rows only; then no feature is taken to be constant, and those not met yet get the size of the others.</param>
    /// <param name="standardize">Whether the penalty acts on standardised coefficients.</param>
    /// <param name="intercept">Whether there is an intercept.</param>
    public RowScaling(FeatureMoments moments, bool sample, bool standardize, bool intercept)
    {
        int p = moments.Features;
        (_inverse, Ratio, MeanSquare) = (new float[p], new float[p], new float[p]);
        var center = new double[p];
        var centered = new List<int>();
        double typical = TypicalSize(moments);
        for (int j = 0; j < p; j++)
        {
            Moments m = moments.Of(j);
            double mean = Math.Abs(m.Mean), size = Math.Sqrt((mean * mean) + (m.Deviation * m.Deviation));
            bool constant = StandardizedDesign.IsConstant(mean, m.Deviation);
            if (!sample && (size == 0 || (constant && (intercept || standardize))))
            {
                center[j] = intercept ? m.Mean : 0;
                LeftOut = m.Deviation > 0 && LeftOut is null ? (j, mean, m.Deviation) : LeftOut;
                continue;
            }

            Farthest = FarFeature.Farther(Farthest, j, mean, m.Deviation);
            double d = m.NonzeroSize > 0 ? m.NonzeroSize : typical;
            MeanSquare[j] = (float)(size > 0 ? m.Share : 0.5 / moments.Rows);
            if (intercept && m.Share > 0.5 && !constant && !(sample && m.Deviation < LeastSampleSpread * mean))
            {
                (d, center[j], MeanSquare[j]) = (m.Deviation, m.Mean, 1);
                centered.Add(j);
            }

            _inverse[j] = (float)Math.Clamp(1 / d, 1e-37, 1e37);
            Ratio[j] = (float)(standardize ? m.Deviation * _inverse[j] : _inverse[j]);
        }

        _centered = [.. centered];
        _center = center.AsSpan().ContainsAnyExcept(0.0) ? center : [];
        _absent = [.. centered.Select(j => -center[j] * _inverse[j])];
        MeanNorm = MeanSquare.Sum(v => (double)v);
        ActiveFeatures = MeanSquare.Count(v => v > 0);
        Standardized = standardize;
    }

    /// <summary>ρ_j; 0 for a feature that is constant.</summary>
    public float[] Ratio { get; }

    /// <summary>The mean of z_j².</summary>
    public float[] MeanSquare { get; }

    /// <summary>The mean of |z|².</summary>
    public double MeanNorm { get; }

    /// <summary>Features that are not constant, as far as is known.</summary>
    public int ActiveFeatures { get; }

    /// <summary>The first feature that varies, but so little that it is left out as constant.</summary>
    public (int Feature, double Mean, double Deviation)? LeftOut { get; }

    /// <summary>The feature whose mean is the most standard deviations from 0, if that is far.</summary>
    public FarFeature? Farthest { get; }

    public bool Standardized { get; }

    public int Features => _inverse.Length;

    /// <summary>s_j: 1 without standardisation.</summary>
    public double Scale(int feature) => !Standardized ? 1 : _inverse[feature] > 0 ? (double)Ratio[feature] / _inverse[feature] : 0;

    /// <summary>d_j, and 0 for a feature that is constant.</summary>
    public double Size(int feature) => _inverse[feature] > 0 ? 1.0 / _inverse[feature] : 0;

    /// <summary>z of the row a reader stands on; valid until the next call.</summary>
    public PreparedRow Prepare(RowReader row)
    {
        ReadOnlySpan<float> values = row.Values;
        if (!row.IsSparse)
        {
            return Dense(values);
        }

        ReadOnlySpan<int> indices = row.Indices[..values.Length];
        if (_centered.Length > 0)
        {
            return Merged(indices, values);
        }

        Reserve(values.Length);
        Span<double> z = _z.AsSpan(0, values.Length);
        float[] inverse = _inverse;
        for (int k = 0; k < indices.Length; k++)
        {
            z[k] = (double)values[k] * inverse[indices[k]];
        }

        return new PreparedRow(indices, z);
    }

    /// <summary>Coefficients on the original scale from β, and the intercept that goes with them.</summary>
    public (SparseCoefficients Coefficients, double Intercept) ToOriginal(ReadOnlySpan<double> beta, double intercept)
    {
        var indices = new List<int>();
        var values = new List<double>();
        for (int j = 0; j < beta.Length; j++)
        {
            double b = beta[j] * _inverse[j];
            if (b != 0)
            {
                indices.Add(j);
                values.Add(b);
                intercept -= _center.Length > 0 ? _center[j] * b : 0;
            }
        }

        return (new SparseCoefficients(beta.Length, [.. indices], [.. values]), intercept);
    }

    /// <summary>β from coefficients on the original scale, and the intercept that goes with it; what a feature that is constant here adds to every row is part of it.</summary>
    public double FromOriginal(SparseCoefficients coefficients, double intercept, Span<double> beta)
    {
        beta.Clear();
        for (int k = 0; k < coefficients.NonzeroCount; k++)
        {
            int j = coefficients.Indices[k];
            beta[j] = coefficients.Values[k] * Size(j);
            intercept += _center.Length > 0 ? _center[j] * coefficients.Values[k] : 0;
        }

        return intercept;
    }

    private static double TypicalSize(FeatureMoments moments)
    {
        double sum = 0;
        int count = 0;
        for (int j = 0; j < moments.Features; j++)
        {
            Moments m = moments.Of(j);
            if (m.Share is > 0 and <= 0.5)
            {
                sum += Math.Log(m.NonzeroSize);
                count++;
            }
        }

        return count == 0 ? 1 : Math.Exp(sum / count);
    }

    private PreparedRow Dense(ReadOnlySpan<float> values)
    {
        Reserve(values.Length);
        int count = 0;
        for (int j = 0; j < values.Length; j++)
        {
            double z = (values[j] - (_center.Length > 0 ? _center[j] : 0)) * _inverse[j];
            (_indices[count], _z[count]) = (j, z);
            count += z != 0 ? 1 : 0;
        }

        return new PreparedRow(_indices.AsSpan(0, count), _z.AsSpan(0, count));
    }

    /// <summary>A sparse row together with the centred features, which are never absent.</summary>
    private PreparedRow Merged(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        Reserve(values.Length + _centered.Length);
        int count = 0, c = 0;
        for (int k = 0; k < indices.Length; k++)
        {
            int j = indices[k];
            for (; c < _centered.Length && _centered[c] < j; c++, count++)
            {
                (_indices[count], _z[count]) = (_centered[c], _absent[c]);
            }

            bool isCentered = c < _centered.Length && _centered[c] == j;
            (_indices[count], _z[count]) = (j, (values[k] - (isCentered ? _center[j] : 0)) * _inverse[j]);
            c += isCentered ? 1 : 0;
            count++;
        }

        for (; c < _centered.Length; c++, count++)
        {
            (_indices[count], _z[count]) = (_centered[c], _absent[c]);
        }

        return new PreparedRow(_indices.AsSpan(0, count), _z.AsSpan(0, count));
    }

    private void Reserve(int length)
    {
        if (length > _z.Length)
        {
            int size = Math.Max(length, 2 * _z.Length);
            (_indices, _z) = (new int[size], new double[size]);
        }
    }
}

/// <summary>One row as the steps see it: the features where z is not 0, and z there.</summary>
internal readonly ref struct PreparedRow(ReadOnlySpan<int> indices, ReadOnlySpan<double> z)
{
    public readonly ReadOnlySpan<int> Indices = indices;
    public readonly ReadOnlySpan<double> Z = z;
}
