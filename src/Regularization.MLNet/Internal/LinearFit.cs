namespace Regularization;

/// <summary>The fit that the options of a linear trainer ask for: as it is, relaxed, or adaptive.</summary>
internal sealed class LinearFit
{
    private readonly TrainerSettings _settings;
    private readonly double? _adaptiveGamma;
    private readonly IReadOnlyList<double>? _relaxedGammas;

    /// <summary>Checks and copies the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="settings">The same, as the trainer has them.</param>
    /// <param name="penalty">The penalty, where it does not depend on the slots; else null.</param>
    /// <exception cref="ArgumentOutOfRangeException">AdaptiveGamma or a blend is outside its range.</exception>
    /// <exception cref="ArgumentException">Options contradict each other, or the penalty cannot be fitted so.</exception>
    public LinearFit(LinearTrainerOptions options, TrainerSettings settings, Penalty? penalty)
    {
        (_settings, _adaptiveGamma, _relaxedGammas) = (settings, options.AdaptiveGamma, options.RelaxedGammas is { } gammas ? [.. gammas] : null);
        CheckAdaptiveGamma(_adaptiveGamma);
        if (_adaptiveGamma is not null && _relaxedGammas is not null)
        {
            throw new ArgumentException("AdaptiveGamma and RelaxedGammas are both set; each takes back shrinkage in its own way. Set only one of them.", nameof(options));
        }

        Check(penalty ?? Penalties.Lasso);
    }

    /// <summary>Refuses what adaptive factors cannot be made with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite, nor null.</exception>
    public static void CheckAdaptiveGamma(double? value)
    {
        if (value is { } gamma && !(gamma > 0 && double.IsFinite(gamma)))
        {
            throw new ArgumentOutOfRangeException(nameof(LinearTrainerOptions.AdaptiveGamma), FormattableString.Invariant($"AdaptiveGamma is {gamma}; it must be positive and finite, such as 1, or null for no adaptive fit."));
        }
    }

    /// <summary>Refuses a penalty that cannot be fitted so.</summary>
    /// <exception cref="ArgumentException">It is of groups or ranks, or lambda is not chosen as the fit needs it.</exception>
    public void Check(Penalty penalty)
    {
        if (_relaxedGammas is not null)
        {
            Plain(Losses.Squared, penalty, null).CheckRelaxed();
        }
        else if (_adaptiveGamma is not null)
        {
            _ = new AdaptiveFitter(Losses.Squared) { Penalty = penalty };
        }
    }

    /// <summary>Fits, chooses, and reports.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="penalty">The penalty.</param>
    /// <param name="start">Where the fit of a given lambda begins, or null.</param>
    /// <param name="problem">The rows to fit.</param>
    /// <param name="judging">The rows to judge by, or null.</param>
    /// <param name="progress">Told after every lambda.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public FitSummary Fit(
        Loss loss, Penalty penalty, FitStart? start, TrainingProblem problem, TrainingProblem? judging, IProgress<FitProgress> progress, CancellationToken cancellationToken)
    {
        if (_adaptiveGamma is { } gamma)
        {
            var adaptive = new AdaptiveFitter(loss)
            {
                Gamma = gamma,
                Penalty = penalty,
                Options = _settings.Fit,
                Grid = _settings.Grid,
                Lambda = _settings.Lambda,
                Seed = _settings.Seed,
                Start = start,
            };
            return judging is null ? adaptive.Fit(problem, progress, cancellationToken) : adaptive.Fit(problem, judging, progress, cancellationToken);
        }

        LinearModelFitter fitter = Plain(loss, penalty, start);
        return judging is null ? fitter.Fit(problem, progress, cancellationToken) : fitter.Fit(problem, judging, progress, cancellationToken);
    }

    private LinearModelFitter Plain(Loss loss, Penalty penalty, FitStart? start) => new(loss, penalty)
    {
        Options = _settings.Fit,
        Grid = _settings.Grid,
        Lambda = _settings.Lambda,
        Seed = _settings.Seed,
        Start = start,
        RelaxedGammas = _relaxedGammas,
    };
}
