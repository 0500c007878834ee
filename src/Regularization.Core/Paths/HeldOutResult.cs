namespace Regularization;

/// <summary>A path over the training rows and what other rows, held out or given apart, say of it.</summary>
public sealed class HeldOutResult
{
    internal HeldOutResult(RegularizationPath path, CrossValidationCurve[] curves, int rows, double seconds)
    {
        (Path, Rows, Seconds) = (path, rows, seconds);
        Curves = curves.ToDictionary(c => c.Measure);
        Deviance = curves[0];
        IndexMin = Deviance.IndexOfBest;
        IndexOneStandardError = Deviance.IndexOfOneStandardError;
    }

    /// <summary>The path fitted to the training rows.</summary>
    public RegularizationPath Path { get; }

    /// <summary>How many rows judged it.</summary>
    public int Rows { get; }

    /// <summary>The curve that lambda is chosen by: the weighted mean deviance of the judging rows, with the standard error of that mean over rows.</summary>
    public CrossValidationCurve Deviance { get; }

    /// <summary>All curves by measure, as <see cref="CrossValidationResult.Curves"/>; the standard error of <c>auc</c>, which is no mean of rows, is NaN.</summary>
    public IReadOnlyDictionary<string, CrossValidationCurve> Curves { get; }

    /// <summary>The position of <see cref="LambdaMin"/>.</summary>
    public int IndexMin { get; }

    /// <summary>The position of <see cref="LambdaOneStandardError"/>.</summary>
    public int IndexOneStandardError { get; }

    /// <summary>The lambda of the smallest mean deviance.</summary>
    public double LambdaMin => Path[IndexMin].Lambda;

    /// <summary>The largest lambda whose mean deviance is within one standard error of the smallest.</summary>
    public double LambdaOneStandardError => Path[IndexOneStandardError].Lambda;

    /// <summary>Seconds spent, the path included.</summary>
    public double Seconds { get; }

    /// <summary>The solution on the training rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public Solution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <summary>The position on the path that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public int IndexOf(SelectionRule rule) => rule == SelectionRule.OneStandardError ? IndexOneStandardError : IndexMin;
}
