using System.Globalization;
using System.Text;

namespace Regularization;

/// <summary>
/// Coefficients without penalty and their standard errors: φ (Σ_i w_i h_i x_i x_i')⁻¹, with h the second derivative of the loss and φ the dispersion.
/// </summary>
/// <remarks>
/// These are the numbers of R's <c>lm</c> and <c>glm</c>, but that for gamma and Tweedie, whose log link is not canonical, h is the observed second derivative and not the expected one. Losses
/// whose second derivative vanishes in places (Huber, quantile, squared hinge) have none. Weights are taken as they are given: for the squared loss only their ratios matter, for others a weight of 2 is a row that was seen twice.
/// The standard errors hold for features chosen without a look at these rows. After a selection on the same rows they are too small and the p-values too good:
/// refit on other rows (<see cref="TrainingProblem.SelectRows"/>), or use <see cref="Debiased"/> with all features. The columns are held as float64 while it is computed.
/// <example>
/// <code>
/// LinearStatistics statistics = LinearStatistics.Of(problem, Losses.Squared, features: [0, 2]);
/// CoefficientStatistic slope = statistics.Coefficients[0];
/// (double lower, double upper) = slope.Interval(0.95);
/// Console.WriteLine($"{slope.Name} {slope.Estimate:g4}, p {slope.PValue:g2}, {lower:g4} to {upper:g4}");
/// </code>
/// </example>
/// </remarks>
public sealed class LinearStatistics
{
    private LinearStatistics(TrainingProblem problem, Loss loss, UnpenalizedFit fit, bool intercept)
    {
        Loss = loss;
        Rows = fit.Rows;
        ResidualDegrees = fit.Rows - fit.Features.Length - (intercept ? 1 : 0);
        double[] weights = problem.Weights is null ? [.. Enumerable.Repeat(1.0, problem.X.Rows)] : [.. problem.Weights];
        Deviance = 2 * (loss.Value(fit.Eta, problem.Y, weights) - loss.SaturatedValue(problem.Y, weights));
        Dispersion = loss.IsSquared ? Deviance / ResidualDegrees : loss.HasDispersion ? Pearson(problem, loss, fit, weights) / ResidualDegrees : 1;
        double degrees = loss.IsSquared || loss.HasDispersion ? ResidualDegrees : double.PositiveInfinity, unit = Dispersion / weights.Sum();
        Intercept = intercept ? new CoefficientStatistic("(intercept)", -1, fit.Intercept, Math.Sqrt(unit * fit.Variance(-1)), degrees) : null;
        double[] estimates = fit.Coefficients;
        Coefficients = [.. fit.Features.Select((j, k) => new CoefficientStatistic(problem.NameOf(j), j, estimates[k], Math.Sqrt(unit * fit.Variance(k)), degrees))];
    }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>The intercept, or null if none was asked for.</summary>
    public CoefficientStatistic? Intercept { get; }

    /// <summary>The coefficients of the features asked for, in their order.</summary>
    public IReadOnlyList<CoefficientStatistic> Coefficients { get; }

    /// <summary>2 Σ_i w_i (loss_i − saturated loss_i), with the weights as given: the residual sum of squares for the squared loss.</summary>
    public double Deviance { get; }

    /// <summary>φ: deviance / residual degrees of freedom for the squared loss; Σ_i w_i (y_i − μ_i)² / μ_i^p / residual degrees for gamma (p = 2) and Tweedie; 1 for others.</summary>
    public double Dispersion { get; }

    /// <summary>Rows of positive weight less the coefficients, the intercept included.</summary>
    public int ResidualDegrees { get; }

    /// <summary>Rows of positive weight.</summary>
    public int Rows { get; }

    /// <summary>Fits without penalty.</summary>
    /// <param name="problem">The data, n x p, with weights and offsets if it has them.</param>
    /// <param name="loss">A loss with a second derivative.</param>
    /// <param name="features">The features to fit, without repeats, such as those of a solution found on other rows; null for all.</param>
    /// <param name="intercept">Whether there is an intercept.</param>
    /// <param name="cancellationToken">Stops within a Newton step.</param>
    /// <exception cref="ArgumentException">The loss has no second derivative everywhere; the response does not fit it; a feature is none of the problem's or repeated; there are too few rows; features are collinear (the message names them); or they separate the classes.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public static LinearStatistics Of(TrainingProblem problem, Loss loss, IReadOnlyList<int>? features = null, bool intercept = true, CancellationToken cancellationToken = default)
    {
        int[] chosen = Checked(problem, loss, features);
        UnpenalizedFit fit = UnpenalizedFit.Of(problem, loss, chosen, intercept, cancellationToken);
        Require(problem, fit, intercept, cancellationToken);
        return new LinearStatistics(problem, loss, fit, intercept);
    }

