namespace Regularization;

/// <summary>
/// Fits linear models to rows that are never held in memory: minimises F(b0, b) = (1/Σw) Σ_i w_i loss(y_i, b0 + x_i.b + o_i) + λ Σ_j v_j [r |b_j| +
/// (1 − r)/2 b_j²] by stochastic steps, one row after the other, in one pass or many, and then exact ones. Memory is 50 to 170 bytes a feature, and the rows being
/// shuffled (at most 64 MB), whatever the number of rows.
/// </summary>
/// <remarks>
/// The objective is that of <see cref="PathSolver"/> (docs/objectives.md), so that a lambda means the same in both. With standardisation, the
/// default, a first pass measures the features; in the end exact passes improve the model and give its duality gap (<see cref="StreamingOptions.Tolerance"/>). Features are brought to a common
/// size for the steps in any case, centred where most rows have them, which changes the steps but not the objective.
/// <example>
/// <code>
/// StreamingMethod method = new FtrlProximal();
/// var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Method = method, Options = new StreamingOptions { Passes = 3 } };
/// StreamingFit fit = trainer.Fit(RowSource.FromProblem(problem), lambda: 1e-3);
/// StreamingReport last = fit.History[^1];
/// Console.WriteLine($"{last.RowsSeen:n0} rows, loss {last.PassLoss:g4}, gap {fit.Solution.DualityGap:0.0e0}");
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">Squared or logistic.</param>
/// <param name="penalty">Lasso, ridge or elastic net, with factors and bounds if wanted.</param>
public sealed class StreamingTrainer(Loss loss, Penalty penalty)
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = penalty ?? throw new ArgumentNullException(nameof(penalty));

    /// <summary>The algorithm.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public StreamingMethod Method { get; init => field = value ?? throw new ArgumentNullException(nameof(Method), "Method is null; leave it out for FtrlProximal."); } = new FtrlProximal();

    /// <summary>How the rows are gone through.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public StreamingOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options), "Options is null; leave it out for the defaults."); } = new();

    /// <summary>Fits a model.</summary>
    /// <param name="rows">The rows; they are read once for each pass.</param>
    /// <param name="lambda">λ, not negative; 0 is the unpenalised fit.</param>
    /// <param name="start">A model to start from; null for all 0.</param>
    /// <param name="progress">Told after every <see cref="StreamingOptions.ReportRows"/> rows and after every pass; null for none.</param>
    /// <param name="cancellationToken">Stops within about a thousand rows; the model so far is returned, with <see cref="FitStatus.Canceled"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite.</exception>
    /// <exception cref="ArgumentException">
    /// A row is bad (the message has its number, from 0), there are none, all are of one class, the start has another number of features, there are more
    /// features than memory can hold, or the penalty or the loss is not one of those above.
    /// </exception>
    /// <exception cref="InvalidOperationException">The rows can be read only once and the options ask for more.</exception>
    /// <exception cref="TrainingDivergedException">The steps led away: a block of rows lost a thousand times what simpler models lose on them. The message says where, and what to do.</exception>
    public StreamingFit Fit(RowSource rows, double lambda, StreamingStart? start = null, IProgress<StreamingReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        LambdaGrid.CheckLambda(lambda, nameof(lambda), "A stream is not cross-validated: try some shares of LambdaMax(rows), such as a hundredth, and compare the models on rows held out.");
        StreamingMemory.Require(rows.Features);
        Penalty.Check(rows.Features);
        if (start is not null && start.Coefficients.Count != rows.Features)
        {
            throw new ArgumentException($"The model to start from has {start.Coefficients.Count} features, the rows have {rows.Features}; they must be the same.", nameof(start));
        }

        if (!rows.CanReopen && (Options.Passes > 1 || Options.Standardize || Options.Evaluate))
        {
            string which = Options.Passes > 1 ? $"Passes is {Options.Passes}" : Options.Standardize ? "Standardize is true" : "Evaluate is true";
            throw new InvalidOperationException($"{which}, but these rows can be read only once. Set Passes = 1, Standardize = false and Evaluate = false, or give rows that can be opened again.");
        }

        return new StreamingRun(this, rows, lambda, progress, cancellationToken).Fit(start);
    }

    /// <summary>The smallest lambda at which all coefficients are 0: a scale to choose lambda on. It takes two passes, one that measures and one that evaluates the model without features.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops within about a thousand rows.</param>
    /// <returns>λmax (for ridge that of an elastic net with L1Ratio 0.001, as in <see cref="RegularizationPath.LambdaMax"/>); NaN if some features have no penalty.</returns>
    /// <exception cref="ArgumentException">A row is bad, there are none, all are of one class, or there are more features than memory can hold.</exception>
    /// <exception cref="InvalidOperationException">The rows can be read only once.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public double LambdaMax(RowSource rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        StreamingMemory.Require(rows.Features);
        Penalty.Check(rows.Features);
        return rows.CanReopen
            ? new StreamingRun(this, rows, 0, null, cancellationToken).LambdaMax()
            : throw new InvalidOperationException("LambdaMax takes two passes, but these rows can be read only once. Give rows that can be opened again.");
    }
}
