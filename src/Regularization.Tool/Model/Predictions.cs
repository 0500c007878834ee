namespace Regularization.Tool;

/// <summary>The linear predictors of a file's rows, with the labels where the file has them.</summary>
/// <param name="LinearPredictors">One a row; NaN for a row skipped for a missing value.</param>
/// <param name="Labels">One a row, NaN where it is not known; null if the file has no labels.</param>
/// <param name="Warnings">What the user should know.</param>
internal sealed record Predictions(IReadOnlyList<double> LinearPredictors, IReadOnlyList<double>? Labels, IReadOnlyList<string> Warnings)
{
    public int Skipped => LinearPredictors.Count(double.IsNaN);
}
