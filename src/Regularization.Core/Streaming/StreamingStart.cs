namespace Regularization;

/// <summary>A model to start from: coefficients and intercept on the original scale. The penalty may be another than the one they were fitted with.</summary>
/// <remarks>
/// <example>
/// <code>
/// var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso);
/// StreamingStart start = trainer.Fit(RowSource.FromProblem(problem), lambda: 0.01).ToStart();
/// StreamingFit more = trainer.Fit(RowSource.FromProblem(validation), lambda: 0.01, start);   // goes on with new rows
/// </code>
/// </example>
/// </remarks>
public sealed record StreamingStart
{
    /// <summary>The <see cref="Rows"/> of a model about which nothing else is said.</summary>
    public const double DefaultRows = 10_000;

    private readonly double _rows = DefaultRows;

    /// <summary>Starts from a model.</summary>
    /// <param name="coefficients">Length p.</param>
    /// <param name="intercept">b0.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public StreamingStart(SparseCoefficients coefficients, double intercept)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        for (int k = 0; k < coefficients.NonzeroCount; k++)
        {
            if (!double.IsFinite(coefficients.Values[k]))
            {
                throw new ArgumentException($"The coefficient of feature {coefficients.Indices[k]} is {coefficients.Values[k]}; a model to start from must be finite. Start without one.", nameof(coefficients));
            }
        }

        if (!double.IsFinite(intercept))
        {
            throw new ArgumentException($"The intercept is {intercept}; a model to start from must be finite. Start without one.", nameof(intercept));
        }

        (Coefficients, Intercept) = (coefficients, intercept);
    }

    /// <summary>The coefficients, length p.</summary>
    public SparseCoefficients Coefficients { get; }

    /// <summary>The intercept.</summary>
    public double Intercept { get; }

    /// <summary>How many rows the model is worth: step sizes begin as they would be after so many. Positive and finite; small values let it be forgotten sooner.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double Rows
    {
        get => _rows;
        init => _rows = Check.Positive(value, nameof(Rows));
    }

    /// <summary>Starts from a solution of any solver.</summary>
    /// <param name="solution">A solution.</param>
    public static StreamingStart From(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return new StreamingStart(solution.Coefficients, solution.Intercept);
    }
}
