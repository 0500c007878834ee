using System.Numerics.Tensors;

namespace Regularization;

/// <summary>A multinomial model at one λ: P(class k | x) = exp(η_k) / Σ_l exp(η_l) with η_k = b0_k + x.b_k, on the original scale of the features.</summary>
/// <remarks>
/// The intercepts have mean 0 over the classes. What may be added to the coefficients of a feature in all classes alike is chosen so that the penalty is
/// least: their median for the lasso, their mean for ridge and grouped penalties. Source: Friedman, Hastie, Tibshirani (2010), section 4.
/// <example>See <see cref="MultinomialPathSolver"/>.</example>
/// </remarks>
public sealed record MultinomialSolution
{
    /// <summary>The strength λ.</summary>
    public required double Lambda { get; init; }

    /// <summary>The intercepts b0, one a class; 0 without an intercept.</summary>
    public required IReadOnlyList<double> Intercepts { get; init; }

    /// <summary>The coefficients, for each class a vector of length p.</summary>
    public required IReadOnlyList<SparseCoefficients> Coefficients { get; init; }

    /// <summary>At most this share of the null model's loss lies between the objective and its minimum.</summary>
    public required double DualityGap { get; init; }

    /// <summary>1 − deviance / null deviance on the training rows.</summary>
    public required double DevianceExplained { get; init; }

    /// <summary>The objective: mean loss plus penalty.</summary>
    public required double Objective { get; init; }

    /// <summary>Steps of the solver.</summary>
    public required int Epochs { get; init; }

    /// <summary>Seconds spent on this λ.</summary>
    public required double Seconds { get; init; }

    /// <summary>Why the fit stopped.</summary>
    public required FitStatus Status { get; init; }

    /// <summary>The number of classes, K.</summary>
    public int ClassCount => Coefficients.Count;

    /// <summary>How many features have a coefficient that is not 0 in some class.</summary>
    public int FeatureCount => FeaturesWithCoefficient().Length;

    /// <summary>The coefficients that are not 0, of all classes together.</summary>
    public int NonzeroCount => Coefficients.Sum(c => c.NonzeroCount);

    /// <summary>η_ik = b0_k + x_i.b_k + o_ik.</summary>
    /// <param name="x">n rows of the p features.</param>
    /// <param name="offsets">The offsets o, K · n, class after class; empty for none.</param>
    /// <returns>K · n values, class after class: that of row i and class k at k · n + i.</returns>
    /// <exception cref="ArgumentException">The number of columns is not that of the features, or that of the offsets not K · n.</exception>
    public double[] LinearPredictors(DesignMatrix x, ReadOnlySpan<double> offsets = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != Coefficients[0].Count)
        {
            throw new ArgumentException($"The design matrix has {x.Columns} columns; the model was fitted on {Coefficients[0].Count} features.", nameof(x));
        }

        var eta = new double[x.Rows * ClassCount];
        if (offsets.Length != 0 && offsets.Length != eta.Length)
        {
            throw new ArgumentException($"There are {offsets.Length} offsets for {ClassCount} classes and {x.Rows} rows; there must be one for each class and row, class after class.", nameof(offsets));
        }

        offsets.CopyTo(eta);
        for (int k = 0; k < ClassCount; k++)
        {
            Span<double> own = eta.AsSpan(k * x.Rows, x.Rows);
            VectorMath.Add(own, Intercepts[k], own);
            x.AddLinearPredictor(Coefficients[k], own);
        }

        return eta;
    }

    /// <summary>The probabilities exp(η_ik) / Σ_l exp(η_il).</summary>
    /// <inheritdoc cref="LinearPredictors"/>
    public double[] Probabilities(DesignMatrix x, ReadOnlySpan<double> offsets = default)
    {
        double[] eta = LinearPredictors(x, offsets), row = new double[ClassCount];
        for (int i = 0; i < x.Rows; i++)
        {
            for (int k = 0; k < row.Length; k++)
            {
                row[k] = eta[(k * x.Rows) + i];
            }

            VectorMath.Subtract(row, VectorMath.Max(row), row);
            TensorPrimitives.SoftMax<double>(row, row);
            for (int k = 0; k < row.Length; k++)
            {
                eta[(k * x.Rows) + i] = row[k];
            }
        }

        return eta;
    }

    /// <summary>The class of the largest probability of each row, the first of equal ones.</summary>
    /// <returns>n class numbers.</returns>
    /// <inheritdoc cref="LinearPredictors"/>
    public int[] Classes(DesignMatrix x, ReadOnlySpan<double> offsets = default)
    {
        double[] eta = LinearPredictors(x, offsets);
        var classes = new int[x.Rows];
        for (int i = 0; i < classes.Length; i++)
        {
            for (int k = 1; k < ClassCount; k++)
            {
                classes[i] = eta[(k * x.Rows) + i] > eta[(classes[i] * x.Rows) + i] ? k : classes[i];
            }
        }

        return classes;
    }

    /// <summary>The features with a coefficient that is not 0 in some class, ascending.</summary>
    internal int[] FeaturesWithCoefficient()
    {
        var features = new HashSet<int>();
        foreach (SparseCoefficients ofClass in Coefficients)
        {
            features.UnionWith(ofClass.Indices.ToArray());
        }

        return [.. features.Order()];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"lambda {Lambda:g4}: {Counted.Of(NonzeroCount, "coefficient")} of {Counted.Of(FeatureCount, "feature")}, deviance explained {Percent.Of(DevianceExplained)}, gap {DualityGap:0.0e0}, {Status}");
}
