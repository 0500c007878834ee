namespace Regularization;

/// <summary>What the trainers of a single linear predictor have in common, besides the rest.</summary>
/// <remarks>
/// <example>
/// <code>
/// LinearTrainerOptions options = new ElasticNetTrainer.Options { L1Ratio = 1, RelaxedGammas = [0, 0.5, 1], OnFitted = summary =&gt; Console.WriteLine(summary.Gamma) };
/// </code>
/// </example>
/// </remarks>
public abstract class LinearTrainerOptions : RegularizedTrainerOptions
{
    private protected LinearTrainerOptions()
    {
    }

    /// <summary>
    /// The name of the column of offsets o, <see cref="float"/>, which are added to the linear predictor in training, b0 + x_i.b + o_i; null for none. A stock model has no
    /// offset: it scores as for an offset of 0. Add the offset to its score yourself (under a log link, multiply the score by exp(o)).
    /// </summary>
    public string? OffsetColumnName { get; set; }

    /// <summary>
    /// γ &gt; 0 of an adaptive fit, such as 1: a ridge fit with cross-validation comes first, and the penalty factors of the fit proper are 1 / |b_j|^γ of its standardised coefficients, times those that are given. What is large
    /// there is hardly penalised then. With <see cref="RegularizedTrainerOptions.L1Ratio"/> 1 it is the adaptive lasso of Zou (2006). For penalties of single coefficients, not with <see cref="RelaxedGammas"/>; null for none.
    /// </summary>
    public double? AdaptiveGamma { get; set; }

    /// <summary>
    /// Blends γ in [0, 1] of a relaxed fit, such as <c>[0, 0.25, 0.5, 0.75, 1]</c>: the model is γ times the penalised coefficients plus 1 − γ times those of a fit without penalty on the same features, with γ and λ from
    /// cross-validation; for a given λ there must be one γ. For penalties of single coefficients, not with rows or data held out, an information criterion or <see cref="AdaptiveGamma"/>; null for none.
    /// Source: Hastie, Tibshirani, Tibshirani (2017), equation (4).
    /// </summary>
    public IReadOnlyList<double>? RelaxedGammas { get; set; }

    /// <summary>The algorithm.</summary>
    public Solver Solver { get; set; } = Solvers.CoordinateDescent;

    /// <summary>Given what the fit found, each time the trainer has been fitted: the way to it inside a pipeline. Null for none.</summary>
    public Action<FitSummary>? OnFitted { get; set; }
}
