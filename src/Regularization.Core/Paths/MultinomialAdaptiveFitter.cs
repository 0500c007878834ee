namespace Regularization;

/// <summary>
/// The adaptive lasso of several classes: a first fit, by default ridge with its lambda from cross-validation, then the multinomial lasso with penalty factors v_j = 1 / (‖b_j‖₂ s_j)^γ from it
/// (<see cref="AdaptiveFactors"/>), b_j being the K coefficients of feature j: what counts for some class is shrunk less in all.
/// </summary>
/// <remarks>
/// Where folds or held-out rows choose the second lambda, the first fit is made anew without the rows that judge, as by <see cref="AdaptiveFitter"/>.
/// Source: Zou, The adaptive lasso and its oracle properties (2006), section 3; for coefficients together, Wang and Leng, A note on adaptive group lasso (2008).
/// <example>
/// <code>
/// MultinomialFitSummary summary = new MultinomialAdaptiveFitter { Grouped = true }.Fit(classes);   // ridge first, then a grouped lasso with factors of it
/// Console.WriteLine(summary);
/// </code>
/// </example>
/// </remarks>
public sealed class MultinomialAdaptiveFitter
{
    /// <summary>The penalty of the first fit: lasso, ridge or elastic net.</summary>
    /// <exception cref="ArgumentException">Another penalty.</exception>
    public Penalty FirstPenalty { get; init => field = new MultinomialPathSolver(value).Penalty; } = Penalties.Ridge;

    /// <summary>Where the lambda of the first fit comes from.</summary>
    public LambdaSelection FirstLambda { get; init => field = value ?? throw new ArgumentNullException(nameof(FirstLambda)); } = LambdaSelection.Default;

    /// <summary>γ &gt; 0: the larger, the more the first fit decides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double Gamma { get; init => field = AdaptiveFactors.CheckedGamma(value, nameof(Gamma)); } = 1;

    /// <summary>The penalty that gets the factors, lasso or elastic net; its own are multiplied with them.</summary>
    /// <exception cref="ArgumentException">Another penalty.</exception>
    public Penalty Penalty { get; init => field = new MultinomialPathSolver(value).Penalty; } = Penalties.Lasso;

    /// <summary>Whether the coefficients of a feature enter and leave together in all classes (<see cref="MultinomialPathSolver.Grouped"/>).</summary>
    public bool Grouped { get; init; }

    /// <summary>Where the lambda of the second fit comes from.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(Lambda)); } = LambdaSelection.Default;

    /// <summary>How fits are made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>The lambdas of the second path.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Seed of random folds or rows where a selection names none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the second fit of a given lambda begins; null for the null model.</summary>
    public MultinomialStart? Start { get; init; }

    /// <summary>Names of the classes in the order of their numbers, for the summary and messages; null for numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Makes both fits. The summary is that of the second, and its penalty has the factors.</summary>
    /// <param name="problem">The response of a row is the number of its class, 0 .. K − 1, and every class occurs.</param>
    /// <param name="progress">Told after every lambda of both; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <exception cref="ArgumentException">The problem is none that <see cref="MultinomialModelFitter.Fit(TrainingProblem, IProgress{FitProgress}?, CancellationToken)"/> takes, or <see cref="Grouped"/> is set and the penalty has bounds, or the first fit has left out a feature.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled in the first fit, or while lambda was being chosen.</exception>
    public MultinomialFitSummary Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(problem);
        MultinomialFitSummary first = First().Fit(problem, progress, cancellationToken);
        return Second(first, cancellationToken).Fit(problem, progress, cancellationToken);
    }

    /// <summary>Makes both fits to some rows, and chooses both lambdas by others, by the rules of <see cref="FirstLambda"/> and <see cref="Lambda"/>; given lambdas are fitted as they are.</summary>
    /// <param name="problem">The rows to fit.</param>
    /// <param name="validation">The rows to judge by, with the same features and no other classes.</param>
    /// <param name="progress">Told after every lambda of both; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <exception cref="ArgumentException">As without validation rows, or a problem does not fit the other.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled in the first fit, or while lambda was being chosen.</exception>
    public MultinomialFitSummary Fit(TrainingProblem problem, TrainingProblem validation, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(problem);
        MultinomialFitSummary first = First().Fit(problem, validation, progress, cancellationToken);
        return Second(first, cancellationToken).Fit(problem, validation, progress, cancellationToken);
    }

    private void Check(TrainingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        MultinomialPathSolver.RequireNoBounds(Grouped, Penalty);
        Penalty.Check(problem.X.Columns);
    }

    private MultinomialModelFitter First() => new(FirstPenalty) { Grouped = Grouped, Options = Options, Lambda = FirstLambda, Seed = Seed, ClassNames = ClassNames };

    private MultinomialModelFitter Second(MultinomialFitSummary first, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double lambda = first.Selected.Lambda;
        return new MultinomialModelFitter(AdaptiveFactors.From(first, Gamma).ApplyTo(Penalty))
        {
            Grouped = Grouped,
            Options = Options,
            Grid = Grid,
            Lambda = Lambda,
            Seed = Seed,
            Start = Start,
            ClassNames = ClassNames,
            PenaltyOfRows = (rows, options) => AdaptiveFactors.From(new MultinomialPathSolver(FirstPenalty) { Grouped = Grouped, Options = options }.PathTo(rows, lambda, cancellationToken), 0, Gamma).ApplyTo(Penalty),
        };
    }
}
