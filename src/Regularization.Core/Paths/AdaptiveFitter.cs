namespace Regularization;

/// <summary>
/// The adaptive lasso: a first fit, by default ridge with its lambda from cross-validation, then the lasso with penalty factors v_j = 1 / |b_j s_j|^γ from it
/// (<see cref="AdaptiveFactors"/>), which has the sparsity of the lasso and shrinks large coefficients less.
/// </summary>
/// <remarks>
/// Where folds or held-out rows choose the second lambda, the first fit is made anew without the rows that judge, at the lambda that the first fit to all rows chose, with factors and
/// standardisation of its own; so the curve is honest but for that one number. Source: Zou, The adaptive lasso and its oracle properties (2006), section 3.
/// <example>
/// <code>
/// FitSummary summary = new AdaptiveFitter(Losses.Squared) { Gamma = 1 }.Fit(problem);   // ridge first, then a lasso with factors of it
/// Console.WriteLine(summary);
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
public sealed class AdaptiveFitter(Loss loss)
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty of the first fit.</summary>
    public Penalty FirstPenalty { get; init => field = value ?? throw new ArgumentNullException(nameof(FirstPenalty)); } = Penalties.Ridge;

    /// <summary>Where the lambda of the first fit comes from; <c>LambdaSelection.Fixed(0)</c> is the fit without a penalty.</summary>
    public LambdaSelection FirstLambda { get; init => field = value ?? throw new ArgumentNullException(nameof(FirstLambda)); } = LambdaSelection.Default;

    /// <summary>γ &gt; 0: the larger, the more the first fit decides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double Gamma { get; init => field = AdaptiveFactors.CheckedGamma(value, nameof(Gamma)); } = 1;

    /// <summary>The penalty that gets the factors; its own are multiplied with them.</summary>
    /// <exception cref="ArgumentException">Not a penalty of single coefficients.</exception>
    public Penalty Penalty { get; init => field = AdaptiveFactors.RequireFactors(value); } = Penalties.Lasso;

    /// <summary>Where the lambda of the second fit comes from.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(Lambda)); } = LambdaSelection.Default;

    /// <summary>How fits are made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>The lambdas of the second path.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Seed of random folds or rows where a selection names none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the second fit of a given lambda begins; null for the null model.</summary>
    public FitStart? Start { get; init; }

    /// <summary>Makes both fits. The summary is that of the second, and its penalty has the factors.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda of both; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <exception cref="ArgumentException">The problem does not fit the loss, a penalty or the folds.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled in the first fit, or while lambda was being chosen.</exception>
    public FitSummary Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Penalty.Check(problem.X.Columns);
        FitSummary first = First().Fit(problem, progress, cancellationToken);
        return Second(first, cancellationToken).Fit(problem, progress, cancellationToken);
    }

    /// <summary>Makes both fits to some rows, and chooses both lambdas by others, by the rules of <see cref="FirstLambda"/> and <see cref="Lambda"/>; given lambdas are fitted as they are.</summary>
    /// <param name="problem">The rows to fit.</param>
    /// <param name="validation">The rows to judge by, with the same features.</param>
    /// <param name="progress">Told after every lambda of both; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <exception cref="ArgumentException">A problem does not fit the loss, a penalty or the other problem.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled in the first fit, or while lambda was being chosen.</exception>
    public FitSummary Fit(TrainingProblem problem, TrainingProblem validation, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Penalty.Check(problem.X.Columns);
        FitSummary first = First().Fit(problem, validation, progress, cancellationToken);
        return Second(first, cancellationToken).Fit(problem, validation, progress, cancellationToken);
    }

    private LinearModelFitter First() => new(Loss, FirstPenalty) { Options = Options, Lambda = FirstLambda, Seed = Seed };

    private LinearModelFitter Second(FitSummary first, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double lambda = first.Selected.Lambda;
        return new LinearModelFitter(Loss, AdaptiveFactors.From(first, Gamma).ApplyTo(Penalty))
        {
            Options = Options,
            Grid = Grid,
            Lambda = Lambda,
            Seed = Seed,
            Start = Start,
            PenaltyOfRows = (rows, options) => AdaptiveFactors.From(new PathSolver(Loss, FirstPenalty) { Options = options }.PathTo(rows, lambda, cancellationToken), 0, Gamma).ApplyTo(Penalty),
        };
    }
}
