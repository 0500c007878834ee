namespace Regularization;

/// <summary>The family of penalties that a trainer stands for: which one it is by itself, and which ones it may be given.</summary>
/// <param name="Name">The name of the trainer in the catalog.</param>
/// <param name="L1Ratio">The mixing if none is given.</param>
/// <param name="IsFixed">Whether the trainer stands for this mixing only.</param>
internal sealed record PenaltyKind(string Name, double L1Ratio, bool IsFixed)
{
    /// <summary>The mixing of an elastic net where none is given.</summary>
    public const double DefaultL1Ratio = 0.5;

    /// <summary>Any penalty; the elastic net with an even mixing if none is given.</summary>
    public static PenaltyKind ElasticNet { get; } = new("ElasticNet", DefaultL1Ratio, IsFixed: false);

    /// <summary>The lasso only.</summary>
    public static PenaltyKind Lasso { get; } = new("Lasso", 1, IsFixed: true);

    /// <summary>Ridge only.</summary>
    public static PenaltyKind Ridge { get; } = new("Ridge", 0, IsFixed: true);

    /// <summary>The penalty that the options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">L1Ratio is outside [0, 1].</exception>
    /// <exception cref="ArgumentException">The options ask for two penalties, or for one that the trainer does not stand for.</exception>
    public Penalty PenaltyOf(RegularizedTrainerOptions options)
    {
        if (options.Penalty is not null && options.L1Ratio is not null)
        {
            throw new ArgumentException(
                $"Penalty is {options.Penalty} and L1Ratio is {options.L1Ratio}; set only one of them. Penalties.ElasticNet(l1Ratio) is a penalty "
                + "with a mixing of its own.",
                nameof(options));
        }

        if (options.PenaltyFromSlotNames is not null && (IsFixed || options.Penalty is not null || options.L1Ratio is not null))
        {
            throw new ArgumentException(
                IsFixed ? $"PenaltyFromSlotNames is set, but {Name} has a penalty of its own. Use the ElasticNet trainer."
                    : "PenaltyFromSlotNames is set, and so is Penalty or L1Ratio; set only one of them.",
                nameof(options));
        }

        Penalty penalty = options.Penalty ?? Penalties.ElasticNet(options.L1Ratio ?? L1Ratio);
        if (IsFixed && !(penalty is ElasticNetPenalty net && net.L1Ratio == L1Ratio))
        {
            throw new ArgumentException(
                $"The penalty is {penalty}, but {Name} is the elastic net with L1Ratio {L1Ratio} only. Leave Penalty and L1Ratio out, or use the "
                + "ElasticNet trainer.",
                nameof(options));
        }

        return penalty;
    }
}
