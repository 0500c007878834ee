namespace Regularization;

/// <summary>
/// Where a multinomial fit begins: intercepts b0 and coefficients b of K classes, on the original scale, of whatever model. The answer is the same from everywhere; a good start only saves
/// the way to it, and one that is worse than the null model is not used.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// MultinomialSolution before = new MultinomialPathSolver(Penalties.Lasso).FitAt(classes, lambda: 0.1);
/// MultinomialFitSummary after = new MultinomialModelFitter(Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.09), Start = MultinomialStart.From(before) }.Fit(classes);
/// </code>
/// </example>
/// </remarks>
public sealed record MultinomialStart
{
    /// <summary>Starts from a model.</summary>
    /// <param name="intercepts">b0, length K, finite.</param>
    /// <param name="coefficients">For each class a vector of length p, finite.</param>
    /// <exception cref="ArgumentException">The numbers of classes or features differ, or a number is NaN or infinite.</exception>
    public MultinomialStart(IReadOnlyList<double> intercepts, IReadOnlyList<SparseCoefficients> coefficients)
    {
        ArgumentNullException.ThrowIfNull(intercepts);
        ArgumentNullException.ThrowIfNull(coefficients);
        if (intercepts.Count != coefficients.Count || coefficients.Any(ofClass => ofClass.Count != coefficients[0].Count))
        {
            throw new ArgumentException($"There are {intercepts.Count} intercepts and {coefficients.Count} coefficient vectors; there must be one of each for every class, all of one length.", nameof(coefficients));
        }

        for (int k = 0; k < intercepts.Count; k++)
        {
            if (!double.IsFinite(intercepts[k]) || coefficients[k].Values.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                throw new ArgumentException($"The intercept or a coefficient of class {k} is NaN or infinite; a model to start from must be finite. Fit without a start.", nameof(coefficients));
            }
        }

        (Intercepts, Coefficients) = ([.. intercepts], [.. coefficients]);
    }

    /// <summary>The intercepts b0, length K; not used where none is fitted.</summary>
    public IReadOnlyList<double> Intercepts { get; }

    /// <summary>The coefficients b, for each class a vector of length p.</summary>
    public IReadOnlyList<SparseCoefficients> Coefficients { get; }

    /// <summary>Starts from a solution, of this problem or another with the same classes and features.</summary>
    /// <param name="solution">The solution.</param>
    public static MultinomialStart From(MultinomialSolution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return new MultinomialStart(solution.Intercepts, solution.Coefficients);
    }

    /// <summary>Refuses a start that does not fit a problem.</summary>
    internal void Check(int classes, int features)
    {
        if (Coefficients.Count != classes || Coefficients[0].Count != features)
        {
            throw new ArgumentException(
                $"The start is of {Coefficients.Count} classes and {Coefficients[0].Count} features, the problem of {classes} and {features}; they must be the same. Fit without a start.", "start");
        }
    }
}
