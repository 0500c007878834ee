namespace Regularization;

/// <summary>A measure over the lambdas: its mean over the folds, or over rows held out, and the standard error of that mean.</summary>
/// <param name="Measure"><c>deviance</c>, <c>squared error</c>, <c>absolute error</c>, <c>misclassification</c> or <c>auc</c>.</param>
/// <param name="HigherIsBetter">True for the area under the ROC curve only.</param>
/// <param name="Mean">For each lambda, the mean of the folds' values weighted by the folds' weights.</param>
/// <param name="StandardError">For each lambda, (Σ_f W_f (m_f − mean)² / Σ_f W_f / (folds − 1))^½ over the folds' values m_f, as glmnet has it.</param>
public sealed record CrossValidationCurve(string Measure, bool HigherIsBetter, IReadOnlyList<double> Mean, IReadOnlyList<double> StandardError)
{
    /// <summary>The position of the best mean; the largest lambda, if several tie.</summary>
    public int IndexOfBest
    {
        get
        {
            int best = 0;
            for (int k = 1; k < Mean.Count; k++)
            {
                if (HigherIsBetter ? Mean[k] > Mean[best] : Mean[k] < Mean[best])
                {
                    best = k;
                }
            }

            return best;
        }
    }

    /// <summary>The position of the largest lambda whose mean is within one standard error of the best.</summary>
    public int IndexOfOneStandardError
    {
        get
        {
            int best = IndexOfBest;
            for (int k = 0; k < best; k++)
            {
                if (HigherIsBetter ? Mean[k] >= Mean[best] - StandardError[best] : Mean[k] <= Mean[best] + StandardError[best])
                {
                    return k;
                }
            }

            return best;
        }
    }
}
