namespace Regularization;

/// <summary>What the trainers of a single linear predictor have in common, besides the rest.</summary>
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

    /// <summary>The algorithm.</summary>
    public Solver Solver { get; set; } = Solvers.CoordinateDescent;

    /// <summary>Given what the fit found, each time the trainer has been fitted: the way to it inside a pipeline. Null for none.</summary>
    public Action<FitSummary>? OnFitted { get; set; }
}
