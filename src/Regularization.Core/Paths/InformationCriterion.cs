using MathNet.Numerics;

namespace Regularization;

/// <summary>
/// Chooses lambda on the training rows alone: n log(RSS/n), or RSS/σ² with a known noise variance, for the squared loss and the deviance for others, plus <c>penalty · df</c>.
/// The smallest value wins.
/// </summary>
/// <remarks>
/// AIC: 2 df. BIC: log(n) df. EBIC: BIC + 2 γ log C(p, k), with k nonzero among p penalised features. n is the number of rows of positive weight, and weights are scaled to sum to it.
/// Degrees of freedom: for the lasso the number of coefficients that are not 0; with a ridge part the trace of Z (Z'HZ + λ (1 − r) V)⁻¹ Z'H over the nonzero ones, with H the weights times the
/// curvature; 1 more for the intercept. A penalty that is not an elastic net counts its nonzero coefficients, which for concave ones is too few. A fit with no fewer degrees of freedom
/// than rows has the value +∞. Sources: Zou, Hastie, Tibshirani, Annals of Statistics 35 (2007), theorem 1; Tibshirani and Taylor, Annals of Statistics 40 (2012), for the elastic net; Chen and Chen, Biometrika 95 (2008), equation (1).
/// <example>
/// <code>
/// FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Bic) }.Fit(problem);
/// InformationCriterionCurve curve = summary.Criterion!;
/// Console.WriteLine($"{curve.DegreesOfFreedom[curve.IndexOfBest]:g3} degrees of freedom");
/// </code>
/// </example>
/// </remarks>
public sealed record InformationCriterion
{
    private readonly double? _noiseVariance;

    private InformationCriterion(string name, bool usesRows, double gamma) => (Name, UsesRows, Gamma) = (name, usesRows, gamma);

    /// <summary>Akaike's criterion, 2 for each degree of freedom: good prediction, too many features.</summary>
    public static InformationCriterion Aic { get; } = new("AIC", false, 0);

    /// <summary>Schwarz's criterion, log n for each degree of freedom: the right features, where n is much larger than p.</summary>
    public static InformationCriterion Bic { get; } = new("BIC", true, 0);

    /// <summary><c>AIC</c>, <c>BIC</c> or <c>EBIC</c>.</summary>
    public string Name { get; }

    /// <summary>γ of EBIC; 0 for the others.</summary>
    public double Gamma { get; }

    /// <summary>σ² for the squared loss, such as the dispersion of <see cref="LinearStatistics.Of"/> on all features; null to profile it, which is n log(RSS/n). Not used by other losses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive and finite.</exception>
    public double? NoiseVariance
    {
        get => _noiseVariance;
        init => _noiseVariance = value is null || (value > 0 && double.IsFinite(value.Value)) ? value
            : throw new ArgumentOutOfRangeException(nameof(NoiseVariance), $"NoiseVariance is {value}; it must be positive and finite, or null to have it from each fit.");
    }

    private bool UsesRows { get; }

    /// <summary>The extended BIC, for many features: 2 γ log C(p, k) more than BIC.</summary>
    /// <param name="gamma">γ in [0, 1]: 0 is BIC, and 1 finds the right features even where p grows like any power of n.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is outside [0, 1] or NaN.</exception>
    public static InformationCriterion Ebic(double gamma = 0.5) => gamma is >= 0 and <= 1
        ? new("EBIC", true, gamma)
        : throw new ArgumentOutOfRangeException(nameof(gamma), $"Gamma is {gamma}; it must be in [0, 1]: 0 is BIC.");

    /// <summary>The criterion along a path.</summary>
    /// <param name="problem">The data that the path was fitted to.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="penalty">Its penalty.</param>
    /// <param name="path">The path, of at least one lambda.</param>
    /// <param name="intercept">Whether it has intercepts.</param>
    /// <exception cref="ArgumentException">The path is empty or of other features.</exception>
    public InformationCriterionCurve Evaluate(TrainingProblem problem, Loss loss, Penalty penalty, RegularizationPath path, bool intercept = true)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(penalty);
        ArgumentNullException.ThrowIfNull(path);
        if (path.Count == 0)
        {
            throw new ArgumentException("The path is empty; a criterion needs at least one lambda.", nameof(path));
        }

