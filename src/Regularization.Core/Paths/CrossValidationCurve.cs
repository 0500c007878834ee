namespace Regularization;

/// <summary>A measure over the lambdas: its mean over the folds, or over rows held out, and the standard error of that mean.</summary>
/// <remarks>
/// <example>
/// <code>
/// CrossValidationResult cv = new CrossValidator(Losses.Logistic, Penalties.Lasso).Fit(problem);
/// CrossValidationCurve deviance = cv.Deviance;
/// Console.WriteLine($"{deviance.Measure}: {deviance.Mean[cv.IndexMin]:g4} ± {deviance.StandardError[cv.IndexMin]:g2} at lambda {cv.LambdaMin:g3}");
/// </code>
/// </example>
/// </remarks>
/// <param name="Measure"><c>deviance</c>, <c>squared error</c>, <c>absolute error</c>, <c>misclassification</c>, <c>auc</c>, or of quantiles <c>pinball loss</c> and <c>coverage</c>, the share of rows at or below the prediction.</param>
/// <param name="HigherIsBetter">True for the area under the ROC curve only.</param>
/// <param name="Mean">For each lambda, the mean of the folds' values weighted by the folds' weights.</param>
/// <param name="StandardError">For each lambda, (Σ_f W_f (m_f − mean)² / Σ_f W_f / (folds − 1))^½ over the folds' values m_f, as glmnet has it; NaN where a single fold has a value.</param>
public sealed record CrossValidationCurve(string Measure, bool HigherIsBetter, IReadOnlyList<double> Mean, IReadOnlyList<double> StandardError)
{
    /// <summary>The value that is best, where that is neither the smallest nor the largest: the quantile, for <c>coverage</c>; else null.</summary>
    public double? Target { get; init; }

    /// <summary>How many folds have no value of the measure, as an AUC where all rows are of one class, and are not in its mean.</summary>
    internal int FoldsWithout { get; init; }

    /// <summary>The position of the best mean; the largest lambda, if several tie.</summary>
    public int IndexOfBest => IndexOf(SelectionRule.LambdaMin, _ => true) ?? 0;

    /// <summary>The position of the largest lambda whose mean is within one standard error of the best.</summary>
    public int IndexOfOneStandardError => IndexOf(SelectionRule.OneStandardError, _ => true) ?? 0;

    /// <summary>The position that a rule chooses among some; null if there are none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="isAllowed">Whether a position may be chosen.</param>
    internal int? IndexOf(SelectionRule rule, Func<int, bool> isAllowed)
    {
        int[] allowed = [.. Enumerable.Range(0, Mean.Count).Where(isAllowed)];
        if (allowed.Length == 0)
        {
            return null;
        }

        int best = allowed[0];
        foreach (int k in allowed)
        {
            best = Cost(k) < Cost(best) ? k : best;
        }

        double most = Cost(best) + (rule == SelectionRule.OneStandardError ? StandardError[best] : 0);
        foreach (int k in allowed.TakeWhile(k => k < best))
        {
            if (Cost(k) <= most)
            {
                return k;
            }
        }

        return best;
    }

    private double Cost(int index) => Target is { } target ? Math.Abs(Mean[index] - target) : HigherIsBetter ? -Mean[index] : Mean[index];
}
