namespace Regularization;

/// <summary>An information criterion over the lambdas of a path.</summary>
/// <remarks>
/// <example>See <see cref="InformationCriterion"/>.</example>
/// </remarks>
/// <param name="Criterion">The criterion.</param>
/// <param name="DegreesOfFreedom">For each lambda, the effective number of parameters, the intercept included.</param>
/// <param name="Deviance">For each lambda, the deviance on the training rows, weights scaled to sum to their number: the residual sum of squares for the squared loss.</param>
/// <param name="Value">For each lambda, the criterion; smaller is better.</param>
public sealed record InformationCriterionCurve(InformationCriterion Criterion, IReadOnlyList<double> DegreesOfFreedom, IReadOnlyList<double> Deviance, IReadOnlyList<double> Value)
{
    /// <summary>The position of the smallest value; the largest lambda, if several tie.</summary>
    public int IndexOfBest => IndexOfBestAmong(_ => true) ?? 0;

    /// <summary>The same among some positions; null if there are none.</summary>
    internal int? IndexOfBestAmong(Func<int, bool> isAllowed)
    {
        int? best = null;
        for (int k = 0; k < Value.Count; k++)
        {
            best = isAllowed(k) && (best is not { } at || Value[k] < Value[at]) ? k : best;
        }

        return best;
    }
}
