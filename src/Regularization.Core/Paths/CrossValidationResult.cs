namespace Regularization;

/// <summary>The path over all rows and what held-out rows say of it.</summary>
public sealed class CrossValidationResult
{
    internal CrossValidationResult(RegularizationPath path, CrossValidationCurve[] curves, int[] foldOfRow, int folds, int unconverged, double seconds)
    {
        Path = path;
        Curves = curves.ToDictionary(c => c.Measure);
        Deviance = curves[0];
        FoldOfRow = foldOfRow;
        Folds = folds;
        UnconvergedFoldFits = unconverged;
        Seconds = seconds;
        IndexMin = Deviance.IndexOfBest;
        IndexOneStandardError = Deviance.IndexOfOneStandardError;
    }

    /// <summary>The path fitted to all rows.</summary>
    public RegularizationPath Path { get; }

    /// <summary>The lambdas of the path and of all curves, descending.</summary>
    public IReadOnlyList<double> Lambdas => [.. Path.Select(s => s.Lambda)];

    /// <summary>The curve that lambda is chosen by: the mean deviance of held-out rows (the squared error for the squared loss).</summary>
    public CrossValidationCurve Deviance { get; }

    /// <summary>All curves by measure: <c>deviance</c>, and <c>squared error</c>, <c>absolute error</c>, or <c>misclassification</c>, <c>auc</c>.</summary>
    public IReadOnlyDictionary<string, CrossValidationCurve> Curves { get; }

    /// <summary>The position of <see cref="LambdaMin"/>.</summary>
    public int IndexMin { get; }

    /// <summary>The position of <see cref="LambdaOneStandardError"/>.</summary>
    public int IndexOneStandardError { get; }

    /// <summary>The lambda of the smallest mean deviance.</summary>
    public double LambdaMin => Path[IndexMin].Lambda;

    /// <summary>The largest lambda whose mean deviance is within one standard error of the smallest.</summary>
    public double LambdaOneStandardError => Path[IndexOneStandardError].Lambda;

    /// <summary>The fold of each row, 0 .. Folds − 1.</summary>
    public IReadOnlyList<int> FoldOfRow { get; }

    /// <summary>The number of folds.</summary>
    public int Folds { get; }

    /// <summary>How many of the Folds · Path.Count fits without a fold did not reach the tolerance.</summary>
    public int UnconvergedFoldFits { get; }

    /// <summary>Seconds spent, the path included.</summary>
    public double Seconds { get; }

    /// <summary>The solution on all rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public Solution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <summary>The position on the path that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public int IndexOf(SelectionRule rule) => rule == SelectionRule.OneStandardError ? IndexOneStandardError : IndexMin;
}