        double[] weights = problem.NormalizedWeights();
        int rows = weights.Count(w => w > 0), penalized = Enumerable.Range(0, problem.X.Columns).Count(j => penalty.Factor(j) > 0);
        double saturated = loss.SaturatedValue(problem.Y, weights), square = VectorMath.Dot(problem.Y, problem.Y) / problem.Y.Length;
        double[] degrees = new double[path.Count], deviances = new double[path.Count], values = new double[path.Count];
        var trace = new EffectiveDegrees(problem, loss, penalty, path, intercept);
        for (int k = 0; k < path.Count; k++)
        {
            double[] eta = path[k].LinearPredictor(problem.X, problem.Offsets is null ? [] : [.. problem.Offsets]);
            double mean = Math.Max(2 * (loss.Value(eta, problem.Y, weights) - saturated), 0);
            deviances[k] = rows * mean;
            degrees[k] = trace.Of(path[k], eta);

            // A perfect fit has the logarithm of what rounding leaves.
            double misfit = !loss.IsSquared ? deviances[k] : NoiseVariance is { } variance ? deviances[k] / variance : rows * Math.Log(Math.Max(mean, (1e-30 * square) + 1e-300));
            int chosen = path[k].Coefficients.Indices.ToArray().Count(j => penalty.Factor(j) > 0);
            double choice = Gamma == 0 ? 0 : 2 * Gamma * SpecialFunctions.BinomialLn(penalized, chosen);
            values[k] = degrees[k] < rows ? misfit + ((UsesRows ? Math.Log(rows) : 2) * degrees[k]) + choice : double.PositiveInfinity;
        }

        return new InformationCriterionCurve(this, degrees, deviances, values);
    }

    /// <summary>The criterion along a multinomial path: the deviance plus <c>penalty · df</c>.</summary>
    /// <remarks>
    /// Degrees of freedom: for the lasso the number of coefficients that are not 0, in all classes; with a ridge part or grouped the trace of (H + P)⁻¹ H over them, with the second derivatives H of the loss and P of the
    /// penalty; K − 1 for the intercepts, and for a feature without penalty. For EBIC, k nonzero among the K p coefficients, and grouped among the p features. Source for the trace: Vaiter, Deledalle, Peyré, Fadili,
    /// Dossal, The degrees of freedom of partly smooth regularizers (2017).
    /// </remarks>
    /// <param name="problem">The data that the path was fitted to.</param>
    /// <param name="penalty">Its penalty, the lasso, ridge or the elastic net.</param>
    /// <param name="grouped">Whether it was grouped.</param>
    /// <param name="path">The path, of at least one lambda.</param>
    /// <param name="intercept">Whether it has intercepts.</param>
    /// <exception cref="ArgumentException">The path is empty or of other features, the penalty another, or more than 2,000 coefficients are shrunk together.</exception>
    public InformationCriterionCurve Evaluate(TrainingProblem problem, Penalty penalty, bool grouped, MultinomialPath path, bool intercept = true)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(path);
        var net = (ElasticNetPenalty)new MultinomialPathSolver(penalty).Penalty;
        if (path.Count == 0)
        {
            throw new ArgumentException("The path is empty; a criterion needs at least one lambda.", nameof(path));
        }

        int rows = problem.NormalizedWeights().Count(w => w > 0), penalized = Enumerable.Range(0, problem.X.Columns).Count(j => net.Factor(j) > 0);
        int candidates = penalized * (grouped ? 1 : path[0].ClassCount);
        double[] degrees = new double[path.Count], deviances = new double[path.Count], values = new double[path.Count];
        var trace = new MultinomialDegrees(problem, net, grouped, path, intercept);
        for (int k = 0; k < path.Count; k++)
        {
            deviances[k] = rows * Math.Max((1 - path[k].DevianceExplained) * path.NullDeviance, 0);
            degrees[k] = trace.Of(path[k]);
            IEnumerable<int> features = path[k].Coefficients.SelectMany(ofClass => ofClass.Indices.ToArray()).Where(j => net.Factor(j) > 0);
            int chosen = grouped ? features.Distinct().Count() : features.Count();
            double choice = Gamma == 0 ? 0 : 2 * Gamma * SpecialFunctions.BinomialLn(candidates, chosen);
            values[k] = degrees[k] < rows ? deviances[k] + ((UsesRows ? Math.Log(rows) : 2) * degrees[k]) + choice : double.PositiveInfinity;
        }

        return new InformationCriterionCurve(this, degrees, deviances, values);
    }

    /// <inheritdoc/>
    public override string ToString() => Gamma == 0 ? Name : FormattableString.Invariant($"{Name} (gamma {Gamma:0.###})");
}