    /// <summary>
    /// The debiased lasso for more rows than features: b + H⁻¹ X'W (y − μ(b)) / Σ w with H = X'W diag(h(b)) X / Σ w, over all features and the intercept. For the squared loss
    /// this is least squares on all features, as H⁻¹ is exact; for others one Newton step from the penalised solution, which has the limit of the unpenalised fit.
    /// </summary>
    /// <remarks>No feature is left out, so no selection has to be paid for. Source: van de Geer, Bühlmann, Ritov, Dezeure, Annals of Statistics 42 (2014), section 3.1, with the exact inverse for theirs by nodewise lasso.</remarks>
    /// <param name="problem">The data that the solution was fitted to.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="solution">A penalised solution.</param>
    /// <param name="intercept">Whether it has an intercept.</param>
    /// <exception cref="ArgumentException">The solution is of other features; there are no more rows than features; features are collinear (the message names them); or the curvature vanishes at the solution.</exception>
    public static LinearStatistics Debiased(TrainingProblem problem, Loss loss, Solution solution, bool intercept = true)
    {
        ArgumentNullException.ThrowIfNull(solution);
        int[] all = Checked(problem, loss, null);
        if (solution.Coefficients.Count != all.Length)
        {
            throw new ArgumentException($"The solution has {solution.Coefficients.Count} features and the problem {all.Length}; give the problem that it was fitted to.", nameof(solution));
        }

        UnpenalizedFit fit = UnpenalizedFit.OneStep(problem, loss, all, intercept, solution);
        Require(problem, fit, intercept, CancellationToken.None);
        return new LinearStatistics(problem, loss, fit, intercept);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Loss} loss on {Counted.Of(Rows, "row")}, {ResidualDegrees:n0} degrees of freedom left, deviance {Deviance:g5}, dispersion {Dispersion:g5}");
        foreach (CoefficientStatistic row in Intercept is null ? Coefficients : [Intercept, .. Coefficients])
        {
            text.AppendLine().Append("  ").Append(row);
        }

        return text.ToString();
    }

    /// <summary>Σ_i w_i (y_i − μ_i)² / V(μ_i). Source: McCullagh and Nelder, Generalized Linear Models (1989), section 8.3.6.</summary>
    private static double Pearson(TrainingProblem problem, Loss loss, UnpenalizedFit fit, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double mean = loss.Mean(fit.Eta[i]), rest = problem.Y[i] - mean;
            sum += weights[i] > 0 ? weights[i] * rest * rest / loss.Variance(mean) : 0;
        }

        return sum;
    }

    private static int[] Checked(TrainingProblem problem, Loss loss, IReadOnlyList<int>? features)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(loss);
        if (!loss.IsSquared && !loss.HasSmoothCurvature)
        {
            throw new ArgumentException($"The {loss.Name} loss has no second derivative everywhere, and so no such standard errors. Judge models by cross-validation, or features by how often they are selected (StabilitySelector).", nameof(loss));
        }

        loss.CheckResponse(problem.Y, problem.NormalizedWeights());
        int[] chosen = features is null ? [.. Enumerable.Range(0, problem.X.Columns)] : [.. features];
        var seen = new HashSet<int>();
        foreach (int j in chosen)
        {
            if (j < 0 || j >= problem.X.Columns || !seen.Add(j))
            {
                throw new ArgumentException($"Feature {j} is asked for {(seen.Contains(j) ? "twice" : "and not there")}; features must be within 0 .. {problem.X.Columns - 1}, each once.", nameof(features));
            }
        }

        return chosen;
    }

    private static void Require(TrainingProblem problem, UnpenalizedFit fit, bool intercept, CancellationToken cancellationToken)
    {
        string Names(IEnumerable<int> features) => string.Join(", ", features.Select(j => $"'{problem.NameOf(j)}'"));
        string? wrong = fit.Status switch
        {
            RefitStatus.TooManyFeatures => $"There {(fit.Rows == 1 ? "is" : "are")} {Counted.Of(fit.Rows, "row")} for {fit.Features.Length + (intercept ? 1 : 0)} coefficients; standard errors need more rows than coefficients. Give fewer features.",
            RefitStatus.Collinear when fit.Parents.Length == 0 => $"Feature {Names([fit.Dependent])} is constant; its coefficient cannot be told from the intercept. Leave it out.",
            RefitStatus.Collinear => $"Feature {Names([fit.Dependent])} is a linear combination of {Names(fit.Parents)}; their coefficients cannot be told apart. Leave one of them out.",
            RefitStatus.Separated => "The features separate the classes, or nearly: the fit without penalty has no finite minimum, and no standard errors. Give fewer features, or stay with the penalised fit.",
            RefitStatus.IterationLimit => "The fit without penalty did not converge: the loss is too flat for Newton steps. Give fewer features, or stay with the penalised fit.",
            _ => null,
        };
        cancellationToken.ThrowIfCancellationRequested();
        if (wrong is not null)
        {
            throw new ArgumentException(wrong, nameof(problem));
        }
    }
}
