namespace Regularization;

/// <summary>The fit at one lambda, with its proof.</summary>
/// <remarks>
/// <example>
/// <code>
/// Solution solution = new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(problem, lambda: 0.05);
/// SparseCoefficients b = solution.Coefficients;
/// for (int k = 0; k &lt; b.NonzeroCount; k++)
/// {
///     Console.WriteLine($"{problem.NameOf(b.Indices[k])} {b.Values[k]:g4}");
/// }
///
/// double[] probabilities = solution.Predict(Losses.Logistic, problem.X);
/// </code>
/// </example>
/// </remarks>
public sealed record Solution
{
    /// <summary>The strength λ.</summary>
    public required double Lambda { get; init; }

    /// <summary>The intercept b0 on the original scale; 0 if none was asked for.</summary>
    public required double Intercept { get; init; }

    /// <summary>The coefficients b on the original scale of the features, length p.</summary>
    public required SparseCoefficients Coefficients { get; init; }

    /// <summary>(primal − dual) / loss of the null model: the objective is within this share of the null loss of the best possible. NaN where the penalty or the loss has no dual. An unpenalised coefficient that rounding or a one-sided bound leaves open is taken to be of reasonable size (docs/objectives.md).</summary>
    public required double DualityGap { get; init; }

    /// <summary>The largest violation of an optimality condition, as a share of the gradient at which the first feature enters.</summary>
    public required double KktResidual { get; init; }

    /// <summary>1 − deviance / null deviance on the training rows.</summary>
    public required double DevianceExplained { get; init; }

    /// <summary>The objective F of docs/objectives.md.</summary>
    public required double Objective { get; init; }

    /// <summary>Epochs (passes over the working set) made.</summary>
    public required int Epochs { get; init; }

    /// <summary>Seconds spent.</summary>
    public required double Seconds { get; init; }

    /// <summary>Why the fit stopped.</summary>
    public required FitStatus Status { get; init; }

    /// <summary>The number of coefficients that are not 0.</summary>
    public int NonzeroCount => Coefficients.NonzeroCount;

    /// <summary>The gap, or the KKT residual where there is none.</summary>
    public double Proof => HasGap ? DualityGap : KktResidual;

    /// <summary>What <see cref="Proof"/> is.</summary>
    public string ProofName => HasGap ? "gap" : "KKT residual";

    private bool HasGap => !double.IsNaN(DualityGap) || double.IsNaN(KktResidual);

    /// <summary>The linear predictors b0 + x_i.b + o_i.</summary>
    /// <param name="x">A design matrix, n x p.</param>
    /// <param name="offsets">Offsets, length n, or empty.</param>
    /// <returns>Length n.</returns>
    /// <exception cref="ArgumentException">x does not have p columns, or the offsets are not n.</exception>
    public double[] LinearPredictor(DesignMatrix x, ReadOnlySpan<double> offsets = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != Coefficients.Count)
        {
            throw new ArgumentException($"The design matrix has {x.Columns} columns; the model was fitted on {Coefficients.Count} features.", nameof(x));
        }

        if (!offsets.IsEmpty && offsets.Length != x.Rows)
        {
            throw new ArgumentException($"There are {offsets.Length} offsets for {x.Rows} rows.", nameof(offsets));
        }

        var eta = new double[x.Rows];
        for (int i = 0; i < eta.Length; i++)
        {
            eta[i] = Intercept + (offsets.IsEmpty ? 0 : offsets[i]);
        }

        x.AddLinearPredictor(Coefficients, eta);
        return eta;
    }

    /// <summary>The mean responses μ(b0 + x_i.b + o_i): numbers, rates or probabilities of class 1, by the inverse link of the loss.</summary>
    /// <param name="loss">The loss that the model was fitted with.</param>
    /// <param name="x">A design matrix, n x p.</param>
    /// <param name="offsets">Offsets, length n, or empty.</param>
    /// <returns>Length n.</returns>
    /// <exception cref="ArgumentException">x does not have p columns, or the offsets are not n.</exception>
    public double[] Predict(Loss loss, DesignMatrix x, ReadOnlySpan<double> offsets = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        double[] means = LinearPredictor(x, offsets);
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = loss.Mean(means[i]);
        }

        return means;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"lambda {Lambda:g4}: {NonzeroCount} of {Counted.Of(Coefficients.Count, "coefficient")}, deviance explained {Percent.Of(DevianceExplained)}, {(double.IsNaN(Proof) ? "no gap" : FormattableString.Invariant($"{ProofName} {Proof:0.0e0}"))}, {Status}");
}
