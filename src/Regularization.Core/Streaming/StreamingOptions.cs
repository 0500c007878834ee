namespace Regularization;

/// <summary>How a stream is trained on, whatever the algorithm.</summary>
/// <remarks>
/// <example>See <see cref="StreamingTrainer"/>.</example>
/// </remarks>
public sealed record StreamingOptions
{
    private readonly int _passes = 20;
    private readonly double _tolerance = 0.01;
    private readonly int _shuffleRows = 4096;
    private readonly int _reportRows = 100_000;

    /// <summary>The most passes over the rows that improve the model, stochastic and exact, at least 1. Fewer are made where the <see cref="Tolerance"/> is met.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Passes
    {
        get => _passes;
        init => _passes = Check.AtLeast(1, value, nameof(Passes));
    }

    /// <summary>
    /// A share of the null model's loss: training ends when the duality gap is at most this (<see cref="FitStatus.Converged"/>). Once the progressive
    /// objective changes by less than a third of it (or of 1%, if that is more) from pass to pass, the model is evaluated, and again when the passes have
    /// doubled; where the exact objective has then changed by less than a tenth, or half of the passes are made, those left are exact proximal gradient
    /// steps. They end early where they hardly reduce the gap (<see cref="FitStatus.PrecisionLimit"/>). Where there is no gap (λ = 0, features without a
    /// penalty) the KKT residual takes its place; without evaluation only the changes decide. 0 makes all passes, all stochastic.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = Check.NotNegative(value, nameof(Tolerance));
    }

    /// <summary>Whether the penalty acts on coefficients of features divided by their weighted 1/n standard deviation, as in <see cref="FitOptions.Standardize"/>. It takes one more pass, before the others, that measures.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether there is an intercept; it is never penalised.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>
    /// Rows held back and handed out in random order, so that sorted data do no harm: 4,096 by default, or as many as 64 MB hold. 0 or 1 keeps
    /// the order of the source.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int ShuffleRows
    {
        get => _shuffleRows;
        init => _shuffleRows = Check.AtLeast(0, value, nameof(ShuffleRows));
    }

    /// <summary>Seed of the random order; nothing else is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether rows with a NaN or infinite feature, response, weight or offset are left out and counted rather than refused.</summary>
    public bool SkipInvalidRows { get; init; }

    /// <summary>Whether the model is judged by a pass that does not train: the exact objective, the duality gap and the KKT residual. Without it the solution has progressive estimates and no gap.</summary>
    public bool Evaluate { get; init; } = true;

    /// <summary>A report is made after so many rows, and at the end of every pass.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int ReportRows
    {
        get => _reportRows;
        init => _reportRows = Check.AtLeast(1, value, nameof(ReportRows));
    }
}
